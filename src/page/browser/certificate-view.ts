/** The page of a certificate: each requirement with its verdict and evidence, each case with its repetitions. */
import type { RequirementReport } from '../../report/certificate-report.ts';
import { confirmationWords } from '../../report/confirmation-words.ts';
import type { CertificatePage } from '../page-data.ts';
import { commandLine } from './command-line.ts';
import { h, type Content } from './element.ts';
import { frameParts } from './evidence-section.ts';
import {
  notJudgedSection,
  figures,
  section,
  tableOf,
  verdictMark,
  verdictText,
  type TableCell,
} from './verdict-table.ts';

export function certificateView(page: CertificatePage): readonly HTMLElement[] {
  const { report, commands } = page;
  const { requirements, cases, waived, staleWaivers, confirmations, notJudged } = report;
  const held = requirements.filter(({ verdict }) => verdict === 'pass').length;
  const all: readonly (HTMLElement | null)[] = [
    figures([
      ['verdict', report.interrupted ? `${report.verdict}, interrupted` : report.verdict],
      ['target', report.target ?? 'unknown'],
      ['version', report.version ?? 'unknown'],
      ['world', report.world ?? 'unknown'],
      ['profile', report.profile],
      ['dialect', report.dialect],
      ['requirements held', `${held} of ${requirements.length}`],
      ['cases', `${cases.length}${report.complete ? '' : ', not all of the profile'}`],
      ['repetitions of each', String(report.repeat)],
      ['digest', report.digest],
      ['hash of the profile', report.profileHash],
    ]),
    section(
      'Check it',
      commands.map(({ label, command }) => commandLine(label, command)),
    ),
    violatedSection(page),
    requirementSection(page),
    caseSection(page),
    confirmations.length === 0
      ? null
      : section(
          'Tried over real sockets',
          h(
            'ul',
            {},
            confirmations.map((one) => h('li', {}, confirmationWords(one))),
          ),
        ),
    waived.length + staleWaivers.length === 0
      ? null
      : section(
          'Waivers',
          h('ul', {}, [
            ...waived.map((one) =>
              h('li', {}, `${one.requirement}${one.case === null ? '' : ` in ${one.case}`}: ${one.reason}`),
            ),
            ...staleWaivers.map((one) => h('li', { class: 'problem' }, one)),
          ]),
        ),
    notJudgedSection(notJudged),
  ];
  return all.filter((one) => one !== null);
}

function violatedSection({
  report: { requirements, findings },
  bundle,
}: CertificatePage): HTMLElement | null {
  const violated = requirements.filter(({ verdict }) => verdict === 'violation');
  if (violated.length === 0) return null;
  return section(
    'Violated',
    h(
      'ol',
      { class: 'failures' },
      violated.map((one) =>
        h(
          'li',
          {},
          h('p', { class: 'sentence' }, h('b', {}, one.id), ` (${one.level})`),
          one.evidence.map((proof) => proofOf(proof, bundle)),
          findings
            .filter(({ requirement }) => requirement === one.id)
            .map(({ evidence }) =>
              h(
                'ol',
                { class: 'evidence' },
                evidence.map((frame) => h('li', {}, frameParts(frame))),
              ),
            ),
        ),
      ),
    ),
  );
}

function proofOf(
  { case: name, repetition, history, sentence, records }: RequirementReport['evidence'][number],
  bundle: string,
): HTMLElement {
  const file = `${bundle}/histories/history-${history}.jsonl`;
  return h(
    'div',
    { class: 'proof' },
    h('p', {}, sentence),
    h(
      'p',
      { class: 'note' },
      `${name ?? 'the history'}, repetition ${repetition}, `,
      records.length === 0 ? '' : `records ${records.join(', ')} of `,
      h('a', { href: file }, `history-${history}.jsonl`),
    ),
  );
}

function requirementSection({ report: { requirements }, statements }: CertificatePage): HTMLElement {
  return section(
    'Requirements',
    tableOf({
      label: 'requirements',
      heads: ['requirement', 'level', 'verdict', 'passes', 'violations', 'inconclusive', 'what must hold'],
      rows: requirements.map((one): readonly TableCell[] => {
        const sum = (of: 'pass' | 'violation' | 'inconclusive'): string =>
          String(one.repetitions.reduce((total, tally) => total + tally[of], 0));
        const excused = one.excused ?? [];
        return [
          [
            h('span', { id: one.id }, one.id),
            one.id === one.subject ? null : h('div', { class: 'note' }, one.subject),
          ],
          one.level,
          verdictText(one.verdict),
          sum('pass'),
          sum('violation'),
          sum('inconclusive'),
          [
            statements[one.subject.replace(/@\d+$/, '')] ?? '',
            one.reason === null ? null : h('div', { class: 'note' }, one.reason),
            excused.length === 0
              ? null
              : h(
                  'div',
                  { class: 'note' },
                  `excused: ${excused.map(({ thing, because, count }) => `${count} ${thing} (${because})`).join('; ')}`,
                ),
          ],
        ];
      }),
    }),
  );
}

function caseSection({ report: { cases }, bundle }: CertificatePage): HTMLElement {
  return section(
    'Cases',
    tableOf({
      label: 'cases',
      heads: ['case', 'incident', 'verdict', 'repetitions', 'violated, or why not'],
      rows: cases.map((one): readonly TableCell[] => [
        [h('span', { id: one.id }, one.id), h('div', { class: 'note' }, one.name)],
        one.incident ?? '',
        verdictText(one.verdict),
        one.repetitions.map(({ verdict, history, reason }, k): Content => {
          const title = `repetition ${k + 1}: ${verdict}${reason === null ? '' : `, ${reason}`}`;
          const mark = verdictMark(verdict, title);
          return history === null
            ? mark
            : h('a', { href: `${bundle}/histories/history-${history}.jsonl`, class: 'mark' }, mark);
        }),
        one.violated.length > 0 ? one.violated.join(', ') : (one.reason ?? ''),
      ]),
    }),
  );
}

/** The page of a run: what failed, which property says what, who was convicted by whom, and what the faults reached. */
import type { ReportedFinding, RunReport } from '../../report/published.ts';
import type { RunPage } from '../page-data.ts';
import { commandLine } from './command-line.ts';
import { h, type Content } from './element.ts';
import { figures, section, tableOf, verdictMark, verdictText, type TableCell } from './verdict-table.ts';

export function runView({ report, links, circumstances, statements }: RunPage): readonly HTMLElement[] {
  const seconds = circumstances.wallMicros / 1_000_000;
  const pace = seconds > 0 ? (report.plans / seconds).toFixed(report.plans / seconds < 10 ? 1 : 0) : '–';
  const all: readonly (HTMLElement | null)[] = [
    figures([
      ['verdict', report.interrupted ? `${report.verdict}, interrupted` : report.verdict],
      ['gateway', report.gateway],
      ['seed', report.seed],
      ['plans', String(report.plans)],
      ['records', String(report.records)],
      ['virtual time', `${(report.virtualMicros / 1_000_000).toFixed(0)} s`],
      ['wall time', `${seconds.toFixed(1)} s`],
      ['plans a second', pace],
      ['executed twice', String(report.determinism.checked)],
      ['digest', report.digest],
    ]),
    violationsSection(report, links),
    mismatchSection(report),
    targetSection(report),
    scenarioSection(report),
    killMatrix(report),
    propertySection(report, statements),
    coverageSection(report),
    factSection(report),
  ];
  return all.filter((one) => one !== null);
}

function violationsSection({ violations }: RunReport, links: RunPage['links']): HTMLElement | null {
  if (violations.length === 0) return null;
  return section(
    'Failures',
    h(
      'ol',
      { class: 'failures' },
      violations.map((one) => h('li', {}, failure(one, links))),
    ),
  );
}

function failure(one: ReportedFinding, links: RunPage['links']): readonly Content[] {
  const { property, gateway, plan, plans, expected, sentence, file, replay, state } = one;
  const page = file === null ? undefined : links[file];
  const more = plans > 1 ? `; ${plans} plans failed like this` : '';
  const command = replay.at(-1);
  return [
    h('p', { class: 'sentence' }, page === undefined ? sentence : h('a', { href: page }, sentence)),
    h(
      'p',
      { class: 'note' },
      h('b', {}, property),
      ` on ${gateway}, ${plan}, while ${state}${more}${expected ? '; expected' : ''}`,
    ),
    command === undefined ? null : commandLine('see it again', command),
  ];
}

function mismatchSection({ determinism: { mismatches } }: RunReport): HTMLElement | null {
  if (mismatches.length === 0) return null;
  return section(
    'Not repeatable',
    h(
      'ul',
      {},
      mismatches.map(({ plan, gateway, at, digests }) =>
        h(
          'li',
          {},
          `${plan} on ${gateway}: ${at === null ? 'the digests differ' : `record ${at} differs`} (${digests.first}, ${digests.second})`,
        ),
      ),
    ),
  );
}

/** Each gateway with what came of it: over its scenarios, and for the one of the campaign over that. */
function targetSection(report: RunReport): HTMLElement | null {
  const { scenarios, violations, campaign, gateway } = report;
  const all = [...scenarios, ...violations].map((one) => one.gateway);
  const names = [...new Set([...(campaign === null ? [] : [gateway]), ...all])];
  if (names.length === 0) return null;
  return section(
    'Targets',
    tableOf({
      label: 'targets',
      heads: ['gateway', 'verdict', 'executed', 'violated', 'as expected'],
      rows: names.map((name) => targetRow(name, report)),
    }),
  );
}

function targetRow(name: string, report: RunReport): readonly TableCell[] {
  const runs = report.scenarios.filter(({ gateway }) => gateway === name);
  const found = report.violations.filter(({ gateway }) => gateway === name);
  const plans = name === report.gateway ? (report.campaign?.plans ?? 0) : 0;
  const violated = new Set([
    ...runs.flatMap(({ verdict, expectedProperty }) =>
      verdict === 'violation' ? (expectedProperty ?? []) : [],
    ),
    ...found.map(({ property }) => property),
  ]);
  const verdicts = new Set<string>(runs.map(({ verdict }) => verdict));
  if (found.length > 0) verdicts.add('violation');
  if (plans > 0 && report.verdict === 'inconclusive') verdicts.add('inconclusive');
  const worst = ['violation', 'inconclusive'].find((one) => verdicts.has(one)) ?? 'pass';
  const surprises = runs.some(({ problem }) => problem !== null) || found.some(({ expected }) => !expected);
  return [
    name,
    verdictText(worst),
    executed(runs, plans),
    [...violated].sort().join(', '),
    surprises ? h('span', { class: 'problem' }, 'no') : 'yes',
  ];
}

function executed(runs: RunReport['scenarios'], plans: number): string {
  const kept = runs.filter((one) => one.kept !== undefined).length;
  const scenarios = runs.length - kept;
  const parts = [
    ...(kept === 0 ? [] : [`${kept} ${kept === 1 ? 'plan' : 'plans'} of the seed database`]),
    ...(scenarios === 0 ? [] : [`${scenarios} ${scenarios === 1 ? 'scenario' : 'scenarios'}`]),
    ...(plans === 0 ? [] : [`${plans} ${plans === 1 ? 'plan' : 'plans'} of the campaign`]),
  ];
  return parts.join(', ');
}

/** Scenarios by name: the gateways that pass, and what came of the others; of a seed database those that fail. */
function scenarioSection(report: RunReport): HTMLElement | null {
  const scenarios = report.scenarios.filter((one) => one.kept === undefined || one.problem !== null);
  if (scenarios.length === 0) return null;
  const names = [...new Set(scenarios.map(({ name }) => name))];
  return section(
    'Scenarios',
    tableOf({
      label: 'scenarios',
      heads: ['scenario', 'incident', 'passes on', 'convicts', 'not as expected'],
      rows: names.map((name): readonly TableCell[] => {
        const runs = scenarios.filter((one) => one.name === name);
        const fine = runs.filter((one) => one.problem === null);
        const passed = fine.filter((one) => one.expected === 'pass').map(({ gateway }) => gateway);
        return [
          name,
          runs[0]?.incident ?? '',
          passed.length > 3 ? `${passed.length} gateways` : passed.join(', '),
          fine
            .filter((one) => one.expected === 'violation')
            .map(({ gateway, expectedProperty }) => h('div', {}, `${gateway} by ${expectedProperty ?? '?'}`)),
          runs.flatMap(({ gateway, problem }) =>
            problem === null ? [] : [h('div', { class: 'problem' }, `${gateway}: ${problem}`)],
          ),
        ];
      }),
    }),
  );
}

/** Which property convicted which known-bad gateway. */
function killMatrix({ scenarios }: RunReport): HTMLElement | null {
  const bad = scenarios.filter((one) => one.expected === 'violation');
  if (bad.length === 0) return null;
  const convicts = new Map<string, Set<string>>();
  for (const { gateway, properties } of bad)
    for (const { id, verdict } of properties)
      if (verdict === 'violation') convicts.set(gateway, (convicts.get(gateway) ?? new Set()).add(id));
  const meant = new Set(bad.map(({ gateway, expectedProperty }) => `${gateway}\n${expectedProperty}`));
  const columns = [...new Set([...convicts.values()].flatMap((one) => [...one]))].sort();
  const gateways = [...new Set(bad.map(({ gateway }) => gateway))];
  return section(
    'Kill matrix',
    h(
      'p',
      { class: 'note' },
      'Known-bad gateways of the scenarios, and the properties that convicted them; ● is the one meant for it.',
    ),
    tableOf({
      label: 'kill matrix',
      heads: ['', ...columns],
      rows: gateways.map((gateway): readonly TableCell[] => [
        gateway,
        ...columns.map((id): TableCell => {
          if (convicts.get(gateway)?.has(id) !== true) return '';
          const isMeant = meant.has(`${gateway}\n${id}`);
          return h('span', { role: 'img', 'aria-label': `${id} convicts ${gateway}` }, isMeant ? '●' : '○');
        }),
      ]),
    }),
  );
}

function propertySection(report: RunReport, statements: RunPage['statements']): HTMLElement | null {
  const { properties, inconclusive } = report;
  if (properties.length === 0) return null;
  const why = new Map(inconclusive.map(({ property, reason }) => [property, reason]));
  return section(
    'Properties',
    h(
      'p',
      { class: 'note' },
      'Over every execution on a gateway that ought to be correct, and on the campaign’s.',
    ),
    tableOf({
      label: 'properties',
      heads: [
        'property',
        'verdict',
        'exercised',
        'passes',
        'violations',
        'inconclusive',
        'what must hold, and what was left unjudged',
      ],
      rows: properties.map(({ id, verdict, exercised, passes, violations, inconclusive: open, excused }) => [
        id,
        verdictText(verdict),
        String(exercised),
        String(passes),
        String(violations),
        String(open),
        [
          statements[id] ?? '',
          why.has(id) ? h('div', { class: 'note' }, why.get(id) ?? '') : null,
          excused.length === 0
            ? null
            : h(
                'div',
                { class: 'note' },
                `excused: ${excused.map(({ thing, because, count }) => `${count} ${thing} (${because})`).join('; ')}`,
              ),
        ],
      ]),
    }),
  );
}

const CROSS = ' × ';

/** Only a campaign is meant to reach everything. */
function coverageSection({ coverage, campaign }: RunReport): HTMLElement | null {
  const { counts, empty, cells, hit, missing } = coverage;
  const all = [...Object.keys(counts), ...empty].map((cell) => cell.split(CROSS));
  const kinds = [...new Set(all.map(([kind = '']) => kind))].sort();
  const states = [...new Set(all.map(([, state = '']) => state))].sort();
  if (hit === 0 || campaign === null) return null;
  const isEmpty = new Set(empty);
  return section(
    'Coverage',
    h('p', { class: 'note' }, `Faults landed in ${hit} of ${cells} cells of fault and protocol state.`),
    missing.map((sentence) => h('p', { class: 'problem' }, sentence)),
    tableOf({
      label: 'coverage',
      heads: ['fault', ...states],
      rows: kinds.map((kind) => [
        kind,
        ...states.map((state): TableCell => {
          const cell = `${kind}${CROSS}${state}`;
          const times = counts[cell] ?? 0;
          if (times > 0)
            return h(
              'span',
              { class: `heat h${Math.min(5, Math.ceil(Math.log10(times + 1)))}` },
              String(times),
            );
          return isEmpty.has(cell) ? h('span', { class: 'verdict' }, 'none') : '';
        }),
      ]),
    }),
  );
}

function factSection({ coverage: { sometimes }, campaign }: RunReport): HTMLElement | null {
  if (campaign === null || sometimes.length === 0) return null;
  return section(
    'Facts',
    tableOf({
      label: 'facts',
      heads: ['fact', 'plans', 'what happened'],
      rows: sometimes.map(({ id, plans, sentence }) => [
        id,
        plans === 0 ? verdictMark('inconclusive', 'never') : String(plans),
        sentence,
      ]),
    }),
  );
}

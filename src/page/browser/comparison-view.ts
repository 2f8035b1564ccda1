/** The page of two histories: what came of comparing them, each place where they part, and both traces beside each other. */
import type { ReportedDivergence, ReportedSeen } from '../../report/compare-report.ts';
import type { ComparisonPage } from '../page-data.ts';
import { commandLine } from './command-line.ts';
import { h, seconds, type Content } from './element.ts';
import { jsonLines, type JsonLine } from './json-difference.ts';
import { recorded } from './shown-history.ts';
import { tracePanelOf, type TracePanel } from './trace-panel.ts';
import { figures, section } from './verdict-table.ts';

const SIDES = ['a', 'b'] as const;
type Side = (typeof SIDES)[number];

export function comparisonView(page: ComparisonPage): readonly HTMLElement[] {
  const { report, sides, commands } = page;
  const { first, second, views, seen, reads, divergences, outcome } = report;
  const cause = `where ${first.target ?? 'a'} and ${second.target ?? 'b'} part`;
  const panels = sides.map(({ history, parting }, at): TracePanel => {
    // the first of them is shown first
    const finding = { property: 'compare', cause, records: parting.toReversed(), evidence: [] };
    return tracePanelOf({ ...recorded(history, finding), side: SIDES[at] ?? '' });
  });
  const goTo = (side: Side, record: number): void => panels[SIDES.indexOf(side)]?.goTo(record);
  return [
    figures([
      ['outcome', outcome],
      ['a', nameOf(first)],
      ['b', nameOf(second)],
      ['digests', `${first.digest} ${second.digest}`],
      ['views', String(views)],
      ['things seen', String(seen)],
      ['answers to reads', reads ? 'compared' : 'left out'],
    ]),
    section(
      'Compare them again',
      commands.map(({ label, command }) => commandLine(label, command)),
    ),
    ...(divergences.length === 0
      ? []
      : [
          section(
            'Where they part',
            h(
              'ol',
              { class: 'failures' },
              divergences.map((one) => h('li', {}, divergence(one, goTo))),
            ),
          ),
        ]),
    section(
      'Traces',
      h(
        'div',
        { class: 'traces' },
        panels.map(({ element }, at) =>
          h(
            'div',
            { class: 'side' },
            h('h3', {}, `${SIDES[at]}: ${nameOf([first, second][at] ?? first)}`),
            element,
          ),
        ),
      ),
    ),
  ];
}

function nameOf({ target, from, records }: ComparisonPage['report']['first']): string {
  return `${target ?? from}, ${records} records`;
}

function sideOf({ first, second }: ReportedDivergence, side: Side): readonly ReportedSeen[] {
  return side === 'a' ? first : second;
}

function divergence(one: ReportedDivergence, goTo: (side: Side, record: number) => void): readonly Content[] {
  const { client, session, alike, member, before } = one;
  const place = session === '' ? client : `${client} in ${session}`;
  const at = member === null || member === '' ? '' : ` at ${member}`;
  return [
    h(
      'p',
      { class: 'sentence' },
      `${place}: alike ${alike} ${alike === 1 ? 'time' : 'times'}, then different${at}`,
    ),
    h(
      'ul',
      { class: 'alike' },
      before.map((each) =>
        h('li', { class: 'note' }, `#${each.record} ${seconds(each.atMicros)} ${each.what}`),
      ),
    ),
    h(
      'div',
      { class: 'parting' },
      SIDES.map((side) => {
        const [here, ...after] = sideOf(one, side);
        const [there] = sideOf(one, side === 'a' ? 'b' : 'a');
        return h(
          'div',
          { class: 'side' },
          h('p', { class: 'kicker' }, side),
          here === undefined
            ? h('p', {}, 'sees no more')
            : [
                h(
                  'button',
                  { type: 'button', 'data-record': here.record, click: () => goTo(side, here.record) },
                  `#${here.record} ${seconds(here.atMicros)} ${here.what}`,
                ),
                h(
                  'pre',
                  { tabindex: 0, 'aria-label': `what ${side} saw` },
                  difference(here, there).map(line),
                ),
              ],
          after.map((each) =>
            h('p', { class: 'note' }, `#${each.record} ${seconds(each.atMicros)} ${each.what}`),
          ),
        );
      }),
    ),
  ];
}

/** Against what the other side saw there, where that is of the same kind. */
function difference(here: ReportedSeen, there: ReportedSeen | undefined): readonly JsonLine[] {
  const value: unknown = JSON.parse(here.value);
  return there?.what === here.what ? jsonLines(value, JSON.parse(there.value)) : jsonLines(value);
}

function line({ depth, text, state, was }: JsonLine): HTMLElement {
  const other = was === undefined ? '' : `   (there ${was})`;
  return h('span', { class: `json ${state}` }, `${'  '.repeat(depth)}${text}${other}\n`);
}

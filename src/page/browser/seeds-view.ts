/** The page of a seed database: for each target its open failures, how its plans grew, its runs by commit, and the plans that fail. */
import type { SeedsReport, SeedsTarget } from '../../report/seeds-report.ts';
import type { SeedsPage } from '../page-data.ts';
import { commandLine } from './command-line.ts';
import { h, type Content } from './element.ts';
import { growthChart } from './growth-chart.ts';
import { figures, tableOf, verdictText, type TableCell } from './verdict-table.ts';

type Run = SeedsTarget['runs'][number];

export function seedsView({ report, statements }: SeedsPage): readonly HTMLElement[] {
  if (report.targets.length === 0) return [h('p', {}, 'It holds nothing yet: no run has come to its end.')];
  return [totals(report), ...report.targets.map((target) => targetSection(target, report, statements))];
}

function totals({ targets, database }: SeedsReport): HTMLElement {
  const sum = (of: (target: SeedsTarget) => number): string =>
    String(targets.reduce((all, target) => all + of(target), 0));
  return figures([
    ['database', database],
    ['open failures', sum(({ open }) => open.length)],
    ['runs', sum(({ runs }) => runs.length)],
    ['plans of all runs', sum(({ runs }) => runs.reduce((all, { plans }) => all + plans, 0))],
    ['plans that fail', sum(({ kept }) => kept.failing)],
    ['plans that were mended', sum(({ kept }) => kept.mended)],
    ['plans that reached most', sum(({ kept }) => kept.reached)],
  ]);
}

function targetSection(
  target: SeedsTarget,
  { possible }: SeedsReport,
  statements: SeedsPage['statements'],
): HTMLElement {
  const newest = target.runs.at(-1);
  return h(
    'section',
    { class: 'seeds' },
    h('h2', {}, target.gateway ?? target.name),
    newest === undefined
      ? h('p', { class: 'note' }, 'No run has come to its end.')
      : [openTable(target, newest, statements), growth(target, possible), runTable(target)],
    failingTable(target),
  );
}

function openTable(
  { open, name }: SeedsTarget,
  { ran }: Run,
  statements: SeedsPage['statements'],
): HTMLElement {
  if (open.length === 0)
    return h('p', {}, verdictText('pass'), ` No failure is open at ${shortened(ran.commit)}.`);
  return h(
    'div',
    {},
    h('h3', {}, `Open at ${shortened(ran.commit)}`),
    tableOf({
      label: `open failures of ${name}`,
      heads: ['property', 'cause', 'state', 'open for', 'since', 'plans', 'shown by'],
      rows: open.map(({ property, cause, state, days, since, plans, plan }): readonly TableCell[] => [
        [h('span', { class: 'verdict violation' }, `✗ ${property}`), noteOf(statements[property])],
        cause,
        state,
        days === 0 ? 'less than a day' : `${days} ${days === 1 ? 'day' : 'days'}`,
        momentText(since),
        String(plans),
        plan,
      ]),
    }),
  );
}

function noteOf(statement: string | undefined): Content {
  return statement === undefined ? null : h('div', { class: 'note' }, statement);
}

/** Three curves beside each other, the newest run before those that came earlier. */
function growth({ runs }: SeedsTarget, possible: SeedsReport['possible']): HTMLElement {
  return h(
    'div',
    {},
    h('h3', {}, 'Growth'),
    h(
      'p',
      { class: 'note' },
      'What the plans of a run reached together, by how many were executed (each step to the right is twice as many, or two and a half times). A curve that still rises has not seen all that there is. The thin ones are of earlier runs.',
    ),
    h(
      'div',
      { class: 'growths' },
      growthChart('cells of fault × state', runs, 1, possible.cells),
      growthChart('pairs of facts', runs, 2, possible.pairs),
      growthChart('triples of facts', runs, 3, possible.triples),
    ),
  );
}

function runTable({ runs, name }: SeedsTarget): HTMLElement {
  return h(
    'div',
    {},
    h('h3', {}, 'Runs by commit'),
    tableOf({
      label: `runs of ${name}`,
      heads: [
        'commit',
        'of',
        'verdict',
        'open',
        'plans',
        'cells',
        'pairs',
        'triples',
        'plans per core-hour',
        'seed',
        'source',
      ],
      rows: runs
        .toReversed()
        .map((run): readonly TableCell[] => [
          h('code', { title: run.ran.commit }, shortened(run.ran.commit)),
          dateText(run.ran.at),
          verdictText(run.verdict),
          String(run.open),
          grouped(run.plans),
          grouped(run.cells),
          grouped(run.pairs),
          grouped(run.triples),
          run.plansPerCoreHour === null ? 'not measured' : grouped(run.plansPerCoreHour),
          run.seed,
          h('code', {}, run.fingerprint),
        ]),
    }),
  );
}

function failingTable({ failing, name }: SeedsTarget): HTMLElement | null {
  if (failing.length === 0) return null;
  return h(
    'div',
    {},
    h('h3', {}, 'Plans that fail, the fastest first'),
    tableOf({
      label: `failing plans of ${name}`,
      heads: ['plan', 'events', 'violates', 'found at'],
      rows: failing.map(({ plan, events, properties, found, command }): readonly TableCell[] => [
        [plan, command === null ? null : commandLine('again', command)],
        grouped(events),
        properties.join(', '),
        momentText(found),
      ]),
    }),
  );
}

function momentText({ commit, at }: Run['ran']): readonly Content[] {
  return [`${shortened(commit)}, `, dateText(at)];
}

/** As git shortens it; a name that is none stays readable. */
function shortened(commit: string): string {
  return commit.slice(0, 12);
}

function dateText(at: string): HTMLElement {
  return h('span', { class: 'when' }, at.replace('T', ' ').replace(/:\d\d(?:\.\d+)?Z$/, ' UTC'));
}

/** Thousands apart. */
function grouped(value: number): string {
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, '\u202f');
}

/** What there is to say of one record: where it stands, what led to it, its content beside that of the one before of its kind, and what everybody believed then. */
import type { TraceEvent } from '../../trace/trace.ts';
import { believers, FIELDS, type Believer, type BeliefField } from './belief.ts';
import type { Diagram } from './diagram.ts';
import { h, seconds, type Content } from './element.ts';
import { jsonLines } from './json-difference.ts';
import { contentOf, type ShownHistory } from './shown-history.ts';

export interface InspectorOptions {
  readonly history: ShownHistory;
  readonly diagram: Diagram;
  readonly goTo: (record: number) => void;
}

export function inspectorOf(
  record: number,
  { history, diagram, goTo }: InspectorOptions,
): readonly HTMLElement[] {
  const event = history.trace.events[record];
  if (event === undefined) return [];
  const link = (i: number, text = `#${i}`): HTMLElement =>
    h('button', { type: 'button', class: 'link', click: () => goTo(i) }, text);
  return [
    h('h3', {}, h('span', { class: 'number' }, `#${record}`), ` ${titleOf(event)}`),
    h('p', { class: 'facts' }, factsOf(event, diagram, link)),
    ...faultsOn(event, diagram, link),
    ...contentSection(event, history, link),
    ...beliefSection(event, history, link),
  ];
}

function titleOf({ kind, name, text }: TraceEvent): string {
  return kind === 'frame' ? (name ?? 'frame') : text === '' ? kind : text.replace(/ [{[].*$/, '');
}

type Link = (record: number, text?: string) => HTMLElement;

function factsOf(event: TraceEvent, diagram: Diagram, link: Link): readonly Content[] {
  const facts: Content[][] = [[seconds(event.atMicros)]];
  const message = diagram.message(event);
  if (message !== undefined) {
    const { sent, delivered, from, to, lost } = message;
    const way = `${nameOf(from)} → ${nameOf(to)}`;
    const took = (event.i === sent ? delivered : sent) ?? null;
    const ends: Content[] = [way];
    if (lost) ends.push(', never delivered');
    else if (took !== null) ends.push(event.i === sent ? ', delivered at ' : ', sent at ', link(took));
    facts.push(ends);
  } else if (event.lifeline !== null) facts.push([nameOf(event.lifeline)]);
  if (event.conn !== null) facts.push([`connection ${event.conn}`]);
  if (event.session !== null) facts.push([event.session]);
  const generation = diagram.generationOf(event);
  if (generation !== undefined)
    facts.push([h('span', { class: `swatch g${generation.colour}` }), generation.name]);
  if (event.run !== null) facts.push([`run ${event.run}`]);
  if (event.answers !== null) facts.push(['answers ', link(event.answers)]);
  const causes = diagram.causes.of(event.i).filter((cause) => cause !== event.answers);
  if (causes.length > 0)
    facts.push([
      'led here: ',
      ...causes.flatMap((cause, k) => (k === 0 ? [link(cause)] : [' ', link(cause)])),
    ]);
  if (event.injected) facts.push(['made so by the plan']);
  return facts.flatMap((fact) => [h('span', {}, fact)]);
}

function nameOf(lifeline: string): string {
  return lifeline.replace(/^client:/, '').replace(/^gateway:/, 'gateway ');
}

function faultsOn({ i }: TraceEvent, { bands }: Diagram, link: Link): readonly HTMLElement[] {
  const on = bands.filter(({ from, until }) => from <= i && i <= until);
  if (on.length === 0) return [];
  return [
    h(
      'ul',
      { class: 'faults' },
      on.slice(0, 8).map(({ fault: { fault, kind, client, injected, landed, healed } }) => {
        const when: [string, number | null][] = [
          ['injected', injected],
          ['landed', landed],
          ['healed', healed],
        ];
        return h(
          'li',
          {},
          h('b', {}, kind),
          ` ${fault}${client === null ? '' : ` on ${client}`}`,
          when.flatMap(([word, at]) => (at === null ? [] : [` · ${word} `, link(at)])),
        );
      }),
    ),
  ];
}

function contentSection(event: TraceEvent, history: ShownHistory, link: Link): readonly HTMLElement[] {
  const body = history.body(event.i);
  if (body === undefined)
    return [
      h(
        'p',
        { class: 'missing' },
        'This page holds one line of this record. All of it comes when the plan is run below, or when its history file is dropped here.',
      ),
    ];
  const before = beforeOfItsKind(event, history);
  const older = before === undefined ? undefined : contentOf(history.body(before));
  const lines = jsonLines(contentOf(body), older);
  const changed = lines.some(({ state }) => state !== 'same');
  const title: Content[] =
    before === undefined
      ? [`the first ${event.name ?? event.kind} here`]
      : [changed ? 'what differs from ' : 'the same as ', link(before), ', the one before of its kind'];
  return [
    h('h4', {}, event.kind === 'frame' ? 'Frame' : 'Record', h('small', {}, title)),
    h(
      'pre',
      { class: 'json', tabindex: 0, 'aria-label': 'content of the record' },
      lines
        .slice(0, 600)
        .map(({ depth, text, state, was }) =>
          h(
            'span',
            { class: `line ${state}` },
            `${'  '.repeat(depth)}${text}`,
            was === undefined ? null : h('i', {}, ` was ${was}`),
            '\n',
          ),
        ),
    ),
  ];
}

/** The one before that is called the same, at the same end of the same connection, and whole. */
function beforeOfItsKind(event: TraceEvent, history: ShownHistory): number | undefined {
  const { events } = history.trace;
  for (let i = event.i - 1; i >= 0; i--) {
    const other = events[i] as TraceEvent;
    const isKind =
      other.kind === event.kind &&
      other.name === event.name &&
      other.lifeline === event.lifeline &&
      other.client === event.client;
    if (isKind && history.body(i) !== undefined) return i;
  }
  return undefined;
}

const TITLE: Readonly<Record<BeliefField, string>> = {
  generation: 'points at',
  status: 'status',
  runs: 'runs',
  entries: 'entries',
  newest: 'newest entry',
  ended: 'last run ended',
};

/** What the gateway said it stores, when it was last asked, beside what each client was told. */
/** Which history it is, where there are several. */
function of({ side }: ShownHistory): string {
  return side === undefined ? '' : ` in ${side}`;
}

function beliefSection(event: TraceEvent, history: ShownHistory, link: Link): readonly HTMLElement[] {
  const session = event.session ?? sessionsUpTo(history, event.i).at(-1);
  if (session === undefined) return [];
  const all = believers(history.statements, session, event.i);
  const known = all.filter(({ beliefs }) => Object.keys(beliefs).length > 0);
  if (known.length === 0) return [];
  const [gateway] = all;
  const fields = FIELDS.filter((field) => known.some(({ beliefs }) => beliefs[field] !== undefined));
  return [
    h('h4', {}, 'Believed then', h('small', {}, ` of ${session}`)),
    h(
      'div',
      {
        class: 'scroll',
        tabindex: 0,
        role: 'region',
        'aria-label': `what is believed of ${session}${of(history)}`,
      },
      h(
        'table',
        { class: 'beliefs' },
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            h('td'),
            all.map(({ name }) => h('th', { scope: 'col' }, name ?? 'gateway')),
          ),
        ),
        h(
          'tbody',
          {},
          fields.map((field) =>
            h(
              'tr',
              {},
              h('th', { scope: 'row' }, TITLE[field]),
              all.map((one) => beliefCell(one, field, gateway, link)),
            ),
          ),
        ),
      ),
    ),
    h(
      'p',
      { class: 'note' },
      'The gateway: its own last answers to lists and histories, as old as the records named. Clients: what was pushed and answered to them.',
    ),
  ];
}

function beliefCell(
  one: Believer,
  field: BeliefField,
  gateway: Believer | undefined,
  link: Link,
): HTMLElement {
  const belief = one.beliefs[field];
  if (belief === undefined) return h('td', { class: 'unsaid' }, '–');
  const stored = gateway?.beliefs[field]?.value;
  const differs = one !== gateway && stored !== undefined && stored !== belief.value;
  const more = field === 'entries' && one.pushedSince > 0 ? ` + ${one.pushedSince} pushed` : '';
  return h(
    'td',
    { class: differs ? 'differs' : '' },
    h('span', {}, `${belief.value}${more}`),
    ' ',
    link(belief.i, `${belief.how} #${belief.i}`),
  );
}

function sessionsUpTo({ trace }: ShownHistory, record: number): readonly string[] {
  for (let i = record; i >= 0; i--) {
    const session = trace.events[i]?.session;
    if (session !== null && session !== undefined) return [session];
  }
  return [];
}

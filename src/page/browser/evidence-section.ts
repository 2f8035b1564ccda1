/** The evidence as people read it: each frame with the fields that the verdict depends on, what came before it, and the plan's steps behind it. */
import type { Evidence, EvidenceField } from '../../properties/finding.ts';
import type { FailurePage } from '../page-data.ts';
import { h, seconds } from './element.ts';

const MOST_FIELDS = 6;

export function evidenceSection(
  { finding }: FailurePage,
  goTo: (record: number) => void,
): readonly HTMLElement[] {
  const { evidence, background } = finding;
  const { causes = [], steps = [] } = background ?? {};
  return [
    h('h2', {}, 'Evidence'),
    h(
      'ol',
      { class: 'evidence' },
      evidence.map((one) => h('li', {}, frameButton(one, goTo))),
    ),
    ...(causes.length === 0
      ? []
      : [
          h('h3', {}, 'What came before it'),
          h(
            'ol',
            { class: 'causes' },
            causes.map((one) => h('li', {}, causeButton(one, goTo))),
          ),
        ]),
    ...(steps.length === 0
      ? []
      : [
          h('h3', {}, 'The steps of the plan that led there'),
          h(
            'ol',
            { class: 'steps-there' },
            steps.map((step) => h('li', {}, step)),
          ),
        ]),
  ];
}

function frameButton(one: Evidence, goTo: (record: number) => void): HTMLElement {
  return h('button', { type: 'button', 'data-record': one.i, click: () => goTo(one.i) }, frameParts(one));
}

function changed({ was, value }: EvidenceField): boolean {
  return was !== null && was.value !== value;
}

/** Those that changed first. */
function sortedFields({ fields = [] }: Evidence): readonly EvidenceField[] {
  return [...fields.filter(changed), ...fields.filter((field) => !changed(field))];
}

/** The field that says most, as few words; undefined: the verdict depends on none of them. */
export function decidingField(one: Evidence): string | undefined {
  const [field] = sortedFields(one);
  if (field === undefined) return undefined;
  const { path, value, was } = field;
  const name = path.split('.').at(-1) ?? path;
  return `${name} = ${JSON.stringify(value)}${changed(field) ? `, was ${JSON.stringify(was?.value)}` : ''}`;
}

/** Where a frame stands, the fields that matter, those that changed first, and the frame. */
export function frameParts(one: Evidence): readonly HTMLElement[] {
  const { i, what } = one;
  const sorted = sortedFields(one);
  return [
    h('span', { class: 'number' }, `#${i}`),
    h('span', { class: 'where' }, whereOf(one)),
    ...sorted
      .slice(0, MOST_FIELDS)
      .map((field) =>
        h(
          'span',
          { class: changed(field) ? 'field changed' : 'field' },
          h('b', {}, field.path),
          ` = ${JSON.stringify(field.value)}`,
          changed(field) ? h('i', {}, ` was ${JSON.stringify(field.was?.value)} in #${field.was?.i}`) : null,
        ),
      ),
    h('span', { class: 'what' }, what),
  ];
}

function causeButton({ i, what, ...one }: Evidence, goTo: (record: number) => void): HTMLElement {
  return h(
    'button',
    { type: 'button', 'data-record': i, click: () => goTo(i) },
    h('span', { class: 'number' }, `#${i}`),
    ' ',
    h('span', { class: 'where' }, whereOf({ i, what, ...one })),
    ' ',
    what.slice(0, 160),
  );
}

function whereOf({ atMicros, client, direction, stage }: Evidence): string {
  const way = direction?.replace('client', client ?? 'client') ?? client;
  return [seconds(atMicros), way, stage].filter(Boolean).join(' · ');
}

/** What of the plan must be so, as `gauntlet explain` found it. */
export function explanationSection({ explanation }: FailurePage): readonly HTMLElement[] {
  if (explanation === null) return [];
  const { sentence, fields, executions } = explanation;
  const group = (title: string, says: string): readonly HTMLElement[] => {
    const found = fields.filter((field) => field.says === says);
    if (found.length === 0) return [];
    return [
      h('h3', {}, title),
      h(
        'ul',
        {},
        found.map(({ path, words }) => h('li', {}, h('b', {}, path), words === '' ? '' : `: ${words}`)),
      ),
    ];
  };
  return [
    h(
      'section',
      { class: 'explanation', 'aria-labelledby': 'explained' },
      h('h2', { id: 'explained' }, 'When it fails'),
      h('p', {}, sentence),
      h('details', {}, h('summary', {}, `field by field, from ${executions} executions`), [
        ...group('Must be so', 'must'),
        ...group('Within a range', 'range'),
        ...group('Any value', 'any'),
      ]),
    ),
  ];
}

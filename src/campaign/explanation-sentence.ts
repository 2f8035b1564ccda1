/**
 * An explanation as one sentence that a person would say: what happens, in the order of time, each with when it may
 * come and with what else of it matters. Executes nothing.
 */
import { isTimed, type Fault } from '../plan/fault.ts';
import type { Operation } from '../plan/operation.ts';
import type { Plan } from '../plan/plan.ts';
import type { FieldFinding } from '../report/published-explanation.ts';
import { listed, windowsWords } from './field-words.ts';
import { deedOf, triggerWords } from './plan-lines.ts';

/** What the words of an entry say themselves. */
const SAID = /\.(?:atMs|client|session|do|kind|run|operation|when\.\w+|text)$/;

export function explanationSentence(plan: Plan, property: string, findings: readonly FieldFinding[]): string {
  const of = (path: string): FieldFinding | undefined => findings.find((one) => one.path === path);
  const clauses: string[] = [];
  let last: string | undefined;
  for (const entry of inOrder(plan)) {
    const what = 'do' in entry ? operationWords(entry, of) : faultWords(entry, of);
    const when = whenWords(entry, of(`${entry.id}.atMs`), last);
    const details = findings.filter((one) => one.entry === entry.id && matters(one) && isSaid(one));
    const told = details.map(detailWords);
    clauses.push(`${when}${what} (${entry.id})${told.length === 0 ? '' : `, ${listed(told)}`}`);
    last = entry.id;
  }
  const needed = clauses.length === 0 ? 'its clients connect' : clauses.join('; ');
  return `${property} is violated when ${needed}. ${restWords(findings)}`;
}

/** It is part of the sentence, beyond the words of its entry. */
function isSaid({ path, rank }: FieldFinding): boolean {
  return rank < 2 && !SAID.test(path);
}

function matters({ says }: FieldFinding): boolean {
  return says === 'must' || says === 'range';
}

/** What the clauses leave out. */
function restWords(findings: readonly FieldFinding[]): string {
  const any = findings.filter((one) => one.says === 'any').length;
  const lesser = findings.filter((one) => matters(one) && one.rank > 1 && !one.path.endsWith('.atMs'));
  const untried = findings.filter((one) => one.says === 'untried').length;
  const rest = [
    `Of all else ${any} fields may be anything`,
    ...(lesser.length === 0 ? [] : [`${listed(lesser.map(({ path }) => path))} may be a few things`]),
    ...(untried === 0 ? [] : [`${untried} were not tried, or too little`]),
  ];
  return `${rest.join('; ')}.`;
}

type Entry = Operation | Fault;
type Lookup = (path: string) => FieldFinding | undefined;

/** Operations and faults as they happen; what has no time of its own comes behind what it belongs to, or last. */
function inOrder({ operations, faults }: Plan): readonly Entry[] {
  const placed: Entry[] = [
    ...operations.filter(({ atMs }) => atMs !== undefined),
    ...faults.filter((one) => isTimed(one) && one.atMs !== undefined),
  ].toSorted((a, b) => ((a as Timed).atMs ?? 0) - ((b as Timed).atMs ?? 0));
  for (const one of [...operations, ...faults]) {
    if (placed.includes(one)) continue;
    const owner = ownerOf(one);
    const at = placed.findIndex(({ id }) => id === owner);
    if (at === -1) placed.push(one);
    else placed.splice(at + 1, 0, one);
  }
  return placed;
}

interface Timed {
  readonly atMs?: number | undefined;
}

function ownerOf(one: Entry): string | undefined {
  if ('do' in one) return one.after?.operation;
  return 'run' in one ? one.run : 'operation' in one ? one.operation : undefined;
}

/** Of the first that happens, only where it matters. */
function whenWords(entry: Entry, time: FieldFinding | undefined, last: string | undefined): string {
  if (!('do' in entry) && 'when' in entry && entry.when !== undefined) return triggerWords(entry.when);
  if ('do' in entry && entry.after !== undefined) {
    const { delayMs, operation, event } = entry.after;
    return `${delayMs} ms after ${operation} is ${event} `;
  }
  if (time === undefined || (time.after === null && (time.says === 'any' || time.says === 'untried')))
    return '';
  if (time.says === 'any') return 'at any time ';
  const anchor = time.after === last ? 'it' : (time.after ?? 'the beginning');
  if (time.says === 'untried') return `${String(time.value)} ms after ${anchor} (not tried otherwise) `;
  return `${windowsWords(time, anchor)} `;
}

function operationWords(operation: Operation, of: Lookup): string {
  const says = (key: string): FieldFinding['says'] | undefined => of(`${operation.id}.${key}`)?.says;
  const who = says('client') === 'any' ? 'anybody' : operation.client;
  const instead = of(`${operation.id}.do`)?.fails ?? [];
  const deed = deedOf(bare(operation, says));
  return `${who} ${deed}${instead.length === 0 ? '' : ` (or asks for ${listed(instead, 'or')})`}`;
}

/** Without what may be anything, and without what is said of it in detail. */
function bare(operation: Operation, says: (key: string) => FieldFinding['says'] | undefined): Operation {
  const one =
    'session' in operation && says('session') === 'any'
      ? { ...operation, session: 'any session' }
      : operation;
  switch (one.do) {
    case 'send':
      return {
        ...one,
        bytes: undefined,
        names: undefined,
        text: says('text') === 'any' ? '' : one.text,
        turn: { ...one.turn, end: { ...one.turn.end, type: 'stop' } },
      };
    case 'history':
      return { ...one, times: 1 };
    case 'delete':
      return { ...one, names: undefined };
    default:
      return one;
  }
}

function faultWords(fault: Fault, of: Lookup): string {
  const { id } = fault;
  const instead = of(`${id}.kind`)?.fails ?? [];
  const about = ['client', 'run', 'operation'].flatMap((key) => {
    const name: unknown = (fault as Readonly<Record<string, unknown>>)[key];
    return typeof name !== 'string' || of(`${id}.${key}`)?.says === 'any' ? [] : [name];
  });
  const kind = listed([fault.kind, ...instead], 'or');
  return about.length === 0 ? kind : `${kind} of ${about.join(' and ')}`;
}

/** A field that matters, by what it is called. */
function detailWords(one: FieldFinding): string {
  const words = one.drawn === null ? listed([String(one.value), ...one.fails], 'or') : windowsWords(one);
  return `${one.name} ${words}`;
}

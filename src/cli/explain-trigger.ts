/** What sets a known-bad gateway's mistake off, in words. */
import type {
  MistakeTrigger,
  TriggeringClient,
  TriggeringEntry,
  TriggeringFault,
  TriggeringOperation,
  TriggeringTurn,
} from '../plan/mistake-trigger.ts';

/** A line for each entry; null: it makes no mistake. */
export function triggerLines(trigger: MistakeTrigger | null): readonly string[] {
  if (trigger === null) return [];
  return trigger === 'none' ? ['none: wrong from the start'] : trigger.map(lineOf);
}

function lineOf(entry: TriggeringEntry): string {
  if ('operation' in entry) return operationLine(entry);
  if ('fault' in entry) return faultLine(entry);
  return 'turn' in entry ? turnLine(entry) : clientLine(entry);
}

const KEY: Readonly<Record<NonNullable<TriggeringOperation['key']>, string>> = {
  again: 'of an earlier message with its key',
  'of another message': 'with the key of another message of its session',
  'in another session': 'with the key of a message of another session',
};

const NAMES: Readonly<Record<NonNullable<TriggeringOperation['names']>, string>> = {
  current: 'that names the session which its client takes for the current one',
  stale: 'that names a session which has ended',
};

const WHILE: Readonly<Record<NonNullable<TriggeringOperation['while']>, string>> = {
  run: 'while a run goes on',
  queue: 'while a message waits behind a run',
  summary: 'while a summary is written',
};

const RULE: Readonly<Record<NonNullable<TriggeringOperation['rule']>, string>> = {
  daily: 'at which the daily rule acts',
  compaction: 'at which the rule compacts',
};

function operationLine(trigger: TriggeringOperation): string {
  const { operation, says, key, names, to, minBytes, large, characters, by, after, rule } = trigger;
  return joined(
    operation === 'any' ? 'any operation' : [operation].flat().join(' or '),
    says && 'of /reset or /new',
    key && KEY[key],
    names && NAMES[names],
    to && `to ${to}`,
    minBytes && `of ${minBytes} bytes or more`,
    large && 'of a large text',
    characters && `with text ${characters}`,
    by && `by a client that is ${by.join(' or ')}`,
    trigger.while && WHILE[trigger.while],
    after && `after a ${after}`,
    rule && RULE[rule],
    trigger.pastMinute && `after minute ${trigger.pastMinute} of the day`,
    trigger.idleMs && `after ${trigger.idleMs} ms without one`,
  );
}

function faultLine({ fault, with: members = {}, backwards }: TriggeringFault): string {
  const said = Object.entries(members).map(([name, value]) => `${name} ${value}`);
  return joined(
    `the fault ${[fault].flat().join(' or ')}`,
    said.length > 0 && `with ${said.join(' and ')}`,
    backwards && 'backwards',
  );
}

const TURN: Readonly<Record<TriggeringTurn['turn'], string>> = {
  delta: 'a piece of text in a turn',
  tool: 'a tool result in a turn',
  error: 'a turn that ends with an error',
  refused: 'a turn that is refused',
  never: 'a turn that never ends',
  'no text': 'a turn that ends well without text',
  nothing: 'a turn that ends well and said nothing',
};

function turnLine({ turn, large, same, characters }: TriggeringTurn): string {
  return joined(
    TURN[turn],
    large && 'that is large',
    same && 'that equals the one before',
    characters && `with characters ${characters}`,
  );
}

function clientLine({ client, subscribes, followsSeveral }: TriggeringClient): string {
  return joined(
    client === 'any' ? 'any client' : `a client that is ${client.join(' or ')}`,
    subscribes === false && 'and does not subscribe to all sessions',
    followsSeveral && 'and follows several sessions',
  );
}

function joined(...parts: readonly (string | false | 0 | undefined)[]): string {
  return parts.filter((part) => typeof part === 'string').join(' ');
}

/** A plan in words: one line per client, operation and fault, in the order of time where they have one. */
import type { Fault, Trigger } from '../plan/fault.ts';
import type { Operation } from '../plan/operation.ts';
import type { Plan, PlanClient } from '../plan/plan.ts';

export function planLines(plan: Plan): readonly string[] {
  return [
    ...plan.clients.map(clientLine),
    ...plan.operations.flatMap((one) => [operationLine(one), ...stepLines(one)]),
    ...plan.faults.map(faultLine),
  ];
}

/** Operations and faults by their id. */
export function planEntries(plan: Plan): ReadonlyMap<string, string> {
  return new Map([
    ...plan.operations.map((one) => [one.id, operationLine(one)] as const),
    ...plan.faults.map((one) => [one.id, faultLine(one)] as const),
  ]);
}

function clientLine({ id, role, follows, subscribes, connectAtMs }: PlanClient): string {
  const alone = subscribes ? '' : ' alone';
  const followed = follows.length === 0 ? '' : `, follows ${follows.join(' and ')}${alone}`;
  const connects = connectAtMs === 0 ? '' : `, connects at ${connectAtMs} ms`;
  return `client ${id} (${role})${followed}${connects}`;
}

function operationLine(operation: Operation): string {
  const { id, client, atMs, after } = operation;
  const when =
    after === undefined
      ? `at ${atMs ?? 0} ms`
      : `${after.delayMs} ms after ${after.operation} is ${after.event}`;
  return `${when} ${client} ${deedOf(operation)} (${id})`;
}

export function deedOf(operation: Operation): string {
  switch (operation.do) {
    case 'send': {
      const what = operation.replayOf === undefined ? 'sends' : `repeats ${operation.replayOf}`;
      const shared = operation.keyOf === undefined ? '' : ` with the key of ${operation.keyOf}`;
      const key = operation.sameKey ? ' with the same key' : shared;
      const text = operation.text === '' ? '' : ` ${JSON.stringify(clipped(operation.text))}`;
      const bytes = operation.bytes === undefined ? '' : ` ${operation.bytes} bytes`;
      const end =
        operation.turn.end.type === 'stop' ? '' : `, and the run ends with ${operation.turn.end.type}`;
      return `${what}${key}${text}${bytes} to ${operation.session}${namesIn(operation)}${end}`;
    }
    case 'reset':
      return `resets ${operation.session}`;
    case 'delete':
      return `deletes ${operation.session}${namesIn(operation)}`;
    case 'compact':
      return `compacts ${operation.session}`;
    case 'abort':
      return `aborts ${operation.run === undefined ? 'what runs' : `the run of ${operation.run}`} in ${operation.session}`;
    case 'history': {
      const often = operation.times === 1 ? '' : ` ${operation.times} times at once`;
      return `asks for the history of ${operation.session}${often}`;
    }
    case 'list':
      return 'lists the sessions';
    case 'subscribe':
      return `subscribes to ${operation.to === 'sessions' ? 'all sessions' : `the messages of ${operation.session}`}`;
    case 'try-all':
      return `calls every method on ${operation.session}`;
    case 'leave':
      return `leaves for ${operation.forMs} ms`;
  }
}

function namesIn({ names }: Extract<Operation, { do: 'send' | 'delete' }>): string {
  return names === undefined ? '' : `, naming its ${names} generation`;
}

function stepLines(operation: Operation): readonly string[] {
  if (operation.do !== 'send') return [];
  return operation.turn.steps.map(({ type, afterMs, bytes }) => {
    const what = type === 'delta' ? 'text' : 'a tool result';
    return `  its run: ${what} of ${bytes} bytes after ${afterMs} ms`;
  });
}

function faultLine(fault: Fault): string {
  const { id, kind, ...rest } = fault;
  const { atMs, when, ...members } = { atMs: undefined, when: undefined, ...rest };
  const begins = when !== undefined ? triggerWords(when) : atMs === undefined ? '' : `at ${atMs} ms `;
  const details = Object.entries(members).map(([key, value]) => `, ${key} ${String(value)}`);
  return `${begins}${kind} (${id})${details.join('')}`;
}

export function triggerWords({ on, match, nth, edge, delayMs, fromMs }: Trigger): string {
  const what = match === undefined ? on : `${on} of ${match}`;
  const counted = fromMs === undefined ? '' : ` since ${fromMs} ms`;
  return `${edge} ${what} no. ${nth}${counted}${delayMs === 0 ? '' : ` and ${delayMs} ms`} `;
}

function clipped(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}

/**
 * Which entries of a plan could be what sets a mistake off. Reads the plan alone, so it knows planned times and not
 * what became of them: what faults hold back may meet what it was not planned to meet, and is not reckoned with. An
 * entry of a script that is no step (how a run ends) is its operation. Must not know gateways.
 */
import { parseSessionControl } from '../protocol/session-control.ts';
import { utf8Length } from '../protocol/measure.ts';
import type { PlanEntry } from './edits.ts';
import type { Fault } from './fault.ts';
import type {
  Characters,
  MistakeTrigger,
  TriggeringClient,
  TriggeringEntry,
  TriggeringFault,
  TriggeringOperation,
  TriggeringTurn,
} from './mistake-trigger.ts';
import type { Operation, SendOperation, TurnScript } from './operation.ts';
import type { Plan } from './plan.ts';
import { PlannedTimes } from './planned-times.ts';
import { filler } from './provider-timeline.ts';

/** Every entry that could, in the plan's order; none when the mistake needs none. */
export function triggeredBy(trigger: MistakeTrigger, plan: Plan): readonly PlanEntry[] {
  if (trigger === 'none') return [];
  const times = new PlannedTimes(plan);
  const found = new Map<string, PlanEntry>();
  for (const one of trigger)
    for (const entry of candidates(one, plan, times)) found.set(JSON.stringify(entry), entry);
  return [...found.values()];
}

function candidates(trigger: TriggeringEntry, plan: Plan, times: PlannedTimes): readonly PlanEntry[] {
  if ('operation' in trigger)
    return plan.operations
      .filter((one) => isSuch(one, trigger, plan, times))
      .map(({ id }) => ({ type: 'operation', id }));
  if ('fault' in trigger)
    return plan.faults.filter((one) => isDamage(one, trigger)).map(({ id }) => ({ type: 'fault', id }));
  if ('client' in trigger)
    return plan.clients.filter((one) => isClient(one, trigger)).map(({ id }) => ({ type: 'client', id }));
  return plan.operations.flatMap((one) => (one.do === 'send' ? inTurn(one, trigger, plan) : []));
}

function isSuch(one: Operation, trigger: TriggeringOperation, plan: Plan, times: PlannedTimes): boolean {
  const { operation, by, names, to } = trigger;
  if (operation !== 'any' && ![operation].flat().includes(one.do)) return false;
  const role = plan.clients.find(({ id }) => id === one.client)?.role;
  if (by !== undefined && (role === undefined || !by.includes(role))) return false;
  if (names !== undefined && !('names' in one && one.names === names)) return false;
  if (to !== undefined && !(one.do === 'subscribe' && one.to === to)) return false;
  if (one.do === 'send' ? !isSuchSend(one, trigger, plan) : asksOfText(trigger)) return false;
  return times.isAmid(one, trigger);
}

function asksOfText({ says, key, minBytes, large, characters }: TriggeringOperation): boolean {
  return [says, key, minBytes, large, characters].some((asked) => asked !== undefined);
}

function isSuchSend(one: SendOperation, trigger: TriggeringOperation, plan: Plan): boolean {
  const { says, key, minBytes, large, characters } = trigger;
  if (says !== undefined && parseSessionControl(one.text) === undefined) return false;
  if (key !== undefined && key !== keyUse(one, plan)) return false;
  const bytes = Math.max(one.bytes ?? 0, utf8Length(one.text));
  if (minBytes !== undefined && bytes < minBytes) return false;
  if (large === true && !isLarge(bytes, plan)) return false;
  return characters === undefined || HAS[characters](one.text);
}

/** Whose idempotency key a send uses. */
function keyUse(one: SendOperation, { operations }: Plan): TriggeringOperation['key'] {
  if (one.replayOf !== undefined && one.sameKey) return 'again';
  const owner = operations.find(({ id }) => id === one.keyOf);
  if (owner?.do !== 'send') return undefined;
  return owner.session === one.session ? 'of another message' : 'in another session';
}

function isLarge(bytes: number, { limits }: Plan): boolean {
  return bytes >= limits.maxPayloadBytes / 8;
}

const HAS: Readonly<Record<Characters, (text: string) => boolean>> = {
  'beyond ASCII': (text) => /[^\n -~]/u.test(text),
  'beyond three bytes': (text) => /[\u{10000}-\u{10ffff}]/u.test(text),
  uncomposed: (text) => text.normalize('NFC') !== text,
  'space at its ends': (text) => text.trim() !== text,
};

function isDamage(one: Fault, { fault, with: members = {}, backwards }: TriggeringFault): boolean {
  if (![fault].flat().includes(one.kind)) return false;
  const has = Object.entries(one);
  if (!Object.entries(members).every(([name, value]) => has.some(([n, v]) => n === name && v === value)))
    return false;
  return backwards !== true || (one.kind === 'clock.jump' && one.byMs < 0);
}

function isClient(one: Plan['clients'][number], trigger: TriggeringClient): boolean {
  const { client, subscribes, followsSeveral } = trigger;
  if (client !== 'any' && !client.includes(one.role)) return false;
  if (subscribes !== undefined && one.subscribes !== subscribes) return false;
  return followsSeveral !== true || one.follows.length > 1;
}

function inTurn(send: SendOperation, trigger: TriggeringTurn, plan: Plan): readonly PlanEntry[] {
  const { id, turn } = send;
  if (trigger.turn !== 'delta' && trigger.turn !== 'tool')
    return endsSo(turn, trigger.turn) ? [{ type: 'operation', id }] : [];
  return turn.steps.flatMap((step, index): PlanEntry[] => {
    const { type, bytes, letters } = step;
    if (type !== trigger.turn || (trigger.large === true && !isLarge(bytes, plan))) return [];
    if (trigger.same === true && (letters !== 'same' || turn.steps[index - 1]?.letters !== 'same')) return [];
    const text = filler(letters === 'same' ? `${id} ` : `${id}.${index} `, bytes, letters);
    if (trigger.characters !== undefined && !HAS[trigger.characters](text)) return [];
    return [{ type: 'step', operation: id, index }];
  });
}

function endsSo(
  { steps, end }: TurnScript,
  turn: Exclude<TriggeringTurn['turn'], 'delta' | 'tool'>,
): boolean {
  if (turn === 'nothing') return end.type === 'stop' && steps.length === 0;
  if (turn === 'no text') return end.type === 'stop' && steps.every(({ type }) => type !== 'delta');
  return end.type === turn;
}

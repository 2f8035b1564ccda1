/** When and in which run a generated fault happens. */
import type { RandomStream } from '../kernel/random.ts';
import type { Trigger } from './fault.ts';
import type { PlanDraft } from './generate.ts';
import type { Operation, SendOperation } from './operation.ts';

/** The boundary operations every gateway has; appends are where most is at stake. */
const CRASH_POINTS: readonly Trigger['on'][] = [
  'disk.append',
  'disk.append',
  'disk.sync',
  'disk.write',
  'disk.rename',
  'frame.sent',
  'frame.received',
  'provider.call',
];

/** At a time. */
export function moment({ random, horizonMs }: PlanDraft): { atMs: number } {
  return { atMs: random.int(100, horizonMs) };
}

/** At a time, now and then at a boundary operation. */
export function begin(draft: PlanDraft): { atMs: number } | { when: Trigger } {
  return draft.random.chance(0.25) ? boundary(draft) : moment(draft);
}

/** At a boundary operation. */
export function boundary({ random }: PlanDraft): { when: Trigger } {
  return {
    when: {
      on: random.pick(CRASH_POINTS),
      nth: random.pick([1, 2, 3, 5, 9, 17]),
      edge: random.pick(['before', 'after']),
      delayMs: random.pick([0, 0, 0.5, 3]),
    },
  };
}

/** While a model says its reply. */
export function midReply({ random }: PlanDraft): { when: Trigger } {
  const nth = random.pick([1, 2, 4]);
  return { when: { on: 'provider.call', nth, edge: 'after', delayMs: random.pick([5, 30, 120, 400]) } };
}

/** A send that is no repetition; where there are some that race a reset, one of those with the given chance. */
export function pickSend(
  random: RandomStream,
  operations: readonly Operation[],
  raced: number,
): SendOperation | undefined {
  const sends = operations.filter(
    (operation): operation is SendOperation => operation.do === 'send' && operation.replayOf === undefined,
  );
  if (sends.length === 0) return undefined;
  const ids = new Set(operations.map((operation) => operation.id));
  const racing = sends.filter((send) => ids.has(`${send.id}r`));
  return random.pick(racing.length > 0 && random.chance(raced) ? racing : sends);
}

/** How long a process stays down. */
export function down({ random }: Pick<PlanDraft, 'random'>): { downMs: number } {
  return { downMs: random.pick([1, 200, 2_000]) };
}

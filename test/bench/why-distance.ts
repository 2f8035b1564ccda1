/** How many entries lie between the one that was named and the nearest that could be the trigger. */
import type { RewindPoint } from '../../src/campaign/rewind-points.ts';
import type { PlanEntry } from '../../src/plan/edits.ts';
import type { MistakeTrigger } from '../../src/plan/mistake-trigger.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { triggeredBy } from '../../src/plan/triggered-by.ts';

/** An entry; of a run's end, the send whose script says how it ends. */
export type TriggerEntry = PlanEntry | { readonly type: 'end'; readonly id: string };

/** The entries of a plan that could set a mistake off; how a run ends counts when it is handed out, and when it happens. */
export function triggersIn(trigger: MistakeTrigger, plan: Plan): readonly TriggerEntry[] {
  if (trigger === 'none') return [];
  return trigger.flatMap((one) => {
    const entries = triggeredBy([one], plan);
    const ends = entries.flatMap((entry): readonly TriggerEntry[] =>
      'turn' in one && entry.type === 'operation' ? [{ type: 'end', id: entry.id }] : [],
    );
    return [...entries, ...ends];
  });
}

/** `kept`: the place of the named entry, from 1. Null: nothing was named, or no such entry ever happened. */
export function distanceToTrigger(
  points: readonly RewindPoint[],
  triggers: readonly TriggerEntry[],
  kept: number | undefined,
): number | null {
  if (kept === undefined) return null;
  const places = points.flatMap((point, place) =>
    triggers.some((one) => isTrigger(one, point)) ? [Math.abs(place + 1 - kept)] : [],
  );
  return places.length === 0 ? null : Math.min(...places);
}

export function isTrigger(trigger: TriggerEntry, { entry }: RewindPoint): boolean {
  if (trigger.type === 'client') return false;
  if (trigger.type === 'step')
    return entry.type === 'step' && entry.id === trigger.operation && entry.step === trigger.index;
  return entry.type === trigger.type && entry.id === trigger.id;
}

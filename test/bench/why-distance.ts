/** How many entries lie between the one that was named and the nearest that could be the trigger. */
import type { RewindPoint } from '../../src/campaign/rewind-points.ts';
import type { PlanEntry } from '../../src/plan/edits.ts';

/** `kept`: the place of the named entry, from 1. Null: nothing was named, or no such entry ever happened. */
export function distanceToTrigger(
  points: readonly RewindPoint[],
  triggers: readonly PlanEntry[],
  kept: number | undefined,
): number | null {
  if (kept === undefined) return null;
  const places = points.flatMap((point, place) =>
    triggers.some((one) => isSame(one, point)) ? [Math.abs(place + 1 - kept)] : [],
  );
  return places.length === 0 ? null : Math.min(...places);
}

/** An entry of a script that is no step, which is how a run ends, is its operation. */
function isSame(trigger: PlanEntry, { entry }: RewindPoint): boolean {
  if (trigger.type === 'client') return false;
  if (trigger.type === 'step')
    return entry.type === 'step' && entry.id === trigger.operation && entry.step === trigger.index;
  return entry.type === trigger.type && entry.id === trigger.id;
}

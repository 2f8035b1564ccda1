/** What both worlds read off a plan: what the judge must know of it, and when the last of it is due. Pure. */
import type { RecordBody } from '../history/record.ts';
import { ms, type Micros } from '../kernel/time.ts';
import { isTimed } from '../plan/fault.ts';
import type { Plan } from '../plan/plan.ts';

/** The record that begins a history. */
export function planRecord({ rules, limits, clients }: Plan, modelHidden = false): RecordBody {
  return {
    kind: 'plan',
    dailyRule: rules.dailyResetMinute !== null,
    maxPayloadBytes: limits.maxPayloadBytes,
    maxBufferedBytes: limits.maxBufferedBytes,
    dedupeWindowMs: limits.dedupeWindowMs,
    clients: clients.map(({ id, role }) => ({ client: id, role })),
    ...(modelHidden ? { modelHidden } : {}),
  };
}

/** When the last operation or fault with a time of its own is over. */
export function lastPlannedTime({ operations, faults }: Plan): Micros {
  let last = 0;
  for (const { atMs } of operations) last = Math.max(last, atMs ?? 0);
  for (const fault of faults) {
    if (!isTimed(fault)) continue;
    last = Math.max(last, (fault.atMs ?? 0) + ('durationMs' in fault ? fault.durationMs : 0));
  }
  return ms(last);
}

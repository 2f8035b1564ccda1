/**
 * A stage without a gateway: one part of the simulated world at a time, with its records, for tests that call the
 * part directly. Everything a person may leave out of a plan is left out here too.
 */
import { createRecorder, type Recorder } from '../../src/history/history.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { ms } from '../../src/kernel/time.ts';
import type { Fault } from '../../src/plan/fault.ts';
import { planSchema, type PlanInput } from '../../src/plan/plan.ts';
import { Stage } from '../../src/stage/stage.ts';
import { Triggers } from '../../src/stage/triggers.ts';

export interface SmallStage {
  readonly stage: Stage;
  readonly recorder: Recorder;
  readonly triggers: Triggers;
  /** Faults whose trigger fired, in order; `onFire` may do something about it. */
  readonly fired: Fault[];
  onFire: (fault: Fault) => void;
  /** Runs the loop until so many milliseconds after the start. */
  until(atMs: number): void;
}

export type LoosePlan = Omit<PlanInput, 'clients'> & Partial<Pick<PlanInput, 'clients'>>;

export function smallStage(plan: LoosePlan = {}): SmallStage {
  const recorder = createRecorder({ keep: true });
  const stage = new Stage(planSchema.parse({ clients: [{ id: 'web' }], ...plan }), recorder);
  const fired: Fault[] = [];
  const small: SmallStage = {
    stage,
    recorder,
    fired,
    onFire: () => {},
    triggers: new Triggers(stage, (fault) => {
      fired.push(fault);
      small.onFire(fault);
    }),
    until: (atMs) => stage.loop.runUntil(ms(atMs)),
  };
  return small;
}

/** The records of one kind, in order. */
export function recordsOf<K extends HistoryRecord['kind']>(
  recorder: Recorder,
  kind: K,
): Extract<HistoryRecord, { kind: K }>[] {
  return recorder.records.filter(
    (record): record is Extract<HistoryRecord, { kind: K }> => record.kind === kind,
  );
}

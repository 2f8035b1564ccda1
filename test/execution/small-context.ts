/**
 * A world without a gateway: one part of the simulated world at a time, with its records, for tests that call the
 * part directly. Everything a person may leave out of a plan is left out here too.
 */
import { Recorder } from '../../src/history/history.ts';
import { messagesOf, PromptReader, type RecordedMessage } from '../../src/history/recorded-prompt.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { ms } from '../../src/kernel/time.ts';
import type { Fault } from '../../src/plan/fault.ts';
import { planSchema, type PlanInput } from '../../src/plan/plan.ts';
import { WorldContext } from '../../src/execution/world-context.ts';
import type { FaultReports } from '../../src/execution/damaged-parts.ts';
import { Triggers } from '../../src/execution/triggers.ts';

export interface SmallContext {
  readonly world: WorldContext;
  readonly recorder: Recorder;
  readonly triggers: Triggers;
  readonly faults: FaultReports;
  /** What a part reported to the faults, in order. */
  readonly reported: string[];
  /** Faults whose trigger fired, in order; `onFire` may do something about it. */
  readonly fired: Fault[];
  onFire: (fault: Fault) => void;
  /** Runs the loop until so many milliseconds after the start. */
  until(atMs: number): void;
}

export type LoosePlan = Omit<PlanInput, 'clients'> & Partial<Pick<PlanInput, 'clients'>>;

export function smallContext(plan: LoosePlan = {}): SmallContext {
  const recorder = new Recorder({ keep: true });
  const world = new WorldContext(planSchema.parse({ clients: [{ id: 'web' }], ...plan }), recorder);
  const fired: Fault[] = [];
  const reported: string[] = [];
  const triggers = new Triggers(world, (fault) => {
    fired.push(fault);
    small.onFire(fault);
  });
  const small: SmallContext = {
    world,
    recorder,
    fired,
    onFire: () => {},
    triggers,
    reported,
    faults: {
      triggers,
      onEffect: (kind) => reported.push(kind),
      onTorn: () => reported.push('torn'),
      onClientFrame: (client, bytes) => reported.push(`${client} sent ${bytes}`),
      onRun: (event, fault) => reported.push(`${event} ${fault.id}`),
    },
    until: (atMs) => world.loop.runUntil(ms(atMs)),
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

/** The messages of each prompt that a model was asked, in order. */
export function promptsOf(recorder: Recorder): RecordedMessage[][] {
  const reader = new PromptReader();
  return recordsOf(recorder, 'provider').flatMap(({ call, prompt }) => {
    if (prompt === undefined) return [];
    const read = reader.read(call, prompt);
    if (!read.ok) throw new Error(read.reason);
    return [messagesOf(read.prompt).map(({ message }) => message)];
  });
}

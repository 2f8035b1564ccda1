/** A executor without a world: what a plan does follows from its seed, `gauntlet/7` being plan 7. */
import type { Executor } from '../../src/campaign/chunk.ts';
import type { Outcome, Trial } from '../../src/campaign/execute.ts';
import { failureOf, type Failure } from '../../src/campaign/failure.ts';
import type { RunPorts } from '../../src/campaign/run.ts';
import type { Target } from '../../src/campaign/target.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { digestOf } from '../../src/history/digest.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { planSchema, type Plan } from '../../src/plan/plan.ts';
import type { Finding } from '../../src/properties/finding.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import type { Verdict } from '../../src/properties/property.ts';

export const TARGET: Target = {
  name: 'reference',
  kind: 'reference',
  gateway: { name: 'reference', boot: () => undefined },
  dialect: REFERENCE,
  reference: { type: 'named', name: 'reference' },
};

export interface FakeBehaviour {
  /** Changes the outcome of plan `index`; `execution` counts executions of that plan from 1. */
  readonly outcome?: (index: number, execution: number) => Partial<Outcome>;
  readonly history?: (index: number, execution: number) => readonly HistoryRecord[];
  /** What it draws from, by the names of the streams: `ab` is one draw of a, then one of b. */
  readonly draws?: (index: number, execution: number) => string;
}

export interface FakeExecutor extends Executor {
  /** The plans, in the order of their executions. */
  readonly executed: readonly number[];
}

export function fakeExecutor({ outcome, history = smallHistory, draws }: FakeBehaviour = {}): FakeExecutor {
  const executions = new Map<number, number>();
  const executed: number[] = [];
  const execute = (trial: Trial): Outcome => {
    const index = Number(trial.plan.seed.split('/').at(-1));
    const execution = (executions.get(index) ?? 0) + 1;
    executions.set(index, execution);
    executed.push(index);
    const records = history(index, execution);
    (draws?.(index, execution) ?? '')
      .split('')
      .forEach((stream, ordinal) => trial.onDraw?.(stream, ordinal, 0.5));
    return {
      verdicts: [passed('seq/contiguous')],
      digest: digestOf(records),
      events: 10,
      records: records.length,
      virtualMicros: 1000,
      cells: [],
      facts: [],
      answered: 1,
      ...(trial.keep === true ? { history: records } : {}),
      ...outcome?.(index, execution),
    };
  };
  const generate = (seed: string) => planSchema.parse({ seed, clients: [{ id: 'alice' }] });
  return { execute, generate, profile: SIMULATED_PROFILE, executed };
}

export function passed(property: string, exercised = 3): Verdict {
  return { property, verdict: 'pass', exercised, violations: [] };
}

export function unexercised(property: string): Verdict {
  return {
    property,
    verdict: 'inconclusive',
    exercised: 0,
    violations: [],
    reason: 'not exercised: it never happened',
  };
}

export function violated(property: string, cause = 'gap', state: Finding['state'] = 'idle'): Verdict {
  const finding = { property, cause, state, sentence: `${property} broke`, records: [1], evidence: [] };
  return { property, verdict: 'violation', exercised: 3, violations: [finding] };
}

/** Two records, different for every plan. */
export function smallHistory(index: number): readonly HistoryRecord[] {
  return [
    { i: 0, atMicros: 0, incarnation: 0, kind: 'phase', phase: 'safety' },
    { i: 1, atMicros: index, incarnation: 1, kind: 'log', level: 'info', text: `plan ${index}` },
  ];
}

/** Somebody lists the sessions, and once more. */
export const TWO_LISTS = planSchema.parse({
  seed: 'gauntlet/7',
  ties: 'fifo',
  clients: [{ id: 'alice' }],
  operations: [
    { do: 'list', id: 'a', client: 'alice', atMs: 1000 },
    { do: 'list', id: 'b', client: 'alice', atMs: 2000 },
  ],
});

/** Plan 7 of seed `gauntlet` failed with a gap. */
export function gapFailure(plan: Plan): Failure {
  return failureOf({
    target: TARGET,
    profile: 'simulated@1',
    history: smallHistory(7),
    digest: 'abc',
    historyFile: null,
    source: { type: 'seed', seed: 'gauntlet', index: 7 },
    plan,
    shrunk: null,
    finding: {
      property: 'seq/contiguous',
      cause: 'gap',
      state: 'running',
      sentence: 'a gap',
      records: [1],
      evidence: [],
    },
  });
}

/** What a run of such plans is handed. */
export function fakePorts(behaviour: FakeBehaviour): RunPorts & { executor: FakeExecutor } {
  return {
    executor: fakeExecutor(behaviour),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onEvent: () => undefined,
    startPool: () => {
      throw new Error('no pool was expected');
    },
  };
}

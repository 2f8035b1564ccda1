import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadPackagedScenarios } from '../../src/campaign/scenarios.ts';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import { Recorder } from '../../src/history/history.ts';
import { writeHistory } from '../../src/history/jsonl.ts';
import { normalForm } from '../../src/history/normal-form.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { misfits } from '../../src/live/fit.ts';
import { createServedTarget } from '../../src/live/targets/served.ts';
import { executeLive } from '../../src/live/world.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { simulate } from '../../src/simulation/world.ts';
import { sampled } from '../long/sampled.ts';
import { raceIn } from './race.ts';
import { judged } from './small-live.ts';
import { ownFolder } from './temporary-folder.ts';

/** What is too long to wait for, with the reason. */
const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  [
    'incidents/73204-summary-stall',
    'its summary stalls for 140 s; live/73204-summary-stall shows it in 28 s',
  ],
]);
/** The live world measures no buffers of the other side. */
const UNSEEN = 'buffer/bounded';
/** Most of an execution is waiting. */
const AT_A_TIME = 6;
const LONGEST_MS = 600_000;

const TARGET = createServedTarget('reference', REFERENCE);

interface Case {
  readonly name: string;
  readonly plan: Plan;
  /** Properties that must be exercised by it. */
  readonly exercises: readonly string[];
}

const all: readonly Case[] = loadPackagedScenarios(KNOWN_NAMES).map(({ file, scenario }) => ({
  name: file.replace(/^scenarios\//, '').replace(/\.yaml$/, ''),
  plan: scenario.plan,
  exercises: scenario.exercises,
}));
const fitting = all.filter(({ plan }) => misfits(plan, TARGET.capabilities).length === 0);
const comparable = fitting.filter(({ name }) => !LEFT_OUT.has(name));
const cases = sampled(comparable, 2);

interface Shown {
  /** As `property verdict`. */
  readonly verdicts: readonly string[];
  /** By client and session: what was seen, in order, one line each. */
  readonly form: Readonly<Record<string, readonly string[]>>;
}

const simulated = new Map<string, Shown>();
const live = new Map<string, Shown>();
const failures = new Map<string, Error>();

/**
 * What a scenario is not there to exercise may be exercised or not: for example, that a second connection is owed what
 * a first one got takes that the right one of them was the first to connect.
 */
function shown({ plan, exercises }: Case, records: readonly HistoryRecord[]): Shown {
  const clients = plan.clients.map(({ id }) => id);
  const verdicts = judged(records)
    .filter(({ property }) => property !== UNSEEN)
    .map(({ property, verdict }) =>
      exercises.includes(property) || verdict === 'violation'
        ? `${property} ${verdict}`
        : `${property} no violation`,
    );
  const form = normalForm(records, clients).map(({ client, session, seen }): [string, string[]] => [
    `${client} ${session}`,
    seen.map(({ what, value }) => `${what}: ${JSON.stringify(value)}`),
  ]);
  return { verdicts, form: Object.fromEntries(form) };
}

/** What a client of the plan takes for longest comes first. */
function lengthOf({ plan }: Case): number {
  return Math.max(0, ...plan.operations.map(({ atMs = 0 }) => atMs), ...plan.faults.map(endOf));
}

function endOf(fault: Plan['faults'][number]): number {
  return 'durationMs' in fault ? fault.durationMs : 0;
}

beforeAll(async () => {
  // first and apart, so that no simulation holds up what runs in real time
  for (const one of cases) {
    const recorder = new Recorder({ keep: true });
    simulate(one.plan, referenceGateway, recorder);
    simulated.set(one.name, shown(one, recorder.records));
  }
  const folder = ownFolder();
  const histories = new Map<Case, readonly HistoryRecord[]>();
  const queue = [...cases].sort((a, b) => lengthOf(b) - lengthOf(a));
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { name, plan } = next;
      const { signal } = new AbortController();
      try {
        const run = await executeLive(plan, TARGET, { signal, folder: join(folder, name.replace('/', '-')) });
        histories.set(next, run.records);
      } catch (thrown) {
        failures.set(name, thrown as Error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  for (const [one, records] of histories) live.set(one.name, shown(one, records));
  keep(histories);
}, LONGEST_MS);

/** Where somebody asks for them, for a closer look. */
function keep(histories: ReadonlyMap<Case, readonly HistoryRecord[]>): void {
  const place = process.env['GAUNTLET_KEEP_HISTORIES'];
  if (place === undefined) return;
  mkdirSync(place, { recursive: true });
  for (const [{ name }, records] of histories)
    writeFileSync(
      join(place, `${name.replace('/', '-')}.jsonl`),
      [...writeHistory(records).lines].join('\n'),
    );
}

function inBoth({ name }: Case): readonly [Shown, Shown] {
  const [one, other] = [simulated.get(name), live.get(name)];
  if (one === undefined || other === undefined) throw failures.get(name) ?? new Error(`${name} did not run`);
  return [one, other];
}

describe('a plan in the simulated and in the live world', () => {
  it.each(cases)('is judged alike: $name', (one) => {
    const [there, here] = inBoth(one);
    expect(here.verdicts).toEqual(there.verdicts);
  });

  it.each(cases.filter(({ plan }) => raceIn(plan) === undefined))(
    'shows each client the same, as it contains no race: $name',
    (one) => {
      const [there, here] = inBoth(one);
      expect(here.form).toEqual(there.form);
    },
  );
});

describe('what is compared', () => {
  it('is most of what there is', () => {
    expect(fitting.length).toBeGreaterThanOrEqual(all.length - 2);
    for (const name of LEFT_OUT.keys()) expect(fitting.map((one) => one.name)).toContain(name);
    const free = comparable.filter(({ plan }) => raceIn(plan) === undefined);
    expect(free.length).toBeGreaterThanOrEqual(15);
  });
});

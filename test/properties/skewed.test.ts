/**
 * The judge on histories as a proxy would have recorded them: no order that a proxy cannot show may convict a gateway
 * that is right, and one that is wrong must be convicted all the same.
 */
import { describe, expect, it } from 'vitest';
import { execute } from '../../src/campaign/execute.ts';
import { loadPackagedScenarios } from '../../src/campaign/scenarios.ts';
import { namedTarget, type Target } from '../../src/campaign/target.ts';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { createJudge } from '../../src/properties/judge.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import { skewed } from './skew.ts';

const REFERENCE = namedTarget('reference');
/** A guard against what never ends: a machine with much else to do needs long. */
const PATIENCE_MS = 600_000;
/** Plans in which a known-bad gateway must be convicted once. */
const MOST_PLANS = 150;

/** Convicted by the property, within so few plans that it can be asked for here. */
const KNOWN_BAD: readonly (readonly [gateway: string, property: string])[] = [
  ['numbers-per-process', 'seq/contiguous'],
  ['restarts-run-seq', 'seq/run-order'],
  ['tells-sender-only', 'gap/announced'],
  ['pushes-foreign-ids', 'view/converges'],
  ['carries-aborted-runs-over', 'generation/transcript'],
  ['streams-ended-generations', 'generation/stream'],
  ['undoes-resets', 'generation/monotonic'],
  ['leaves-failed-rows-running', 'status/coherent'],
  ['honours-replayed-resets', 'rotation/explicit'],
  ['keeps-no-audit', 'rotation/audited'],
  ['evicts-silently', 'eviction/notified'],
  ['ignores-busy-sends', 'send/accounted'],
  ['archives-replies-only', 'ack/durable'],
  ['fences-live-runs', 'run/terminates'],
  ['finishes-aborted-runs', 'abort/effective'],
  ['forgets-how-runs-ended', 'retry/truthful'],
  ['runs-two-at-once', 'run/served'],
  ['shows-the-latest-alone', 'prompt/faithful'],
  ['chats-to-everybody', 'session/isolated'],
  ['lists-without-main', 'list/complete'],
  ['says-done-after-failure', 'row/accurate'],
  ['ticks-for-subscribers', 'tick/regular'],
  ['shows-replies-first', 'entry/ordered'],
  ['agrees-to-every-protocol', 'handshake/strict'],
];

/** What is between gateway and client is the room in which a proxy can be late: here all clients live far away. */
function farAway(plan: Plan): Plan {
  const clients = plan.clients.map((client) => {
    const [least, most] = client.latencyMs;
    return { ...client, latencyMs: [Math.max(1, least), Math.max(60, most)] as [number, number] };
  });
  return { ...plan, clients };
}

async function historyOf(target: Target, plan: Plan): Promise<readonly HistoryRecord[]> {
  const { gateway, dialect } = target;
  const outcome = await execute({
    plan: farAway(plan),
    gateway,
    dialect,
    profile: SIMULATED_PROFILE,
    keep: true,
  });
  return outcome.history ?? [];
}

/** What the judge finds in the skewed history of a plan, as `property: sentence`. */
async function found(target: Target, plan: Plan, seed: string): Promise<string[]> {
  const judge = createJudge({ dialect: target.dialect, profile: SIMULATED_PROFILE });
  for (const record of skewed(await historyOf(target, plan), seed)) judge.observe(record);
  return judge
    .finish()
    .flatMap(({ property, violations }) => violations.map(({ sentence }) => `${property}: ${sentence}`));
}

/** The frames of each connection, leg and direction, in order. */
function courses(records: readonly HistoryRecord[]): Map<string, number[]> {
  const all = new Map<string, number[]>();
  for (const record of records) {
    if (record.kind !== 'frame') continue;
    const name = `${record.conn} ${record.leg} ${record.from}`;
    all.set(name, [...(all.get(name) ?? []), record.frameId]);
  }
  return all;
}

describe('a skewed history', () => {
  it('is another one, and the same again for the same seed', async () => {
    const records = await historyOf(REFERENCE, generatePlan('skewed/1'));
    const one = skewed(records, 'a');
    expect(skewed(records, 'a')).toEqual(one);
    const order = (history: readonly HistoryRecord[]): number[] =>
      history.flatMap((record) => (record.kind === 'frame' ? [record.frameId] : []));
    expect(order(one)).not.toEqual(order(records));
    expect(order(skewed(records, 'b'))).not.toEqual(order(one));
  });

  it('keeps the order of each connection and direction, and delivers nothing before it was sent', async () => {
    for (let k = 1; k <= 5; k++) {
      const records = skewed(await historyOf(REFERENCE, generatePlan(`skewed/${k}`)), `${k}`);
      expect(records.map(({ i }) => i)).toEqual(records.map((_, at) => at));
      for (const [name, frames] of courses(records))
        expect(frames, name).toEqual([...frames].sort((a, b) => a - b));
      const sent = new Set<number>();
      const unsent: number[] = [];
      for (const record of records) {
        if (record.kind !== 'frame') continue;
        if (record.leg === record.from) sent.add(record.frameId);
        else if (!sent.has(record.frameId)) unsent.push(record.i);
      }
      expect(unsent).toEqual([]);
    }
  });
});

describe('the judge, where a proxy recorded', () => {
  it(
    'finds nothing wrong with the reference gateway on generated plans',
    async () => {
      for (let k = 1; k <= 150; k++) {
        const plan = generatePlan(`skewed/${k}`);
        expect(await found(REFERENCE, plan, plan.seed), plan.seed).toEqual([]);
      }
    },
    PATIENCE_MS,
  );

  it(
    'finds nothing wrong with the reference gateway in any scenario',
    async () => {
      for (const { file, scenario } of loadPackagedScenarios(KNOWN_NAMES))
        expect(await found(REFERENCE, scenario.plan, file), file).toEqual([]);
    },
    PATIENCE_MS,
  );

  it.each(KNOWN_BAD)(
    'convicts %s by %s',
    async (name, property) => {
      const target = namedTarget(name);
      let convicted = false;
      for (let k = 1; k <= MOST_PLANS && !convicted; k++) {
        const plan = generatePlan(`skewed/bad/${k}`);
        const findings = await found(target, plan, plan.seed);
        convicted = findings.some((finding) => finding.startsWith(`${property}: `));
      }
      expect(convicted).toBe(true);
    },
    PATIENCE_MS,
  );
});

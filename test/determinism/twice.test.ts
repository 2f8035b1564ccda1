import { describe, expect, it } from 'vitest';
import { namedTarget, type LocalTarget } from '../../src/campaign/target.ts';
import { GATEWAYS } from '../../src/gateway/catalogue.ts';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import type { Gateway } from '../../src/gateway/port.ts';
import { Recorder } from '../../src/history/history.ts';
import { recordLine } from '../../src/history/jsonl.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { simulate } from '../../src/simulation/world.ts';
import { recordLines, whereTheyDiffer } from './record-lines.ts';

const PATIENCE_MS = 60_000;
const REFERENCE = namedTarget('reference');
const GOOD = targetsOf('good');
const BAD = targetsOf('bad');

function targetsOf(kind: (typeof GATEWAYS)[number]['kind']): readonly LocalTarget[] {
  return GATEWAYS.filter((entry) => entry.kind === kind).map((entry) => namedTarget(entry.name));
}

function planOf(k: number): Plan {
  return generatePlan(`twice/${k}`);
}

/** Plan k on one of the targets, in turn. */
function sample(targets: readonly LocalTarget[], from: number, to: number): [string, number, LocalTarget][] {
  return Array.from({ length: to - from + 1 }, (_, offset) => {
    const target = targets[offset % targets.length] ?? REFERENCE;
    return [`plan ${from + offset} on ${target.name}`, from + offset, target];
  });
}

describe('a plan executed twice gives the same records, one by one', () => {
  it.each([
    ['the reference gateway', sample([REFERENCE], 1, 20)],
    ['the known-good variants', sample(GOOD, 21, 40)],
    ['the known-bad gateways', sample(BAD, 41, 41 + BAD.length - 1)],
  ])(
    'on %s',
    async (_name, trials) => {
      for (const [name, k, target] of trials) {
        const first = await recordLines(planOf(k), target);
        expect(first.length, name).toBeGreaterThan(10);
        expect(whereTheyDiffer(first, await recordLines(planOf(k), target)), name).toBeUndefined();
      }
    },
    PATIENCE_MS,
  );

  it('when ties are broken first in, first out', async () => {
    let moved = 0;
    for (const [name, k, target] of [...sample([REFERENCE], 1, 6), ...sample(BAD, 41, 44)]) {
      const fifo: Plan = { ...planOf(k), ties: 'fifo' };
      const first = await recordLines(fifo, target);
      expect(whereTheyDiffer(first, await recordLines(fifo, target)), name).toBeUndefined();
      if (whereTheyDiffer(first, await recordLines(planOf(k), target)) !== undefined) moved++;
    }
    expect(moved, 'the draw among ties decides something').toBeGreaterThan(0);
  });
});

describe('nothing is carried over from one run to the next', () => {
  it('when another plan runs on another gateway in between', async () => {
    for (const [name, k, target] of [...sample([REFERENCE], 1, 4), ...sample(BAD, 41, 46)]) {
      const plan = planOf(k);
      const first = await recordLines(plan, target);
      await recordLines(planOf(k + 100), GOOD[k % GOOD.length] ?? REFERENCE);
      await recordLines(planOf(k + 200), BAD[k % BAD.length] ?? REFERENCE);
      expect(whereTheyDiffer(first, await recordLines(plan, target)), `${name}, same object`).toBeUndefined();
      const copy = JSON.parse(JSON.stringify(plan)) as Plan;
      expect(
        whereTheyDiffer(first, await recordLines(copy, target)),
        `${name}, a copy of it`,
      ).toBeUndefined();
    }
  });

  it('when the judge does not watch, and when nothing is kept', async () => {
    for (const [name, k, target] of [...sample([REFERENCE], 1, 4), ...sample(BAD, 41, 46)]) {
      const unwatched = simulated(planOf(k), target.gateway, true);
      const lines = unwatched.records.map((record) => recordLine(record, () => {}));
      expect(whereTheyDiffer(await recordLines(planOf(k), target), lines), name).toBeUndefined();
      expect(simulated(planOf(k), target.gateway, false).digest(), name).toBe(unwatched.digest());
    }
  });
});

describe('the comparison', () => {
  it('names the first record that a gateway with a memory of its own changed', async () => {
    const forgetful = { gateway: countingBoots(), dialect: REFERENCE.dialect };
    const first = await recordLines(planOf(1), forgetful);
    const second = await recordLines(planOf(1), forgetful);
    const found = whereTheyDiffer(first, second);
    expect(found).toMatch(/^record \d+: .*"boot number 1".*\n {2}then: .*"boot number \d+"/);
    expect(whereTheyDiffer(first, first.slice(0, 5))).toMatch(/^record 5: .*\n {2}then: \(the history had/);
  });
});

/** The world alone, without judge or coverage. */
function simulated(plan: Plan, gateway: Gateway, keep: boolean): Recorder {
  const recorder = new Recorder({ keep });
  simulate(plan, gateway, recorder);
  return recorder;
}

/** The mistake that this file is here to find: state outside what `boot` builds. */
function countingBoots(): Gateway {
  let boots = 0;
  return {
    name: 'counting-boots',
    boot(host) {
      host.log('info', `boot number ${++boots}`);
      referenceGateway.boot(host);
    },
  };
}

import { describe, expect, it } from 'vitest';
import { execute } from '../../src/campaign/execute.ts';
import { EVENTS_PER_SEND, mixPlan, SMALL_MIX_SENDS } from './mix.ts';
import { readMixFile } from './mix-file.ts';
import { referenceTrial } from './reference-trial.ts';

/**
 * What the mix is not about: it is over before a tick is due, nobody comes to a run late, everybody shakes hands rightly,
 * everybody may see what is sent, and no limit is near.
 */
const NOT_EXERCISED = [
  'tick/regular',
  'join/complete',
  'payload/bounded',
  'buffer/bounded',
  'handshake/strict',
  'scope/isolated',
];

describe('the mix', () => {
  it('is what is committed', () => {
    expect(mixPlan()).toEqual(readMixFile());
  });

  it('makes 10,000 events, exercises all that it should, and every fault lands', async () => {
    const plan = mixPlan();
    const outcome = await execute(referenceTrial(plan));
    expect(Math.abs(outcome.events - 10_000)).toBeLessThanOrEqual(500);
    const others = outcome.verdicts.filter(({ verdict }) => verdict !== 'pass');
    expect(others.map(({ property, verdict }) => `${property} ${verdict}`)).toEqual(
      NOT_EXERCISED.map((property) => `${property} inconclusive`),
    );
    const landed = new Set(outcome.cells.map((cell) => cell.split(' × ')[0]));
    expect(plan.faults.filter(({ kind }) => !landed.has(kind))).toEqual([]);
  });

  it('grows in proportion to its sends, and is another with another seed', async () => {
    const larger = mixPlan({ sends: 5 * SMALL_MIX_SENDS });
    const { events } = await execute(referenceTrial(larger));
    expect(Math.abs(events / (5 * SMALL_MIX_SENDS) / EVENTS_PER_SEND - 1)).toBeLessThan(0.1);
    expect(mixPlan({ seed: 'other' }).operations).not.toEqual(mixPlan().operations);
  });
});

import { describe, expect, it } from 'vitest';
import type { Failure } from '../../src/campaign/failure.ts';
import { replay } from '../../src/campaign/replay.ts';
import type { ReplayReport } from '../../src/report/published.ts';
import type { Target } from '../../src/campaign/target.ts';
import type { Verdict } from '../../src/properties/property.ts';
import {
  fakeExecutor,
  gapFailure,
  passed,
  smallHistory,
  TARGET,
  unexercised,
  violated,
} from './fake-executor.ts';

const FAILURE = gapFailure(fakeExecutor().generate('gauntlet/7'));

const OTHER: Target = { ...TARGET, name: 'mended', reference: { type: 'named', name: 'mended' } };

interface Now {
  readonly verdicts: readonly Verdict[];
  readonly target?: Target;
  /** The history is not the stored one. */
  readonly moved?: boolean;
  readonly failure?: Failure;
}

function replayed({
  verdicts,
  target = TARGET,
  moved = false,
  failure = FAILURE,
}: Now): Promise<ReplayReport> {
  const executor = fakeExecutor({
    outcome: () => ({ verdicts }),
    history: () => smallHistory(moved ? 8 : 7),
  });
  return replay(failure, { ...executor, target });
}

describe('a replay', () => {
  it('is reproduced when the same property is violated for the same reason', async () => {
    const again = await replayed({ verdicts: [violated('seq/contiguous')] });
    expect(again).toMatchObject({ outcome: 'reproduced' });
    expect(again).not.toHaveProperty('at');
    expect(again.violations).toMatchObject([{ property: 'seq/contiguous', evidence: [{ i: 1 }] }]);
  });

  it('is reproduced under another digest, and says where it first differs', async () => {
    const again = await replayed({ verdicts: [violated('seq/contiguous')], moved: true });
    expect(again).toMatchObject({ outcome: 'reproduced', at: 1 });
    expect(again.sentence).toContain('record 1');
  });

  it('is reproduced on another gateway that has the same fault', async () => {
    const again = await replayed({ verdicts: [violated('seq/contiguous')], target: OTHER });
    expect(again.outcome).toBe('reproduced');
  });

  it('is fixed when the gateway is another one and the property was exercised', async () => {
    const again = await replayed({ verdicts: [passed('seq/contiguous')], target: OTHER, moved: true });
    expect(again.outcome).toBe('fixed');
  });

  it('is fixed when the source of the gateway changed', async () => {
    const failure = { ...FAILURE, target: { ...FAILURE.target, fingerprint: 'before' } };
    expect((await replayed({ verdicts: [passed('seq/contiguous')], failure })).outcome).toBe('fixed');
  });

  it.each<[string, Now, RegExp]>([
    [
      'the same gateway took another course',
      { verdicts: [passed('seq/contiguous')], moved: true },
      /from record 1 on/,
    ],
    ['the judge changed its mind', { verdicts: [passed('seq/contiguous')] }, /the same history/],
    [
      'the property was not exercised',
      { verdicts: [unexercised('seq/contiguous')], target: OTHER },
      /no longer be judged/,
    ],
    ['the property is gone', { verdicts: [], target: OTHER }, /does not know it/],
    [
      'another reason',
      { verdicts: [violated('seq/contiguous', 'rewind')], target: OTHER },
      /for another reason/,
    ],
    [
      'another property',
      { verdicts: [passed('seq/contiguous'), violated('ack/durable')], target: OTHER },
      /ack\/durable is violated instead of seq\/contiguous/,
    ],
  ])('has diverged when %s', async (_name, now, sentence) => {
    const again = await replayed(now);
    expect(again.outcome).toBe('diverged');
    expect(again.sentence).toMatch(sentence);
  });
});

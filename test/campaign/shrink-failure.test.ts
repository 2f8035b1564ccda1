import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFailure } from '../../src/campaign/failure-file.ts';
import { replay } from '../../src/campaign/replay.ts';
import { OutFolder } from '../../src/campaign/out-folder.ts';
import { shrinkFailure } from '../../src/campaign/shrink-failure.ts';
import type { ShrinkReport } from '../../src/report/published.ts';
import type { Verdict } from '../../src/properties/property.ts';
import {
  fakeExecutor,
  gapFailure,
  passed,
  TARGET,
  TWO_LISTS,
  unexercised,
  violated,
} from './fake-executor.ts';

const FAILURE = gapFailure(TWO_LISTS);

let out = '';
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'gauntlet-shrink-'));
});
afterEach(() => rmSync(out, { recursive: true }));

/** On a gateway that is judged so whenever operation `b` is there, and passes otherwise. */
function smaller(verdict: Verdict): Promise<ShrinkReport> {
  return shrinkFailure(
    { failure: FAILURE, file: 'some/where/before.json', out: new OutFolder(out) },
    handsOf(verdict),
    {},
  );
}

function handsOf(verdict: Verdict): Parameters<typeof replay>[1] {
  const executor = fakeExecutor();
  return {
    profile: executor.profile,
    target: TARGET,
    execute: async (trial) => ({
      ...(await executor.execute(trial)),
      verdicts: [trial.plan.operations.some(({ id }) => id === 'b') ? verdict : passed('seq/contiguous')],
    }),
  };
}

describe('a failure that is shrunk', () => {
  it('becomes a failure file of its own, which says what it was', async () => {
    const { outcome, shrunk } = await smaller(violated('seq/contiguous'));
    expect(outcome).toBe('reproduced');
    const left = readFailure(shrunk?.file ?? '');
    expect(left.verdict).toEqual(shrunk?.violation);
    expect(left.plan.operations.map(({ id }) => id)).toEqual(['b']);
    expect(left).toMatchObject({
      source: FAILURE.source,
      shrunk: { from: 'before.json', entriesBefore: 2, entriesAfter: 1, minimal: 'proven' },
      verdict: { property: 'seq/contiguous', cause: 'gap', state: 'idle', evidence: [{ i: 1 }] },
    });
    expect(existsSync(join(out, 'failures', left.history ?? ''))).toBe(true);
  });

  it('is reproduced by its own file, record by record', async () => {
    const { shrunk } = await smaller(violated('seq/contiguous'));
    const again = await replay(readFailure(shrunk?.file ?? ''), handsOf(violated('seq/contiguous')));
    expect(again).toMatchObject({ outcome: 'reproduced' });
    expect(again).not.toHaveProperty('at');
  });

  it.each([
    ['another reason', violated('seq/contiguous', 'rewind'), 'diverged'],
    ['nothing exercised', unexercised('seq/contiguous'), 'diverged'],
  ])('is left alone when there is now %s', async (_name, verdict, outcome) => {
    expect(await smaller(verdict)).toMatchObject({ outcome, shrunk: null });
    expect(readdirSync(out)).toEqual([]);
  });
});

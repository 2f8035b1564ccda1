import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explainFailure, type ExplainedFailure } from '../../src/campaign/explain-failure.ts';
import type { Failure } from '../../src/campaign/failure.ts';
import { readFailure, writeFailure } from '../../src/campaign/failure-file.ts';
import { OutFolder } from '../../src/campaign/out-folder.ts';
import type { ReplayPorts } from '../../src/campaign/replay.ts';
import type { Verdict } from '../../src/properties/property.ts';
import { explanationReportSchema } from '../../src/report/published-explanation.ts';
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
const SMALL: Failure = {
  ...FAILURE,
  shrunk: { from: 'x.json', entriesBefore: 9, entriesAfter: 2, executions: 30, minimal: 'proven' },
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gauntlet-explain-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** On a gateway that is judged so whenever operation `b` comes before three seconds are over, and passes otherwise. */
function portsOf(verdict: Verdict): ReplayPorts {
  const executor = fakeExecutor();
  return {
    profile: executor.profile,
    target: TARGET,
    execute: async (trial) => {
      const isEarly = trial.plan.operations.some(({ id, atMs }) => id === 'b' && (atMs ?? 0) < 3_000);
      return {
        ...(await executor.execute(trial)),
        verdicts: [isEarly ? verdict : passed('seq/contiguous')],
      };
    },
  };
}

interface Explained extends ExplainedFailure {
  readonly file: string;
}

async function explained(
  failure: Failure,
  ports = portsOf(violated('seq/contiguous')),
  signal?: AbortSignal,
): Promise<Explained> {
  const file = writeFailure(new OutFolder(join(folder, 'given')), failure);
  const found = await explainFailure({ failure, file, out: new OutFolder(join(folder, 'out')) }, ports, {
    maxExecutions: 200,
    ...(signal === undefined ? {} : { signal }),
  });
  expect(explanationReportSchema.parse(found.report)).toEqual(found.report);
  return { ...found, file };
}

describe('a failure that is explained', () => {
  it('holds its explanation from then on, and is otherwise as it was', async () => {
    const { file, report } = await explained(SMALL);
    expect(report.explained).toMatchObject({ file, shrinking: null });
    const { explanation, ...rest } = readFailure(file);
    expect(explanation).toEqual(report.explained?.explanation);
    expect({ ...rest, explanation: null }).toEqual(SMALL);
    expect(explanation?.fields.find(({ path }) => path === 'b.atMs')).toMatchObject({
      says: 'range',
      windows: [{ from: -1000, to: 1999, below: null, above: 2000 }],
    });
  });

  it('is explained in the same words again, byte for byte, and keeps its name', async () => {
    const first = await explained(SMALL);
    const text = readFileSync(first.file, 'utf8');
    const again = await explained(readFailure(first.file));
    expect(again.file).toBe(first.file);
    expect(readFileSync(first.file, 'utf8')).toBe(text);
    expect(readdirSync(join(folder, 'given', 'failures'))).toHaveLength(1);
  });

  it('is made smaller first where nobody has, and stays as it is then', async () => {
    const { file, report } = await explained(FAILURE);
    expect(readFailure(file)).toEqual(FAILURE);
    expect(report.explained?.shrinking).toMatchObject({ entriesBefore: 2, entriesAfter: 1 });
    const small = readFailure(report.explained?.file ?? '');
    expect(small.plan.operations.map(({ id }) => id)).toEqual(['b']);
    expect(small.explanation).toEqual(report.explained?.explanation);
  });

  it('is a failure of its own on another gateway than the one that failed', async () => {
    const other = { ...TARGET, reference: { type: 'named', name: 'other' } as const };
    const { file, report } = await explained(SMALL, {
      ...portsOf(violated('seq/contiguous')),
      target: other,
    });
    expect(readFailure(file).explanation).toBeNull();
    expect(report.explained?.file).not.toBe(file);
    expect(readFailure(report.explained?.file ?? '').target.reference).toEqual(other.reference);
  });

  it.each([
    ['another reason', violated('seq/contiguous', 'rewind')],
    ['nothing exercised', unexercised('seq/contiguous')],
  ])('is left alone when there is now %s', async (_name, verdict) => {
    const { file, report } = await explained(SMALL, portsOf(verdict));
    expect(report).toMatchObject({ outcome: 'diverged', explained: null, interrupted: false });
    expect(readFailure(file)).toEqual(SMALL);
  });

  it('keeps nothing of a search that was interrupted', async () => {
    const { file, report } = await explained(SMALL, undefined, AbortSignal.abort());
    expect(report).toMatchObject({ interrupted: true, explained: { explanation: { complete: false } } });
    expect(readFailure(file).explanation).toBeNull();
  });
});

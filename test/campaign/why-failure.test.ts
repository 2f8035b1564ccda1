import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunContinuations } from '../../src/campaign/continuations.ts';
import type { Failure } from '../../src/campaign/failure.ts';
import { readFailure, writeFailure } from '../../src/campaign/failure-file.ts';
import { OutFolder } from '../../src/campaign/out-folder.ts';
import type { ReplayPorts } from '../../src/campaign/replay.ts';
import { whyFailure, type ReasonFound } from '../../src/campaign/why-failure.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { planSchema } from '../../src/plan/plan.ts';
import type { Verdict } from '../../src/properties/property.ts';
import { whyReportSchema } from '../../src/report/published-causality.ts';
import { fakeExecutor, gapFailure, TARGET, unexercised, violated } from './fake-executor.ts';

const PLAN = planSchema.parse({
  seed: 'gauntlet/7',
  clients: [{ id: 'alice' }],
  operations: ['a', 'b', 'c'].map((id, k) => ({ do: 'list', id, client: 'alice', atMs: 1000 * (k + 1) })),
});
const FAILURE = gapFailure(PLAN);

/** Each operation when it was asked for. */
function history(): readonly HistoryRecord[] {
  return PLAN.operations.map(({ id, atMs = 0 }, i) => ({
    i,
    atMicros: atMs * 1_000,
    incarnation: 1,
    kind: 'operation',
    operation: id,
    client: 'alice',
    do: 'list',
  }));
}

function portsOf(verdict: Verdict): ReplayPorts {
  const { execute, profile } = fakeExecutor({ outcome: () => ({ verdicts: [verdict] }), history });
  return { execute, profile, target: TARGET };
}

/** Whatever keeps `b` fails. */
const run: RunContinuations = async ({ rewind, from, to }) => {
  await Promise.resolve();
  const all = Array.from({ length: to - from + 1 }, (_none, k) => from + k);
  return rewind.operations.some(({ id }) => id === 'b') ? all : [];
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gauntlet-why-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Asked extends ReasonFound {
  readonly file: string;
}

async function asked(
  failure: Failure,
  ports = portsOf(violated('seq/contiguous')),
  signal?: AbortSignal,
): Promise<Asked> {
  const file = writeFailure(new OutFolder(folder), failure);
  const options = { maxExecutions: 1_000, run, ...(signal === undefined ? {} : { signal }) };
  const found = await whyFailure({ failure, file }, ports, options);
  expect(whyReportSchema.parse(found.report)).toEqual(found.report);
  return { ...found, file };
}

describe('a failure that is asked why', () => {
  it('holds the curve from then on, and is otherwise as it was', async () => {
    const { file, report } = await asked(FAILURE);
    expect(report.found).toMatchObject({ file, causality: { jump: { kept: 2, entry: { id: 'b' } } } });
    const { causality, ...rest } = readFailure(file);
    expect(causality).toEqual(report.found?.causality);
    expect({ ...rest, causality: null }).toEqual(FAILURE);
  });

  it('gives the same bytes again, and keeps its name', async () => {
    const first = await asked(FAILURE);
    const text = readFileSync(first.file, 'utf8');
    const again = await asked(readFailure(first.file));
    expect(again.file).toBe(first.file);
    expect(readFileSync(again.file, 'utf8')).toBe(text);
  });

  it('is not touched for another gateway', async () => {
    const target = { ...TARGET, reference: { type: 'named', name: 'other' } as const };
    const { file, report } = await asked(FAILURE, { ...portsOf(violated('seq/contiguous')), target });
    expect(report.found).toMatchObject({ file: null, causality: { jump: { kept: 2 } } });
    expect(readFailure(file)).toEqual(FAILURE);
  });

  it.each([
    ['another reason', violated('seq/contiguous', 'rewind')],
    ['nothing exercised', unexercised('seq/contiguous')],
  ])('is left alone when there is now %s', async (_name, verdict) => {
    const { file, report } = await asked(FAILURE, portsOf(verdict));
    expect(report).toMatchObject({ outcome: 'diverged', found: null });
    expect(readFailure(file)).toEqual(FAILURE);
  });

  it('keeps nothing of a curve that was interrupted', async () => {
    const { file, report } = await asked(FAILURE, undefined, AbortSignal.abort());
    expect(report).toMatchObject({ interrupted: true, found: { file: null } });
    expect(readFailure(file).causality).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { causalityOf, type CausalityOptions } from '../../src/campaign/causality.ts';
import {
  kindOf,
  partsOf,
  type ContinuationKind,
  type ContinuationRequest,
} from '../../src/campaign/continuations.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { causalitySchema, type Causality } from '../../src/report/published-causality.ts';

const WANTED = { property: 'generation/row', cause: 'late', records: [] };
const ENTRIES = 64;

const PLAN = planSchema.parse({
  clients: [{ id: 'web' }],
  operations: Array.from({ length: ENTRIES }, (_none, k) => ({
    do: 'list',
    id: `o${k + 1}`,
    client: 'web',
    atMs: 10 * (k + 1),
  })),
});

/** Each operation when it was asked for, with something between two of them. */
const HISTORY: readonly HistoryRecord[] = PLAN.operations.flatMap(({ id, atMs = 0 }, k): HistoryRecord[] => [
  {
    i: 2 * k,
    atMicros: atMs * 1_000,
    incarnation: 1,
    kind: 'operation',
    operation: id,
    client: 'web',
    do: 'list',
  },
  { i: 2 * k + 1, atMicros: atMs * 1_000 + 5, incarnation: 1, kind: 'log', level: 'info', text: 'listed' },
]);

interface Found extends Causality {
  readonly asked: readonly ContinuationRequest[];
}

/** Of the continuations of so many entries this share fails, the same ones wherever it is the same; in `still` nothing is left to chance. */
async function found(
  share: (kept: number, kind: ContinuationKind) => number,
  options: Partial<CausalityOptions> = {},
): Promise<Found> {
  const asked: ContinuationRequest[] = [];
  const run = async (request: ContinuationRequest): Promise<readonly number[]> => {
    await Promise.resolve();
    asked.push(request);
    const kept = request.rewind.operations.length;
    const failed: number[] = [];
    for (let k = request.from; k <= request.to; k++)
      if ((kindOf(k) === 'still' ? 0.5 : ((k * 37) % 100) / 100) < share(kept, kindOf(k))) failed.push(k);
    return failed;
  };
  const causality = await causalityOf(PLAN, HISTORY, WANTED, { maxExecutions: 1_000, run, ...options });
  expect(causalitySchema.parse(causality)).toEqual(causality);
  return { ...causality, asked };
}

const jumpAt =
  (entry: number, before = 0.1, after = 1) =>
  (kept: number): number =>
    kept >= entry ? after : before;

describe('the causality curve', () => {
  it.each([1, 2, 17, 40, 63, 64])('names the entry across which it jumps (%i of 64)', async (entry) => {
    const { jump } = await found(jumpAt(entry));
    expect(jump).toMatchObject({
      kept: entry,
      after: 1,
      entry: {
        type: 'operation',
        id: `o${entry}`,
        record: 2 * (entry - 1),
        atMicros: 10_000 * entry,
        words: `web lists the sessions (o${entry})`,
      },
    });
    expect(jump?.before).toBeLessThan(0.2);
  });

  it('spends where it jumps: a few hundred executions, most of them on both sides', async () => {
    const curve = await found(jumpAt(40));
    expect(curve.executions).toBeLessThanOrEqual(250);
    expect(curve.complete).toBe(true);
    const most = curve.points.filter(({ executions }) => executions === 64).map(({ kept }) => kept);
    expect(most).toEqual([39, 40]);
  });

  it('names the greater of two jumps', async () => {
    const { jump } = await found((kept) => (kept >= 50 ? 1 : kept >= 20 ? 0.3 : 0));
    expect(jump).toMatchObject({ kept: 50 });
  });

  it('finds a jump that is taken back later', async () => {
    const { jump } = await found((kept) => (kept >= 30 && kept < 60 ? 1 : kept >= 60 ? 0.7 : 0.1));
    expect(jump).toMatchObject({ kept: 30 });
  });

  it('finds a jump that most continuations undo, with more executions', async () => {
    const curve = await found(jumpAt(23, 0.05, 0.25));
    expect(curve.jump).toMatchObject({ kept: 23, entry: { id: 'o23' } });
    const [first] = curve.points;
    expect(first?.executions).toBe(48);
    expect(curve.executions).toBeLessThanOrEqual(1_000);
  });

  it('blames no entry when it fails whatever is drawn', async () => {
    const curve = await found(() => 1);
    expect(curve).toMatchObject({ jump: null, fromTheStart: true, executions: 32 });
    expect(curve.sentence).toMatch(/whatever is drawn/);
  });

  it('names none when it rises nowhere at once', async () => {
    const curve = await found((kept) => (0.5 * kept) / ENTRIES);
    expect(curve).toMatchObject({ jump: null, fromTheStart: false });
    expect(curve.sentence).toMatch(/no single entry/);
  });

  it('names the entry that makes the mistake beside the one that shows it', async () => {
    const curve = await found((kept, kind) => (kept >= 50 || (kind === 'used' && kept >= 12) ? 1 : 0.05));
    expect(curve.jump).toMatchObject({ kept: 50, entry: { id: 'o50' } });
    expect(curve.begins).toMatchObject({ kept: 12, entry: { id: 'o12' }, after: 1, when: 'used' });
    expect(curve.begins?.before).toBeLessThan(0.34);
    expect(curve.sentence).toMatch(/\(o50\) makes it: .*; from .* \(o12\) on it fails where each session is/);
  });

  it('names an entry where chance hides the jump from the whole', async () => {
    const curve = await found((kept, kind) => (kind === 'drawn' ? 0.6 : kept >= 31 ? 1 : 0));
    expect(curve.jump?.kept ?? curve.begins?.kept).toBe(31);
  });

  it('takes the last entry at which continuations begin to fail, for what came before was undone', async () => {
    const curve = await found((kept, kind) =>
      kept >= 60 || (kind === 'still' && kept >= 40) || (kind === 'still' && kept >= 5 && kept < 20) ? 1 : 0,
    );
    expect(curve).toMatchObject({ jump: { kept: 60 }, begins: { kept: 40, when: 'still' } });
  });

  it('names what makes it, behind what makes it probable', async () => {
    const curve = await found((kept, kind) =>
      kept >= 45 ? 1 : kept >= 10 && kind !== 'still' ? 0.85 : kept >= 10 ? 0 : 0.1,
    );
    expect(curve).toMatchObject({
      jump: { kept: 10 },
      begins: { kept: 45, when: 'still', before: 0, after: 1 },
    });
    expect(curve.sentence).toMatch(
      /\(o10\) makes it: .*; from .* \(o45\) on it fails where nothing else is done/,
    );
  });

  it('names what is certain, and no small rise before it', async () => {
    const curve = await found((kept, kind) => (kind === 'still' && kept >= 55 ? 1 : kept >= 20 ? 0.2 : 0.1));
    expect(curve).toMatchObject({ jump: null, begins: { kept: 55, when: 'still', after: 1 } });
    expect(curve.sentence).toMatch(/^from .* \(o55\) on it fails where nothing else is done/);
  });

  it('names nothing beside the jump where all kinds begin to fail there', async () => {
    expect((await found(jumpAt(40))).begins).toBeNull();
  });

  it('spends no more than it may, and says that it did not suffice', async () => {
    const curve = await found(jumpAt(40), { maxExecutions: 50 });
    expect(curve).toMatchObject({ executions: 50, complete: false, budget: 50 });
    const counted = curve.asked.reduce((sum, { from, to }) => sum + to - from + 1, 0);
    expect(counted).toBe(50);
  });

  it('draws the same continuations at every point, and none twice', async () => {
    const { asked, points } = await found(jumpAt(40));
    for (const { kept, executions } of points) {
      const drawn = asked.filter(({ rewind }) => rewind.operations.length === kept);
      expect(drawn[0]?.from).toBe(1);
      expect(drawn.at(-1)?.to).toBe(executions);
      for (const [k, { from }] of drawn.entries()) if (k > 0) expect(from).toBe((drawn[k - 1]?.to ?? 0) + 1);
    }
  });

  it('stops where it is when it is interrupted', async () => {
    const controller = new AbortController();
    const curve = await found(jumpAt(40), {
      signal: controller.signal,
      onProgress: ({ executions }) => executions >= 48 && controller.abort(),
    });
    expect(curve).toMatchObject({ executions: 48, complete: false });
  });

  it('is the same again', async () => {
    const [one, other] = [await found(jumpAt(17)), await found(jumpAt(17))];
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });
});

describe('continuations in parts', () => {
  const request = {
    plan: PLAN,
    rewind: { atMs: 0, operations: [], faults: [], runs: [] },
    wanted: { ...WANTED, atMicros: null },
  };

  it.each([
    [1, 16, 3, ['1 to 6', '7 to 12', '13 to 16']],
    [17, 18, 4, ['17 to 17', '18 to 18']],
    [1, 1, 1, ['1 to 1']],
  ])('are those from %i to %i, each once, in at most %i parts', (from, to, parts, expected) => {
    const cut = partsOf({ ...request, seed: 'why', from, to }, parts);
    expect(cut.map((one) => `${one.from} to ${one.to}`)).toEqual(expected);
  });
});

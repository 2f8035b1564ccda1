import { describe, expect, it } from 'vitest';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { runChunk } from '../../src/campaign/chunk.ts';
import { firstDifference, isChecked } from '../../src/campaign/determinism.ts';
import type { Gateway } from '../../src/gateway/port.ts';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { fakeExecutor, smallHistory, TARGET } from './fake-executor.ts';

const REQUEST = { seed: 'gauntlet', from: 1, to: 4 };

function log(i: number, text: string): HistoryRecord {
  return { i, atMicros: i, incarnation: 1, kind: 'log', level: 'info', text };
}

/** The reference gateway, but every boot since the module was loaded draws once more than the one before. */
function drawingOncePerBoot(): Gateway {
  let boots = 0;
  return {
    name: 'drawing-once-per-boot',
    boot(host) {
      boots++;
      const drawn = Array.from({ length: boots }, () => host.random.next());
      host.log('info', `drew ${drawn.at(-1)}`);
      referenceGateway.boot(host);
    },
  };
}

describe('the determinism check', () => {
  it('executes every plan twice under all, and none under none', async () => {
    const all = fakeExecutor();
    await runChunk(all, TARGET, { ...REQUEST, check: 'all' });
    expect(all.executed).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    const none = fakeExecutor();
    await runChunk(none, TARGET, { ...REQUEST, check: 'none' });
    expect(none.executed).toEqual([1, 2, 3, 4]);
  });

  it('samples about one plan in fifty, always the same ones', () => {
    const sampled = (): number[] =>
      Array.from({ length: 5000 }, (_, k) => k).filter((k) => isChecked('sample', `gauntlet/${k}`));
    expect(sampled().length).toBeGreaterThan(60);
    expect(sampled().length).toBeLessThan(140);
    expect(sampled()).toEqual(sampled());
  });

  it('names the first differing record of a plan that is not repeatable', async () => {
    const executor = fakeExecutor({
      history: (index, execution) =>
        index === 3 ? [log(0, 'same'), log(1, `execution ${execution}`)] : smallHistory(index),
    });
    const { mismatches } = await runChunk(executor, TARGET, { ...REQUEST, check: 'all' });
    expect(mismatches).toHaveLength(1);
    expect(mismatches[0]).toMatchObject({ plan: "plan 3 of seed 'gauntlet'", at: 1 });
    expect(mismatches[0]?.first?.what).toContain('execution');
    expect(mismatches[0]?.second?.what).not.toBe(mismatches[0]?.first?.what);
  });

  it.each([
    [
      'an extra draw',
      'aab',
      'aaab',
      { first: { stream: 'b', ordinal: 2 }, second: { stream: 'a', ordinal: 2 } },
    ],
    ['a missing end', 'ab', 'a', { first: { stream: 'b', ordinal: 1, value: 0.5 }, second: null }],
    ['nothing', 'ab', 'ab', null],
  ])('names the first differing draw of a plan that is not repeatable: %s', async (_name, a, b, draw) => {
    const executor = fakeExecutor({
      history: (_index, execution) => [log(0, `execution ${execution}`)],
      // the second execution is compared with a third, since the first kept nothing
      draws: (_index, execution) => (execution === 2 ? b : a),
    });
    const { mismatches } = await runChunk(executor, TARGET, { ...REQUEST, to: 1, check: 'all' });
    if (draw === null) expect(mismatches[0]?.draw).toBeNull();
    else expect(mismatches[0]?.draw).toMatchObject(draw);
  });

  it('finds the draw of a gateway that remembers in its module how often it booted', async () => {
    const target = { ...TARGET, gateway: drawingOncePerBoot() };
    const { mismatches } = await runChunk(STANDARD_EXECUTOR, target, { ...REQUEST, to: 1, check: 'all' });
    expect(mismatches).toHaveLength(1);
    const { draw } = mismatches[0] ?? {};
    const streams = [draw?.first?.stream, draw?.second?.stream];
    expect(streams).toContain('gateway/1');
    expect(draw?.first).not.toEqual(draw?.second);
  });

  it.each([
    ['the same', [log(0, 'a')], [log(0, 'a')], undefined],
    ['a changed record', [log(0, 'a'), log(1, 'b')], [log(0, 'a'), log(1, 'c')], 1],
    ['a missing end', [log(0, 'a'), log(1, 'b')], [log(0, 'a')], 1],
    ['nothing', [], [], undefined],
  ])('finds the first difference: %s', (_name, a, b, expected) => {
    expect(firstDifference(a, b)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { timelineOf, type ProviderTimeline } from '../../src/plan/provider-timeline.ts';
import type { RunFault } from '../../src/plan/fault.ts';
import { planSchema, type PlanInput } from '../../src/plan/plan.ts';

type Turn = Extract<NonNullable<PlanInput['operations']>[number], { do: 'send' }>['turn'];
type LooseFault = Extract<NonNullable<PlanInput['faults']>[number], { run: string }>;

const LIMIT = 4_096;

function timelineFor(faults: readonly LooseFault[], turn: Turn = {}): ProviderTimeline {
  const send = { do: 'send', id: 'm1', client: 'web', session: 's', atMs: 0, turn } as const;
  const plan = planSchema.parse({ clients: [{ id: 'web' }], operations: [send], faults: [...faults] });
  const [operation] = plan.operations;
  if (operation?.do !== 'send') throw new Error('the plan has one send');
  return timelineOf(operation, plan.faults as RunFault[], LIMIT);
}

/** Emissions as `at type bytes`, with a star on those that are what a fault comes down to. */
function linesOf({ emissions }: ProviderTimeline): string[] {
  return emissions.map((emission) => {
    const text = emission.type === 'delta' ? emission.text : emission.type === 'tool' ? emission.result : '';
    const bytes = text === '' ? '' : ` ${text.length}`;
    return `${emission.fault === undefined ? '' : '*'}${emission.atMs} ${emission.type}${bytes}`;
  });
}

describe('timelineOf', () => {
  it.each<[string, Turn, string[]]>([
    ['a reply', {}, ['5 start', '15 delta 24', '20 end']],
    ['a failing model', { end: { type: 'error' } }, ['5 start', '15 delta 24', '20 error']],
    ['a run that never ends', { end: { type: 'never' } }, ['5 start', '15 delta 24', '20 silence']],
    ['tool results', { steps: [{ type: 'tool', afterMs: 1, bytes: 9 }] }, ['5 start', '6 tool 9', '11 end']],
  ])('writes down a script: %s', (_what, turn, lines) => {
    expect(linesOf(timelineFor([], turn))).toEqual(lines);
  });

  it.each<[string, LooseFault, string[]]>([
    [
      'one more result relative to the limit',
      { kind: 'payload.event', id: 'f', run: 'm1', overBytes: -1 },
      ['5 start', '15 delta 24', '*15 tool 4095', '20 end'],
    ],
    [
      'no result of less than nothing',
      { kind: 'payload.event', id: 'f', run: 'm1', overBytes: -9_000 },
      ['5 start', '15 delta 24', '*15 tool', '20 end'],
    ],
    [
      'results that sweep across the limit',
      { kind: 'payload.burst', id: 'f', run: 'm1', count: 3, overBytes: -1, stepBytes: 1 },
      ['5 start', '15 delta 24', '15 tool 4095', '15 tool 4096', '*15 tool 4097', '20 end'],
    ],
    ['no end', { kind: 'lifecycle.hang', id: 'f', run: 'm1' }, ['5 start', '15 delta 24', '*20 silence']],
    ['nothing to say', { kind: 'lifecycle.empty', id: 'f', run: 'm1' }, ['5 start', '*10 end']],
    [
      'models that fail before one recovers',
      { kind: 'lifecycle.failover', id: 'f', run: 'm1', failures: 2, recovers: true },
      ['5 start', '5 delta 24', '*15 start', '15 delta 24', '*25 start', '35 delta 24', '40 end'],
    ],
    [
      'models that all fail in silence',
      { kind: 'lifecycle.failover', id: 'f', run: 'm1', failures: 3, recovers: false },
      ['5 start', '15 start', '25 start', '*35 error'],
    ],
  ])('works %s into it', (_what, fault, lines) => {
    expect(linesOf(timelineFor([fault]))).toEqual(lines);
  });

  it('lets an empty reply stay empty whatever else is to happen in it', () => {
    const given = timelineFor([
      { kind: 'lifecycle.empty', id: 'f1', run: 'm1' },
      { kind: 'payload.event', id: 'f2', run: 'm1', overBytes: 0 },
      { kind: 'lifecycle.failover', id: 'f3', run: 'm1', failures: 1, recovers: true },
    ]);
    expect(linesOf(given)).toEqual(['5 start', '*15 start', '*20 end']);
  });

  it('gives a failed model other text than the one that answers', () => {
    const { emissions } = timelineFor([
      { kind: 'lifecycle.failover', id: 'f', run: 'm1', failures: 1, recovers: true },
    ]);
    const texts = emissions.flatMap((emission) => (emission.type === 'delta' ? [emission.text] : []));
    expect(new Set(texts).size).toBe(2);
  });

  it.each<[LooseFault, object]>([
    [
      { kind: 'lifecycle.late', id: 'f', run: 'm1', event: 'start', delayMs: 7 },
      { delayMs: 7, anonymous: true, onlyAfterEnd: false, emissions: [{ type: 'start' }] },
    ],
    [
      { kind: 'lifecycle.duplicate', id: 'f', run: 'm1', event: 'end', delayMs: 7, anonymous: false },
      { delayMs: 7, anonymous: false, onlyAfterEnd: true, emissions: [{ type: 'end' }] },
    ],
    [
      { kind: 'lifecycle.afterword', id: 'f', run: 'm1', delayMs: 7 },
      { delayMs: 7, anonymous: false, onlyAfterEnd: false, emissions: [{ type: 'delta' }, { type: 'tool' }] },
    ],
  ])('has something said although the run is over: $kind', (fault, afterword) => {
    expect(timelineFor([fault]).late).toMatchObject([afterword]);
  });
});

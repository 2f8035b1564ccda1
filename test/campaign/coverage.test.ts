import { describe, expect, it } from 'vitest';
import { CELLS, CoverageWatch, coverageOf } from '../../src/campaign/coverage.ts';
import type { RecordBody } from '../../src/history/record.ts';
import { Message } from '../../src/protocol/message.ts';

function watched(bodies: readonly (RecordBody & { incarnation?: number })[]): CoverageWatch {
  const watch = new CoverageWatch();
  bodies.forEach((body, i) => watch.observe({ incarnation: 1, ...body, i, atMicros: i }));
  return watch;
}

const crash: RecordBody = { kind: 'process', event: 'crashed' };
const opened: RecordBody = { kind: 'connection', event: 'opened', leg: 'client', conn: 1, client: 'alice' };
const hello: RecordBody = {
  kind: 'frame',
  from: 'gateway',
  leg: 'client',
  conn: 1,
  client: 'alice',
  frameId: 1,
  message: Message.of({ type: 'res', id: '1', ok: true, payload: {} }),
};
const landed = (faultKind: string, scope: 'client' | 'process' | 'provider' = 'client'): RecordBody => ({
  kind: 'fault',
  event: 'landed',
  fault: 'f1',
  faultKind,
  scope,
});
const injected = (faultKind: string): RecordBody => ({
  kind: 'fault',
  event: 'injected',
  fault: 'f1',
  faultKind,
  scope: 'process',
});
const call = (purpose: 'run' | 'summary', event: 'call' | 'end'): RecordBody => ({
  kind: 'provider',
  event,
  call: 1,
  purpose,
});

describe('coverage', () => {
  it.each([
    ['idle', [], 'link.cut × idle'],
    ['handshaking', [opened], 'link.cut × handshaking'],
    ['idle again after the hello', [opened, hello], 'link.cut × idle'],
    ['running', [opened, hello, call('run', 'call')], 'link.cut × running'],
    ['idle after the run', [call('run', 'call'), call('run', 'end')], 'link.cut × idle'],
    [
      'compacting, also during a run',
      [call('run', 'call'), call('summary', 'call')],
      'link.cut × compacting',
    ],
    ['recovering', [crash], 'link.cut × recovering'],
  ])('knows the state: %s', (_name, before, cell) => {
    expect(watched([...before, landed('link.cut')]).hit).toEqual([cell]);
  });

  it('credits a crash to the state it was injected in', () => {
    const watch = watched([
      call('run', 'call'),
      injected('process.crash'),
      crash,
      landed('process.crash', 'process'),
    ]);
    expect(watch.hit).toEqual(['process.crash × running']);
  });

  it('counts only faults that landed', () => {
    expect(watched([injected('process.crash')]).hit).toEqual([]);
  });

  it('counts connections that were answered', () => {
    expect(watched([opened]).answered).toBe(0);
    expect(watched([opened, hello]).answered).toBe(1);
  });

  it('lists the empty cells in reading order', () => {
    const coverage = coverageOf(new Set(['link.cut × idle']));
    expect(coverage).toMatchObject({ cells: CELLS.length, hit: 1 });
    expect(coverage.empty).toEqual(CELLS.filter((cell) => cell !== 'link.cut × idle'));
    expect(CELLS).not.toContain('summary.stall × idle');
  });
});

import { describe, expect, it } from 'vitest';
import { CELLS, CoverageWatch, coverageOf } from '../../src/campaign/coverage.ts';
import { FACTS } from '../../src/campaign/facts/catalogue.ts';
import type { Observation } from '../../src/dialect/observation.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import type { RecordBody } from '../../src/history/record.ts';
import { FAULT_KINDS } from '../../src/plan/fault.ts';
import { JudgeModel } from '../../src/properties/model/judge-model.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';

function watched(bodies: readonly RecordBody[]): CoverageWatch {
  const model = new JudgeModel(REFERENCE, SIMULATED_PROFILE);
  const watch = new CoverageWatch(model.states);
  for (const [i, body] of bodies.entries()) {
    const record = { ...body, incarnation: 1, i, atMicros: i };
    const observation = { type: body.kind, record } as Observation;
    model.observe(observation);
    watch.observe(observation);
  }
  return watch;
}

const crash: RecordBody = { kind: 'process', event: 'crashed' };
const running: RecordBody = { kind: 'provider', event: 'call', call: 1, purpose: 'run' };
const fault = (
  event: 'injected' | 'landed' | 'healed',
  faultKind: string,
  scope: 'client' | 'process' = 'client',
): RecordBody => ({ kind: 'fault', event, fault: 'f1', faultKind, scope });

const nothing = { cells: new Map(), facts: new Map() };

describe('coverage', () => {
  it('credits a fault to the state it landed in', () => {
    const watch = watched([fault('injected', 'link.stall'), running, fault('landed', 'link.stall')]);
    expect(watch.hits).toEqual(['link.stall × running']);
  });

  it('credits a crash to the state that it ends', () => {
    const watch = watched([
      running,
      fault('injected', 'process.crash', 'process'),
      fault('landed', 'process.crash', 'process'),
      crash,
    ]);
    expect(watch.hits).toEqual(['process.crash × running']);
  });

  it('counts every fault that landed and no other', () => {
    const landed = fault('landed', 'link.cut');
    expect(watched([landed, landed]).hits).toEqual(['link.cut × idle', 'link.cut × idle']);
    expect(watched([fault('injected', 'link.cut'), fault('healed', 'link.cut')]).hits).toEqual([]);
  });

  it('has a cell for every kind of fault, each named once', () => {
    expect(new Set(CELLS.map((cell) => cell.split(' × ')[0]))).toEqual(new Set(Object.keys(FAULT_KINDS)));
    expect(new Set(CELLS).size).toBe(CELLS.length);
  });

  it('has no cell that cannot be hit', () => {
    expect(CELLS).toContain('summary.stall × compacting');
    expect(CELLS).not.toContain('summary.stall × idle');
  });

  it('lists hits and empty cells in reading order', () => {
    const coverage = coverageOf({ ...nothing, cells: new Map([['link.cut × idle', 4]]) }, false);
    expect(coverage).toMatchObject({ cells: CELLS.length, hit: 1, missing: [] });
    expect(coverage.empty).toEqual(CELLS.filter((cell) => cell !== 'link.cut × idle'));
    expect(Object.keys(coverage.counts)).toEqual(CELLS);
    expect(coverage.counts['link.cut × idle']).toBe(4);
    expect(coverage.counts['link.cut × running']).toBe(0);
  });

  it('says in how many plans each fact happened', () => {
    const [first] = FACTS;
    const { sometimes } = coverageOf({ ...nothing, facts: new Map([[first?.id ?? '', 3]]) }, false);
    expect(sometimes.map(({ plans }) => plans)).toEqual(FACTS.map((_fact, k) => (k === 0 ? 3 : 0)));
  });

  it('misses empty cells and facts that never happened once coverage is required', () => {
    const cells = new Map(CELLS.slice(1).map((cell) => [cell, 1]));
    const facts = new Map(FACTS.slice(1).map(({ id }) => [id, 1]));
    expect(coverageOf({ cells, facts }, true).missing).toEqual([
      `no fault landed in cell ${CELLS[0]}`,
      `it never happened that ${FACTS[0]?.sentence} (${FACTS[0]?.id})`,
    ]);
    expect(coverageOf({ cells, facts }, false).missing).toEqual([]);
  });
});

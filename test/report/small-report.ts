/** A run's report with one of everything, for the renderers' tests. */
import type { RunReport } from '../../src/report/published.ts';

export const VIOLATION: RunReport['violations'][number] = {
  property: 'seq/contiguous',
  cause: 'gap',
  state: 'running',
  gateway: 'burns-seq',
  plan: "plan 17 of seed 'gauntlet'",
  sentence: 'connection 2 expected event seq 5 and got 6 (tick)',
  records: [132],
  evidence: [
    {
      i: 132,
      atMicros: 1_204_000,
      incarnation: 1,
      client: 'alice',
      conn: 2,
      direction: 'gateway → client',
      stage: 'delivered',
      what: 'event tick seq=6 {"ts":6}',
    },
  ],
  file: 'reports/latest/failures/seq-contiguous-3f2a09b1c4d7.json',
  replay: [
    'npx gauntlet run --gateway burns-seq --seed gauntlet --seeds 17..17',
    'npx gauntlet replay reports/latest/failures/seq-contiguous-3f2a09b1c4d7.json',
  ],
  shrink: 'npx gauntlet shrink reports/latest/failures/seq-contiguous-3f2a09b1c4d7.json',
  plans: 41,
  expected: false,
};

const SCENARIO: RunReport['scenarios'][number] = {
  name: 'An oversized event burns a number',
  file: 'scenarios/incidents/7442.yaml',
  incident: '7442',
  gateway: 'reference',
  verdict: 'pass',
  expected: 'pass',
  expectedProperty: null,
  problem: null,
  sentence: null,
  virtualMicros: 1_500_000,
  command: 'npx gauntlet run scenarios/incidents/7442.yaml --gateway reference',
  properties: [{ id: 'seq/contiguous', verdict: 'pass', exercised: 12 }],
};

export const CONVICTED: RunReport['scenarios'][number] = {
  ...SCENARIO,
  gateway: 'burns-seq',
  verdict: 'violation',
  expected: 'violation',
  expectedProperty: 'seq/contiguous',
  sentence: 'connection 2 expected event seq 5 and got 6',
};

export const EXCUSED: RunReport['properties'][number]['excused'] = [
  { thing: 'send', because: 'a fault cut their connection', count: 3 },
  { thing: 'run', because: 'it went on', count: 1 },
];

export const MISMATCH: RunReport['determinism']['mismatches'][number] = {
  plan: "plan 3 of seed 'gauntlet'",
  gateway: 'reference',
  at: 4,
  first: null,
  second: null,
  draw: { first: { stream: 'a', ordinal: 1, value: 0.5 }, second: null },
  digests: { first: '0123456789abcdef', second: 'fedcba9876543210' },
  lost: [],
};

/** Two kinds in two states: a cell that was hit, one that was not, one that cannot be. */
export const COVERED: RunReport['coverage'] = {
  cells: 3,
  hit: 1,
  empty: ['link.cut × idle', 'link.cut × running'],
  counts: { 'link.cut × idle': 0, 'link.cut × running': 0, 'summary.fail × idle': 7 },
  sometimes: [
    { id: 'empty-reply', sentence: 'an empty reply ended a run', plans: 12 },
    { id: 'rule-rotated', sentence: 'the daily rule rotated a session', plans: 0 },
  ],
  missing: [],
};

export const UNCOVERED: RunReport['coverage'] = {
  ...COVERED,
  missing: [
    'no fault landed in cell link.cut × idle',
    'it never happened that the daily rule rotated a session',
  ],
};

export function report(over: Partial<RunReport> = {}): RunReport {
  return {
    schemaVersion: 2,
    version: '0.1.0',
    verdict: 'pass',
    gateway: 'reference',
    seed: 'gauntlet',
    campaign: {
      from: 1,
      to: 2000,
      plans: 2000,
      kinds: 0,
      unwritten: 0,
      command: 'npx gauntlet run --gateway reference --seed gauntlet --seeds 1..2000',
    },
    plans: 2002,
    answered: 9000,
    events: 90_000,
    records: 60_000,
    virtualMicros: 5_000_000,
    digest: '8362512263f951d6',
    scenarios: [SCENARIO, CONVICTED],
    properties: [
      {
        id: 'seq/contiguous',
        verdict: 'pass',
        exercised: 40_000,
        passes: 1990,
        violations: 0,
        inconclusive: 11,
        excused: [],
      },
    ],
    violations: [],
    inconclusive: [],
    baseline: null,
    interrupted: false,
    coverage: { cells: 77, hit: 0, empty: [], counts: {}, sometimes: [], missing: [] },
    determinism: { checked: 40, mismatches: [] },
    ...over,
  };
}

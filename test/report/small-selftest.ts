/** A selftest's report with one of everything, red, for the renderers' tests. */
import type { SelftestReport } from '../../src/report/published.ts';

type Hunt = SelftestReport['gateways'][number];

export const HUNT: Hunt = {
  name: 'burns-seq',
  wanted: ['seq/contiguous'],
  convicted: true,
  rounds: [3, 12, 5],
  medianPlans: 5,
  worstPlans: 12,
  plans: 60,
  by: ['seq/contiguous', 'view/converges'],
  counts: [
    { property: 'seq/contiguous', plans: 14 },
    { property: 'view/converges', plans: 2 },
  ],
  shrunk: {
    property: 'seq/contiguous',
    cause: 'gap',
    entries: 4,
    entriesBefore: 31,
    executions: 88,
    minimal: 'proven',
  },
};

const SURVIVOR: Hunt = {
  ...HUNT,
  name: 'loses-tail',
  wanted: ['ack/durable', 'view/converges'],
  convicted: false,
  rounds: [null, 8, null],
  medianPlans: null,
  worstPlans: null,
  by: ['ack/durable'],
  counts: [{ property: 'ack/durable', plans: 1 }],
  shrunk: null,
};

export const RED: SelftestReport = {
  schemaVersion: 2,
  version: '0.1.0',
  verdict: 'red',
  problems: [{ type: 'survivor', name: 'loses-tail', sentence: 'survived 500 plans in 2 of 3 rounds' }],
  seed: 'selftest',
  budget: 500,
  without: ['gap/announced'],
  gateways: [HUNT, SURVIVOR],
  properties: [
    { id: 'seq/contiguous', convicts: ['burns-seq'], alone: [], reason: 'a gap shows in every view' },
    { id: 'ack/durable', convicts: ['loses-tail'], alone: ['loses-tail'], reason: null },
    { id: 'view/converges', convicts: ['burns-seq'], alone: [], reason: null },
  ],
  reference: { name: 'reference', plans: 2000, violations: 0 },
  good: [{ name: 'steers', plans: 300, violations: 1 }],
  violations: [],
  canary: { name: 'canary', convicted: true, by: ['seq/contiguous', 'view/converges'], plans: 81 },
  medianEntries: 4,
  plans: 2400,
  determinism: { checked: 46, mismatches: [] },
  interrupted: false,
};

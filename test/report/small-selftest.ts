/** A selftest's summary with one of everything, red, for the renderers' tests. */
import type { HuntSummary, SelftestSummary } from '../../src/campaign/selftest-summary.ts';

export const HUNT: HuntSummary = {
  gateway: 'burns-seq',
  wanted: ['seq/contiguous'],
  convicted: true,
  rounds: [3, 12, 5],
  medianPlans: 5,
  worstPlans: 12,
  plans: 60,
  by: [
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

const SURVIVOR: HuntSummary = {
  ...HUNT,
  gateway: 'loses-tail',
  wanted: ['ack/durable', 'view/converges'],
  convicted: false,
  rounds: [null, 8, null],
  medianPlans: null,
  worstPlans: null,
  by: [{ property: 'ack/durable', plans: 1 }],
  shrunk: null,
};

export const RED: SelftestSummary = {
  verdict: 'red',
  problems: [{ type: 'survivor', name: 'loses-tail', sentence: 'survived 500 plans in 2 of 3 rounds' }],
  seed: 'selftest',
  budget: 500,
  without: ['gap/announced'],
  gateways: [HUNT, SURVIVOR],
  needs: [
    { property: 'seq/contiguous', convicts: ['burns-seq'], alone: [], reason: 'a gap shows in every view' },
    { property: 'ack/durable', convicts: ['loses-tail'], alone: ['loses-tail'], reason: null },
    { property: 'view/converges', convicts: ['burns-seq'], alone: [], reason: null },
  ],
  sweeps: [
    {
      name: 'reference',
      kind: 'reference',
      plans: 2000,
      violations: 0,
      found: [],
      checked: 40,
      mismatches: [],
    },
    { name: 'steers', kind: 'good', plans: 300, violations: 1, found: [], checked: 6, mismatches: [] },
  ],
  canary: { ...HUNT, gateway: 'canary', wanted: [], rounds: [81], medianPlans: 81, worstPlans: 81 },
  medianEntries: 4,
  plans: 2400,
  checked: 46,
  mismatches: [],
  interrupted: false,
};

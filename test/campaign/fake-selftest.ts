/** What a selftest of fake gateways is asked; what each of them does is up to the executor. */
import { OutFolder } from '../../src/campaign/out-folder.ts';
import type { SelftestRequest } from '../../src/campaign/selftest.ts';
import type { Target } from '../../src/campaign/target.ts';
import { TARGET } from './fake-executor.ts';

export function fakeTarget(name: string): Target {
  return { ...TARGET, name, gateway: { ...TARGET.gateway, name } };
}

/** A selftest of the known-bad gateway `skips` and a second one, the canary, the reference and a variant. */
export function fakeSelftest(out: string, second: string, variant: string): SelftestRequest {
  return {
    bad: [
      { target: fakeTarget('skips'), wanted: ['seq/contiguous'] },
      { target: fakeTarget(second), wanted: ['ack/durable'] },
    ],
    canary: { target: fakeTarget('canary'), wanted: [] },
    right: [
      { target: fakeTarget('reference'), kind: 'reference', plans: 50 },
      { target: fakeTarget(variant), kind: 'good', plans: 10 },
    ],
    properties: ['seq/contiguous', 'ack/durable'],
    without: [],
    whole: true,
    seed: 'selftest',
    budget: 60,
    rounds: 3,
    shrinkExecutions: null,
    check: 'none',
    workers: 1,
    out: new OutFolder(out),
  };
}

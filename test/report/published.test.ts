import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Replay } from '../../src/campaign/replay.ts';
import type { RunSummary } from '../../src/campaign/summary.ts';
import { jsonText, replayReport, runReport } from '../../src/report/json.ts';
import { replayReportSchema, runReportSchema } from '../../src/report/published.ts';
import { report, VIOLATION } from './small-report.ts';

const SUMMARY: RunSummary = {
  verdict: 'violation',
  gateway: 'reference',
  seed: 'gauntlet',
  campaign: null,
  plans: 1,
  events: 2,
  records: 3,
  virtualMicros: 4,
  digest: 'abc',
  scenarios: report().scenarios,
  violations: [{ ...VIOLATION, state: 'running' }],
  inconclusive: [],
  interrupted: false,
  properties: [
    { property: 'seq/contiguous', exercised: 3, passes: 1, violations: 1, inconclusive: 0, reason: null },
  ],
  coverage: {
    cells: 2,
    hit: 1,
    empty: ['link.cut × idle'],
    counts: { 'link.cut × idle': 0, 'link.cut × running': 3 },
    sometimes: [{ id: 'empty-reply', sentence: 'an empty reply ended a run', plans: 0 }],
    missing: ['no fault landed in cell link.cut × idle'],
  },
  determinism: { checked: 0, mismatches: [] },
};

describe('the JSON of a run', () => {
  it('follows its published schema', () => {
    const given = runReport(SUMMARY, '0.1.0');
    expect(runReportSchema.parse(JSON.parse(jsonText(given)))).toEqual(given);
    expect(given.verdict).toBe('violation');
  });

  it('has at least the names scripts rely on', () => {
    const names = ['schemaVersion', 'verdict', 'gateway', 'plans', 'events', 'virtualMicros', 'digest'];
    const lists = ['scenarios', 'violations', 'inconclusive', 'coverage'];
    expect(Object.keys(runReport(SUMMARY, '0'))).toEqual(expect.arrayContaining([...names, ...lists]));
    const published = z.toJSONSchema(runReportSchema) as { required?: string[] };
    expect(published.required).toEqual(expect.arrayContaining([...names, ...lists]));
  });

  it('is the same text for equal runs', () => {
    expect(jsonText(runReport(structuredClone(SUMMARY), '0'))).toBe(jsonText(runReport(SUMMARY, '0')));
  });
});

describe('the JSON of a replay', () => {
  it('follows its published schema, and has `at` only where something differs', () => {
    const base: Replay = {
      outcome: 'reproduced',
      sentence: 'again',
      at: undefined,
      gateway: 'reference',
      property: 'seq/contiguous',
      digest: 'a',
      expectedDigest: 'a',
      violations: [
        {
          property: 'a/b',
          cause: 'c',
          state: 'idle',
          sentence: 's',
          records: [1],
          evidence: VIOLATION.evidence,
        },
      ],
    };
    const same = replayReport(base, '0.1.0');
    expect(replayReportSchema.parse(JSON.parse(jsonText(same)))).toEqual(same);
    expect(same).not.toHaveProperty('at');
    expect(replayReport({ ...base, at: 4 }, '0.1.0').at).toBe(4);
  });
});

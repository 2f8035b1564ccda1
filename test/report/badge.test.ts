import { describe, expect, it } from 'vitest';
import { badgeOf, badgeSchema } from '../../src/report/badge.ts';
import { report } from './small-report.ts';

describe('the badge of a run', () => {
  it('says the verdict and how much was executed, in its colour', () => {
    expect(badgeSchema.parse(badgeOf(report()))).toEqual({
      schemaVersion: 1,
      label: 'gauntlet',
      message: 'pass, 2002 plans',
      color: 'brightgreen',
      isError: false,
    });
    expect(badgeOf(report({ verdict: 'violation', plans: 1 }))).toMatchObject({
      message: 'violation, 1 plan',
      color: 'red',
      isError: true,
    });
    expect(badgeOf(report({ verdict: 'inconclusive', interrupted: true }))).toMatchObject({
      message: 'inconclusive, interrupted',
      color: 'yellow',
    });
  });

  it('agrees with the exit code where failures are known', () => {
    const baseline = { verdict: 'pass', accepted: [], stale: [] } as const;
    expect(badgeOf(report({ verdict: 'violation', baseline })).color).toBe('brightgreen');
  });
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jsonText } from '../../src/report/json.ts';
import { runReportSchema } from '../../src/report/published.ts';
import { report, VIOLATION } from './small-report.ts';

describe('the JSON of a run', () => {
  const given = report({ violations: [VIOLATION] });

  it('follows its published schema', () => {
    expect(runReportSchema.parse(JSON.parse(jsonText(given)))).toEqual(given);
  });

  it('has at least the names scripts rely on', () => {
    const names = ['schemaVersion', 'verdict', 'gateway', 'plans', 'events', 'virtualMicros', 'digest'];
    const lists = ['scenarios', 'violations', 'inconclusive', 'coverage'];
    expect(Object.keys(given)).toEqual(expect.arrayContaining([...names, ...lists]));
    const published = z.toJSONSchema(runReportSchema) as { required?: string[] };
    expect(published.required).toEqual(expect.arrayContaining([...names, ...lists]));
  });
});

/**
 * Whole judgements of recorded histories: what every property says of what a gateway did, its counts, sentences, records
 * and excuses. Files of `recorded` are named as their gateway: of a known-bad one on a plan that was made as small as it
 * could be, of others on plans that show much. They are kept as they were, so that what changes here is the judge alone.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { dialectFor } from '../../src/dialect/catalogue.ts';
import { readHistory, type ReadHistory } from '../../src/history/jsonl.ts';
import { judgeRecords } from '../../src/properties/judge.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import type { Verdict } from '../../src/properties/property.ts';
import { judgementText } from './judgement-text.ts';

const FOLDER = join(import.meta.dirname, 'recorded');

function recorded(name: string): ReadHistory {
  const lines = gunzipSync(readFileSync(join(FOLDER, name)))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  return readHistory(lines, () => undefined);
}

function textOf(verdicts: readonly Verdict[]): string {
  const told = verdicts.filter(
    ({ exercised, violations, excused }) => exercised > 0 || violations.length > 0 || excused !== undefined,
  );
  return told.map((verdict) => `${verdict.property}: ${judgementText(verdict)}`).join('\n');
}

describe('the judgement of what was recorded of', () => {
  for (const name of readdirSync(FOLDER).toSorted()) {
    const { about, records, problems } = recorded(name);
    test(name.replace(/\.jsonl\.gz$/, ''), () => {
      expect(problems).toEqual([]);
      const dialect = dialectFor(String(about['dialect']));
      if (dialect === undefined) throw new Error(`no dialect ${String(about['dialect'])}`);
      expect(textOf(judgeRecords(records, { dialect, profile: SIMULATED_PROFILE }))).toMatchSnapshot();
    });
  }
});

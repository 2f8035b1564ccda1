import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureFileName, failureOf, firstDifferenceFrom, type Failure } from '../../src/campaign/failure.ts';
import { addToFailure, readFailure, writeFailure, writeHistory } from '../../src/campaign/failure-file.ts';
import { OutFolder } from '../../src/campaign/out-folder.ts';
import { digestOf } from '../../src/history/digest.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { evidenceOf } from '../../src/trace/evidence.ts';
import { fakeExecutor, smallHistory, TARGET } from './fake-executor.ts';

const HISTORY = smallHistory(7);
const LOG = { kind: 'log', level: 'info', atMicros: 0, incarnation: 1 } as const;

function failure(sentence = 'a gap'): Failure {
  return failureOf({
    target: TARGET,
    profile: 'simulated@1',
    history: HISTORY,
    digest: 'abc',
    historyFile: null,
    source: { type: 'seed', seed: 'gauntlet', index: 7 },
    plan: fakeExecutor().generate('gauntlet/7'),
    shrunk: null,
    finding: {
      property: 'seq/contiguous',
      cause: 'gap',
      state: 'running',
      sentence,
      records: [1],
      evidence: HISTORY.slice(1).map(evidenceOf),
    },
  });
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gauntlet-failure-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a failure file', () => {
  it('is named after its property and its content', () => {
    expect(failureFileName(failure())).toMatch(/^seq-contiguous-[0-9a-f]{12}\.json$/);
    expect(failureFileName(failure())).toBe(failureFileName(failure()));
    expect(failureFileName(failure('another gap'))).not.toBe(failureFileName(failure()));
  });

  it('holds the whole plan and the evidence, and reads back equal', () => {
    const path = writeFailure(new OutFolder(folder), failure());
    expect(readFailure(path)).toEqual(failure());
    expect(readFailure(path).verdict.evidence).toMatchObject([{ i: 1, what: 'log info: plan 7' }]);
  });

  it('keeps its name when something is found out about it', () => {
    const path = writeFailure(new OutFolder(folder), failure());
    const explanation = {
      explanationVersion: 1,
      sentence: 'when web connects',
      fields: [],
      executions: 1,
      budget: 200,
      complete: true,
    } as const;
    expect(addToFailure(path, { explanation }).problem).toBeUndefined();
    expect(readFailure(path)).toEqual({ ...failure(), explanation });
    expect(failureFileName(readFailure(path))).toBe(failureFileName(failure()));
  });

  it('is never overwritten', () => {
    const path = writeFailure(new OutFolder(folder), failure());
    writeFileSync(path, 'touched by a person');
    expect(writeFailure(new OutFolder(folder), failure())).toBe(path);
    expect(readFileSync(path, 'utf8')).toBe('touched by a person');
    writeFailure(new OutFolder(folder), failure('another gap'));
    expect(readdirSync(join(folder, 'failures'))).toHaveLength(2);
  });

  it('knows where another history first differs', () => {
    expect(firstDifferenceFrom(failure(), HISTORY)).toBeUndefined();
    expect(firstDifferenceFrom(failure(), smallHistory(8))).toBe(1);
    expect(firstDifferenceFrom(failure(), HISTORY.slice(0, 1))).toBe(1);
  });

  it('has its history written beside it, once', () => {
    writeHistory(new OutFolder(folder), 'abc', HISTORY);
    writeHistory(new OutFolder(folder), 'abc', []);
    const path = join(folder, 'failures', 'history-abc.jsonl');
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(1 + HISTORY.length);
  });
});

describe('reading a failure file', () => {
  const written = (text: string): string => {
    const path = join(folder, 'x.json');
    writeFileSync(path, text);
    return path;
  };

  it.each([
    ['no JSON', '{', /x\.json: not JSON: /],
    ['an empty file', '', /x\.json: not JSON: /],
    ['another kind of JSON', '[]', /x\.json: no failure file: /],
    ['null', 'null', /x\.json: no failure file: /],
    ['a missing member', '{"formatVersion":4}', /x\.json: no failure file: the key 'gauntlet' is missing/],
    [
      'a future format',
      '{"formatVersion":9}',
      /x\.json: failure format 9; this version reads formats 1 to 4/,
    ],
  ])('refuses %s with one line', (_name, text, message) => {
    const read = (): Failure => readFailure(written(text));
    expect(read).toThrow(message);
    expect(read).not.toThrow(/\n/);
  });

  it('takes format 1, which knew neither states nor shrinking', () => {
    const { shrunk: _shrunk, ...rest } = failure();
    const { state: _state, ...verdict } = rest.verdict;
    const old = { ...rest, formatVersion: 1, verdict };
    expect(readFailure(written(JSON.stringify(old)))).toEqual({
      ...failure(),
      verdict: { ...failure().verdict, state: null },
    });
    expect(() => readFailure(written('{"formatVersion":1}'))).toThrow(/no failure file: the key 'gauntlet'/);
  });

  it('takes format 3, which had no explanation', () => {
    const { explanation: _explanation, ...rest } = failure();
    expect(readFailure(written(JSON.stringify({ ...rest, formatVersion: 3 })))).toEqual(failure());
  });

  it('takes format 2, which had a hash for every record, and knows where a long history first differs', () => {
    const logs = (changed: number, count = 70_000): readonly HistoryRecord[] =>
      Array.from({ length: count }, (_, i) => ({ ...LOG, i, text: i === changed ? 'other' : 'same' }));
    const stored = { ...failure(), recordHashes: '' };
    const recordHashes = logs(-1)
      .map((one) => digestOf([one]).slice(0, 8))
      .join('');
    const read = readFailure(written(JSON.stringify({ ...stored, formatVersion: 2, recordHashes })));
    expect(read.recordHashes).toHaveLength((65_536 + 70) * 8);
    expect(firstDifferenceFrom(read, logs(-1))).toBeUndefined();
    expect(firstDifferenceFrom(read, logs(65_535))).toBe(65_535);
    expect(firstDifferenceFrom(read, logs(65_536 + 70))).toBe(65_536 + 64);
    expect(firstDifferenceFrom(read, logs(-1, 60_000))).toBe(60_000);
    expect(firstDifferenceFrom(read, logs(-1, 65_536))).toBe(65_536);
  });

  it('reads what half a million records left, and writes it small', () => {
    const recordHashes = '0123abcd'.repeat(600_000);
    const file = written(JSON.stringify({ ...failure(), formatVersion: 2, recordHashes }));
    const read = readFailure(file);
    expect(read.recordHashes.length).toBeLessThan(700_000);
    expect(readFailure(writeFailure(new OutFolder(folder), read))).toEqual(read);
    expect(() => readFailure(written(JSON.stringify({ ...failure(), recordHashes: 'x' })))).toThrow(
      /recordHashes: expected eight hexadecimal digits/,
    );
  });

  it('refuses an unknown key in the plan and says where it is', () => {
    const value = { ...failure(), plan: { ...failure().plan, colour: 'red' } };
    expect(() => readFailure(written(JSON.stringify(value)))).toThrow(
      /no failure file: plan: unknown key 'colour'/,
    );
  });

  it.each([
    ['a missing file', 'nothing.json', /nothing\.json: no such file/],
    ['a folder', '.', /a folder, not a failure file/],
  ])('refuses %s with one line', (_name, name, message) => {
    expect(() => readFailure(join(folder, name))).toThrow(message);
  });
});

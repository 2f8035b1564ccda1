import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GAUNTLET, gauntlet } from '../../cli/spawned.ts';
import { makeFiles } from './files.ts';
import { ROWS } from './rows.ts';

interface Answer {
  /** Null: it did not end by itself. */
  readonly code: number | null;
  readonly output: string;
}

const root = mkdtempSync(join(tmpdir(), 'gauntlet-hostile-'));
const answers = new Map<string, Answer>();

beforeAll(async () => {
  const failed = await gauntlet(
    'run',
    '63374-reset-by-request',
    '--gateway',
    'evicts-silently',
    '--out',
    root,
  );
  expect(failed.code, failed.stderr).toBe(0);
  const files = makeFiles(root, join(root, 'failures'));
  const waiting = ROWS.values();
  const work = async (): Promise<void> => {
    for (const [line, , , seconds] of waiting) answers.set(line, await answer(files, line, seconds));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}, 1_200_000);
afterAll(() => rmSync(root, { recursive: true }));

function answer(cwd: string, line: string, seconds: number): Promise<Answer> {
  const called = line.includes('gauntlet ') ? line : `gauntlet ${line}`;
  const script = `gauntlet() { "$NODE" "$GAUNTLET" "$@"; }\n${called}`;
  const { FORCE_COLOR: _colour, DEBUG: _debug, ...env } = process.env;
  // a group of its own, which is ended as one
  const child = spawn('sh', ['-c', script], {
    cwd,
    detached: true,
    env: { ...env, NODE: process.execPath, GAUNTLET },
  });
  const late = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), seconds * 1000);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve) =>
    child.on('close', (code) => {
      clearTimeout(late);
      resolve({ code, output });
    }),
  );
}

describe('a hostile file', () => {
  it.each(ROWS)('gauntlet %s ends with %i', (line, code, words) => {
    const { code: ended, output } = answers.get(line) ?? { code: null, output: '' };
    expect({ code: ended, output }).toMatchObject({ code });
    expect(output.replace(/\n$/, '')).toMatch(words);
    // oxlint-disable-next-line no-control-regex
    expect(output).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(output).not.toMatch(/a bug in Gauntlet|^\s+at /m);
  });

  it('reaches JUnit without what a terminal obeys, and JSON as it is', () => {
    const report = (name: string): string => readFileSync(join(root, 'files', 'out5', name), 'utf8');
    expect(report('junit.xml')).toContain('a\\x1b[2J\\u202e|`&lt;b>\\nVIOLATION');
    const { scenarios } = JSON.parse(report('report.json')) as { scenarios: { name: string }[] };
    expect(scenarios[0]?.name).toBe('a\u001b[2J\u202e|`<b>\nVIOLATION');
  });
});

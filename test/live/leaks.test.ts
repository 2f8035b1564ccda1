/** What a target that knows the token may say, and what of it reaches a message, a log or a history. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { recordLine } from '../../src/history/jsonl.ts';
import { TargetError } from '../../src/input/problem.ts';
import { createCommandTarget } from '../../src/live/targets/command.ts';
import { executeLive, type LiveRun } from '../../src/live/world.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { ownFolder } from './temporary-folder.ts';

const TARGET = fileURLToPath(new URL('hostile/leaking.ts', import.meta.url));
const TOKEN = '3f9a1c77e0b24d58a6c1f2e39b7d4a60c8e5f1029d6b3a74';
const PATIENCE_MS = 60_000;

function execute(way: string): Promise<LiveRun> {
  const folder = ownFolder();
  const file = join(folder, 'leaking.yaml');
  const args = ['--import', import.meta.resolve('tsx'), TARGET, way, '{port}', '{token}'];
  const start = { command: process.execPath, args };
  writeFileSync(file, JSON.stringify({ name: 'leaking', token: TOKEN, start, dialect: 'reference@1' }));
  const plan = planSchema.parse({ quietWithinMs: 2_000, clients: [{ id: 'web' }] });
  const signal = new AbortController().signal;
  return executeLive(plan, createCommandTarget(file), { signal, folder: join(folder, 'place') });
}

/** No twelve characters of it in a row, in any form. */
function expectNoToken(text: string): void {
  const shown = text.replaceAll(/\\+u00/g, '%');
  const percent = Array.from(TOKEN, (one) => `%${one.charCodeAt(0).toString(16)}`).join('');
  const base64 = ['', 'a', 'ab'].map((before) => Buffer.from(`${before}${TOKEN}.`).toString('base64'));
  for (const form of [TOKEN, Buffer.from(TOKEN).toString('hex'), percent, ...base64])
    for (let at = 0; at + 12 <= form.length; at++) expect(shown).not.toContain(form.slice(at, at + 12));
}

describe('a target that shows the token', () => {
  it(
    'when it refuses, and in its last words, shows it in no message',
    async () => {
      const thrown: unknown = await execute('refuses').catch((one: unknown) => one);
      expect(thrown).toBeInstanceOf(TargetError);
      const { message } = thrown as TargetError;
      expect(message).toMatch(/^leaking: it refused the connection: UNAUTHORIZED: no entry with \*{48} or /);
      expect(message).toContain('its last words: ');
      expectNoToken(message);
    },
    PATIENCE_MS,
  );

  it(
    'in frames, closes and its log, shows it in no history',
    async () => {
      const { records, log, pending } = await execute('lives');
      const lines = records.map((record) => recordLine(record, () => undefined));
      expect(lines.filter((line) => line.includes('"event":"chat"')).length).toBeGreaterThan(8);
      expect(lines.join('\n')).toContain('go away, ***');
      expect(log.length).toBeGreaterThan(7);
      expectNoToken([...lines, ...log, ...pending].join('\n'));
    },
    PATIENCE_MS,
  );
});

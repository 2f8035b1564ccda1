import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { start } from '../cli/spawned.ts';
import { sampled } from '../long/sampled.ts';
import { ownFolder } from './temporary-folder.ts';

const FOLDER = fileURLToPath(new URL('ruby-gateway', import.meta.url));
const LONGEST_MS = 600_000;

/** Cases whose requirements must all pass: one each of what a gateway does. All of *durable*: `npm run long`. */
const CASES = [
  'reset-and-delete',
  'several-sessions',
  'joins-a-run',
  'strangers',
  'stop-behind-a-queue',
  'kill-mid-run',
];

interface Report {
  readonly requirements: readonly { readonly id: string; readonly level: string; readonly verdict: string }[];
}

async function certified(options: readonly string[]): Promise<Report> {
  const out = join(ownFolder(), 'out');
  const description = join(FOLDER, 'ruby.yaml');
  const run = ['certify', description, ...options, '--repeat', '1', '--json', '--quiet', '--out', out];
  const { stdout, stderr } = await start(run).ended;
  expect(stdout, stderr).not.toBe('');
  return JSON.parse(stdout) as Report;
}

describe('the gateway in Ruby', () => {
  it(
    'violates nothing, and shows what the chosen cases are for',
    async () => {
      const named = sampled(CASES, 2).flatMap((name) => ['--case', name]);
      const { requirements } = await certified(['--profile', 'durable', ...named]);
      expect(requirements.filter(({ verdict }) => verdict === 'violation')).toEqual([]);
      const passed = requirements.flatMap(({ id, verdict }) => (verdict === 'pass' ? [id] : []));
      expect(passed).toEqual(
        expect.arrayContaining([
          'ordered.eviction-notified',
          'ordered.generation-row',
          'ordered.join-complete',
          'ordered.seq-contiguous',
          'durable.ack-durable',
        ]),
      );
    },
    LONGEST_MS,
  );

  it('needs nothing but the standard library', () => {
    const library = new Set('digest/sha1 json monitor optparse securerandom socket uri'.split(' '));
    const required = readdirSync(FOLDER)
      .filter((file) => file.endsWith('.rb'))
      .flatMap((file) => [...readFileSync(join(FOLDER, file), 'utf8').matchAll(/^require '([^']+)'/gm)])
      .map((match) => match[1] ?? '');
    expect(required.length).toBeGreaterThan(0);
    expect(required.filter((name) => !library.has(name))).toEqual([]);
  });
});

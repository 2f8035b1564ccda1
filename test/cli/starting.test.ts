/** How a process of a clone starts: from a bundle of its sources as they are, or without one. */
import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './spawned.ts';

const run = promisify(execFile);
const clone = mkdtempSync(join(tmpdir(), 'gauntlet-clone-'));
const cache = join(clone, 'node_modules/.cache/gauntlet');
const program = join(clone, 'src/cli/program.ts');

beforeAll(() => {
  for (const name of ['src', 'scenarios', 'package.json'])
    cpSync(join(ROOT, name), join(clone, name), { recursive: true });
  mkdirSync(join(clone, 'node_modules'));
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    if (!name.startsWith('.'))
      symlinkSync(join(ROOT, 'node_modules', name), join(clone, 'node_modules', name));
});

afterAll(() => rmSync(clone, { recursive: true, force: true }));

async function help(): Promise<string> {
  const { stdout } = await run(process.execPath, [join(clone, 'src/cli/gauntlet.mjs'), 'merge', '--help']);
  return stdout;
}

function edit(from: string, to: string): void {
  const source = readFileSync(program, 'utf8');
  expect(source).toContain(from);
  writeFileSync(program, source.replace(from, to));
}

function bundles(): readonly string[] {
  return readdirSync(cache);
}

describe('a process of a clone', () => {
  it('starts from a bundle that the first one made', async () => {
    await help();
    const made = bundles();
    expect(made).toHaveLength(1);
    await help();
    expect(bundles()).toEqual(made);
  });

  it('starts from the sources as they are now', async () => {
    edit('say of the shards of one run', 'say of the shards of that run');
    expect(await help()).toContain('say of the shards of that run');
    expect(bundles()).toHaveLength(2);
  });

  it('is the only one to make it, and leaves nothing half made, when several start at once', async () => {
    edit('say of the shards of that run', 'say of the shards of this run');
    const said = await Promise.all([help(), help(), help()]);
    for (const text of said) expect(text).toContain('say of the shards of this run');
    expect(bundles()).toHaveLength(3);
  });

  it('keeps those of the last eight states', async () => {
    for (let state = 1; state <= 8; state++)
      mkdirSync(join(cache, `000000000000000${state}`), { recursive: true });
    edit('say of the shards of this run', 'say of the shards of a run');
    await help();
    expect(bundles()).toHaveLength(8);
  });

  it('starts without one where none can be kept', async () => {
    rmSync(join(clone, 'node_modules/.cache'), { recursive: true });
    writeFileSync(join(clone, 'node_modules/.cache'), '');
    expect(await help()).toContain('say of the shards of a run');
  });

  it('names the place in a source that cannot be compiled', async () => {
    edit("'say of the shards of a run", 'say of the shards of a run');
    await expect(help()).rejects.toThrow(/program\.ts:\d+:\d+: ERROR/);
  });
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fingerprint } from '../../../src/campaign/fingerprint.ts';
import { openClawFingerprint, openClawNamed } from '../../../src/live/targets/openclaw-build.ts';
import { createOpenClawTarget } from '../../../src/live/targets/openclaw.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const { signal } = new AbortController();
const context = { tell: () => undefined, signal };

beforeEach(() => {
  vi.stubEnv('GAUNTLET_CACHE', join(folder.path, 'cache'));
});

afterEach(() => {
  vi.unstubAllEnvs();
});

interface Checkout {
  readonly name?: string;
  readonly version?: string;
  readonly without?: 'dist' | 'node_modules' | 'openclaw.mjs';
}

/** A folder in which a build of this name and version lies. */
function checkout({ name = 'openclaw', version = '2026.6.9-beta.1', without }: Checkout = {}): string {
  const root = join(folder.path, 'package');
  mkdirSync(join(root, 'dist', 'deep'), { recursive: true });
  mkdirSync(join(root, 'node_modules', 'dependency'), { recursive: true });
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name, version, engines: { node: '*' } }));
  writeFileSync(join(root, 'openclaw.mjs'), `import './dist/entry.js';\n`);
  writeFileSync(join(root, 'dist', 'entry.js'), '1;\n');
  writeFileSync(join(root, 'dist', 'deep', 'part.js'), '2;\n');
  writeFileSync(join(root, 'node_modules', 'dependency', 'index.js'), '3;\n');
  if (without !== undefined) rmSync(join(root, without), { recursive: true });
  return root;
}

describe('a build of OpenClaw in a checkout', () => {
  it('is run where it lies, and named by its version and what it runs', async () => {
    const root = checkout();
    const release = await openClawNamed(`openclaw:${root}`, context);
    expect(release).toEqual({
      name: `openclaw@2026.6.9-beta.1+${openClawFingerprint(root).slice(0, 8)}`,
      version: '2026.6.9-beta.1',
      node: process.execPath,
      entry: join(root, 'openclaw.mjs'),
      extensions: undefined,
      rescans: false,
    });
  });

  it('is spoken to as releases of its version are', async () => {
    const target = createOpenClawTarget(`openclaw:${checkout({ version: '2026.5.29' })}`);
    expect(target.dialect).toBeUndefined();
    await target.prepare?.(context);
    expect(target.dialect?.name).toBe('openclaw@2026.5.28');
    expect(target.name).toMatch(/^openclaw@2026\.5\.29\+[0-9a-f]{8}$/);
  });

  it('is another one when what it runs is another, and the same when its dependencies are', () => {
    const root = checkout();
    const before = openClawFingerprint(root);
    writeFileSync(join(root, 'node_modules', 'dependency', 'index.js'), '4;\n');
    expect(openClawFingerprint(root)).toBe(before);
    expect(fingerprint({ type: 'hosted', text: `openclaw:${root}` })).toBe(before);
    writeFileSync(join(root, 'dist', 'deep', 'part.js'), '4;\n');
    expect(openClawFingerprint(root)).not.toBe(before);
  });

  it.each([
    [
      { without: 'dist' },
      /nothing is built there \(no dist beside openclaw\.mjs\): build it, or name a tarball/,
    ],
    [{ without: 'openclaw.mjs' }, /nothing is built there/],
    [{ without: 'node_modules' }, /what it depends on is not installed \(no node_modules\)/],
    [{ name: 'other' }, /its package\.json is of other@2026\.6\.9-beta\.1, not of a version of openclaw/],
    [{ version: 'next' }, /its package\.json is of openclaw@next, not of a version of openclaw/],
    [{ version: '2026.1.1' }, /is too old/],
  ] as const)('is refused in one line where it cannot run: %j', async (given, line) => {
    const root = checkout(given);
    await expect(openClawNamed(`openclaw:${root}`, context)).rejects.toThrow(line);
  });

  it('is refused where there is nothing', async () => {
    const path = join(folder.path, 'nowhere');
    await expect(openClawNamed(`openclaw:${path}`, context)).rejects.toThrow(
      `openclaw:${path}: there is no such folder or tarball`,
    );
  });
});

describe('a packed build of OpenClaw', () => {
  function packed(given: Checkout): string {
    checkout(given);
    execFileSync('tar', ['-czf', 'build.tgz', 'package'], { cwd: folder.path });
    return join(folder.path, 'build.tgz');
  }

  it('is refused before anything is installed where it is of something else', async () => {
    const path = packed({ name: 'other' });
    await expect(openClawNamed(`openclaw:${path}`, context)).rejects.toThrow(
      'its package.json is of other@2026.6.9-beta.1, not of a version of openclaw',
    );
  });

  it('is refused where it is no package', async () => {
    const path = join(folder.path, 'empty.tgz');
    writeFileSync(path, 'not packed');
    await expect(openClawNamed(`openclaw:${path}`, context)).rejects.toThrow('is no packed package');
  });

  it('is found in the cache by its bytes', async () => {
    const path = packed({ version: '2026.6.1' });
    const installed = join(
      folder.path,
      'cache',
      'openclaw-build',
      openClawFingerprint(path),
      'node_modules/openclaw',
    );
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, 'package.json'), '{}');
    const { name, entry } = await openClawNamed(`openclaw:${path}`, context);
    expect(name).toBe(`openclaw@2026.6.1+${openClawFingerprint(path).slice(0, 8)}`);
    expect(entry).toBe(join(installed, 'openclaw.mjs'));
  });
});

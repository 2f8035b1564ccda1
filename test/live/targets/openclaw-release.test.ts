import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TargetError } from '../../../src/input/problem.ts';
import {
  copyCoreExtensions,
  installsAtBoot,
  overridesFor,
} from '../../../src/live/targets/openclaw-install.ts';
import { openClawRelease, releaseNamed } from '../../../src/live/targets/openclaw-release.ts';
import { createOpenClawTarget } from '../../../src/live/targets/openclaw.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const { signal } = new AbortController();

beforeEach(() => {
  vi.stubEnv('GAUNTLET_CACHE', folder.path);
  // whoever asks npm all the same finds none
  vi.stubEnv('PATH', folder.path);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

function install(version: string, engines: string): string {
  const installed = join(folder.path, 'openclaw', version, 'node_modules', 'openclaw');
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, 'package.json'), JSON.stringify({ engines: { node: engines } }));
  return installed;
}

describe('releaseNamed', () => {
  it('refuses releases that are too old', async () => {
    await expect(releaseNamed('2026.1.30', signal)).rejects.toEqual(
      new TargetError('openclaw@2026.1.30 is too old: releases from 2026.2.1 on can be judged'),
    );
  });

  it.each([
    ['2026.3.13', 'it gives a client without a device key no scopes'],
    ['2026.4.29', 'it installs packages from npm for every run'],
  ])('refuses %s, and says why', async (version, why) => {
    install(version, '*');
    await expect(releaseNamed(version, signal)).rejects.toEqual(
      new TargetError(`openclaw@${version} cannot be judged: ${why}`),
    );
  });

  it('refuses what is neither a release nor a tag', async () => {
    await expect(releaseNamed('5.28', signal)).rejects.toThrow(TargetError);
    await expect(releaseNamed('2026.5.28 --force', signal)).rejects.toThrow(/neither a release of openclaw/);
    await expect(releaseNamed('--registry=x', signal)).rejects.toThrow(/neither a release of openclaw/);
  });

  it('does not look up a release that is in the cache', async () => {
    install('2026.5.28', '*');
    expect(await releaseNamed('2026.5.28', signal)).toBe('2026.5.28');
  });

  it('says in one line that it cannot look one up', async () => {
    await expect(releaseNamed('latest', signal)).rejects.toEqual(
      new TargetError('cannot find openclaw@latest: there is no npm on the PATH'),
    );
  });
});

describe('openClawRelease', () => {
  const context = { tell: () => undefined, signal };

  it('uses the running Node when it satisfies the release', async () => {
    const installed = install('2026.5.28', `>=${process.versions.node}`);
    expect(await openClawRelease('2026.5.28', context)).toEqual({
      name: 'openclaw@2026.5.28',
      version: '2026.5.28',
      node: process.execPath,
      entry: join(installed, 'openclaw.mjs'),
      extensions: undefined,
      rescans: true,
    });
  });

  it('uses a Node of the cache when the running one does not', async () => {
    install('2026.5.28', '>=900 <901');
    const platform = process.platform === 'win32' ? 'win' : process.platform;
    const node = join(folder.path, `node-${platform}-${process.arch}`, '900.1.0');
    mkdirSync(node, { recursive: true });
    const release = await openClawRelease('2026.5.28', context);
    expect(release.node.startsWith(node)).toBe(true);
  });

  it('says in one line that it cannot get a Node', async () => {
    install('2026.5.28', '>=900');
    await expect(openClawRelease('2026.5.28', context)).rejects.toThrow(
      'cannot find a Node for openclaw@2026.5.28: there is no npm on the PATH',
    );
  });
});

describe('overridesFor', () => {
  it('holds what a release leaves open, and nothing else', () => {
    expect(overridesFor({ linkedom: '^0.18.12' })).toEqual({
      libsignal: 'file:./libsignal',
      linkedom: '0.18.12',
    });
    expect(overridesFor({ linkedom: '0.18.13' })).toEqual({ libsignal: 'file:./libsignal' });
    expect(overridesFor(undefined)).toEqual({ libsignal: 'file:./libsignal' });
  });
});

describe('copyCoreExtensions', () => {
  it('is for the releases that install at boot', () => {
    expect(['2026.2.1', '2026.4.21', '2026.4.25', '2026.5.28', '2026.9.6'].filter(installsAtBoot)).toEqual([
      '2026.4.21',
      '2026.4.25',
    ]);
  });

  it('takes what the gateway is built on and needs no packages', async () => {
    for (const [name, dependencies] of [
      ['speech-core', {}],
      ['memory-core', { chokidar: '1.0.0' }],
      ['telegram', {}],
    ] as const) {
      mkdirSync(join(folder.path, 'extensions', name), { recursive: true });
      writeFileSync(join(folder.path, 'extensions', name, 'package.json'), JSON.stringify({ dependencies }));
    }
    await copyCoreExtensions(folder.path);
    const copied = ['speech-core', 'memory-core', 'telegram'].filter((name) =>
      existsSync(join(folder.path, 'extensions-core', name, 'package.json')),
    );
    expect(copied).toEqual(['speech-core']);
  });
});

describe('createOpenClawTarget', () => {
  it('calls itself and its dialect after the release', () => {
    const target = createOpenClawTarget('openclaw@2026.5.28');
    expect(target.name).toBe('openclaw@2026.5.28');
    expect(target.dialect?.name).toBe('openclaw@2026.5.28');
    expect(target.capabilities).toEqual({
      lifecycle: true,
      provider: 'completions',
      settings: false,
      clock: true,
    });
  });
});

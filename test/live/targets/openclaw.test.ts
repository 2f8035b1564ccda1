import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Deployment } from '../../../src/live/target.ts';
import { createOpenClawTarget } from '../../../src/live/targets/openclaw.ts';
import { smallPlace } from './small-place.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();

afterEach(() => {
  vi.unstubAllEnvs();
});

async function deployed(version: string): Promise<Deployment> {
  const cache = join(folder.path, 'cache');
  const installed = join(cache, 'openclaw', version, 'node_modules', 'openclaw');
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, 'package.json'), JSON.stringify({ engines: { node: '>=20' } }));
  vi.stubEnv('GAUNTLET_CACHE', cache);
  vi.stubEnv('OPENAI_API_KEY', 'not-for-gateways');
  const target = createOpenClawTarget(`openclaw@${version}`);
  await target.prepare?.({ tell: () => undefined, signal: new AbortController().signal });
  const place = join(folder.path, 'place');
  mkdirSync(place);
  return target.deploy(smallPlace(place));
}

function config(): Record<string, Record<string, unknown>> {
  const text = readFileSync(join(folder.path, 'place', 'openclaw.json'), 'utf8');
  return JSON.parse(text) as Record<string, Record<string, unknown>>;
}

describe('an OpenClaw deployment', () => {
  it('launches the release on a port, with nothing of our own environment but the path', async () => {
    const deployment = await deployed('2026.5.28');
    const launch = await deployment.launch?.(5123, 0);
    expect(launch?.command).toBe(process.execPath);
    expect(launch?.args.slice(1)).toEqual(['gateway', 'run', '--port', '5123', '--allow-unconfigured']);
    expect(launch?.env['OPENCLAW_GATEWAY_PORT']).toBe('5123');
    expect(launch?.env).not.toHaveProperty('OPENAI_API_KEY');
    for (const name of ['HOME', 'TMPDIR', 'OPENCLAW_STATE_DIR', 'OPENCLAW_CONFIG_PATH'])
      expect(launch?.env[name]?.startsWith(join(folder.path, 'place'))).toBe(true);
    expect(deployment.url(5123)).toBe('ws://127.0.0.1:5123');
    expect(deployment.secrets).toContain(join(folder.path, 'cache'));
  });

  it('is configured with our provider and credential', async () => {
    await deployed('2026.5.28');
    expect(config()['gateway']).toMatchObject({ auth: { mode: 'token', token: 'the-token' } });
    expect(config()['models']).toMatchObject({
      mode: 'replace',
      providers: { fake: { baseUrl: 'http://127.0.0.1:4242/v1' } },
    });
    expect(config()['agents']).toMatchObject({ defaults: { compaction: { keepRecentTokens: 8 } } });
  });

  it('says how much a compaction keeps where the release reads it', async () => {
    await deployed('2026.2.1');
    expect(config()['agents']?.['defaults']).not.toHaveProperty('compaction');
    const settings = join(folder.path, 'place', 'state', 'agents', 'main', 'agent', 'settings.json');
    expect(JSON.parse(readFileSync(settings, 'utf8'))).toEqual({ compaction: { keepRecentTokens: 8 } });
  });
});

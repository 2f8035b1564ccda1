import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { REAL_LIMITS } from '../../src/protocol/limits.ts';
import { DEFAULT_SETTINGS, readSettings } from '../../src/serve/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
let written = 0;

function file(text: string): string {
  const path = join(folder, `settings-${++written}.json`);
  writeFileSync(path, text);
  return path;
}

describe('settings', () => {
  it('are those of a plan, with its defaults, and compact, since what is served goes on', () => {
    expect(DEFAULT_SETTINGS).toEqual({
      limits: REAL_LIMITS,
      rules: { dailyResetMinute: null, compactAboveEntries: 1_000 },
      mainSession: 'agent:main:main',
    });
    expect(readSettings(file('{}'))).toEqual(DEFAULT_SETTINGS);
    const some = { limits: { maxPayloadBytes: 4096 }, rules: { compactAboveEntries: 10 }, mainSession: 'm' };
    expect(readSettings(file(JSON.stringify(some)))).toMatchObject(some);
    const never = { rules: { compactAboveEntries: null } };
    expect(readSettings(file(JSON.stringify(never)))).toMatchObject(never);
  });

  it('say where they are wrong', () => {
    for (const [text, problem] of [
      ['{"limits": {"maxPayloadBytes": 1}}', /settings-\d+\.json:1:32: limits\.maxPayloadBytes: /],
      ['{\n  "limit": {}\n}', /settings-\d+\.json:2:3: unknown key 'limit'/],
      ['{', /settings-\d+\.json:\d+:\d+: /],
      ['', /settings-\d+\.json:1:1: /],
      ['[]', /settings-\d+\.json:1:1: /],
    ] as const)
      expect(() => readSettings(file(text)), text).toThrow(problem);
    expect(() => readSettings(join(folder, 'none.json'))).toThrow(/none\.json: no such file$/);
    expect(() => readSettings(folder)).toThrow(/: a folder, not a settings file$/);
  });
});

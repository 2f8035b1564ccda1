import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GATEWAYS } from '../../src/gateway/catalogue.ts';
import { gauntlet, paste } from './spawned.ts';

const folder = mkdtempSync(join(tmpdir(), "gauntlet's pasted-"));
afterAll(() => rmSync(folder, { recursive: true }));

const bad = GATEWAYS.find((entry) => entry.kind === 'bad')?.name ?? '';

/** The commands a run printed, as a person would mark them with the mouse. */
function commandsIn(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => /^ {4}npx gauntlet /.test(line))
    .map((line) => line.trim());
}

describe('the commands a failure prints', () => {
  it('reproduce it when they are pasted, whatever is in the seed and the path', async () => {
    const found = await gauntlet(
      'run',
      '--gateway',
      bad,
      '--seed',
      "it's $HOME",
      '--seeds',
      '120',
      '--out',
      folder,
    );
    expect(found.code).toBe(1);
    const [property] = /(?<=VIOLATION of )\S+/.exec(found.stdout) ?? [];
    const [regenerate, replay] = commandsIn(found.stdout);
    expect(regenerate).toMatch(/^npx gauntlet run --gateway /);
    expect(replay).toMatch(/^npx gauntlet replay /);
    const again = await paste(regenerate ?? '');
    expect(again.code, again.stderr).toBe(1);
    expect(again.stdout).toContain(`VIOLATION of ${property}`);
    const replayed = await paste(replay ?? '');
    expect(replayed.code, replayed.stderr).toBe(1);
    expect(replayed.stdout).toContain('reproduced: ');
    expect(replayed.stdout).toContain('the same history, record by record');
  }, 60_000);
});

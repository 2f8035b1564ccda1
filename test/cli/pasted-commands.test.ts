import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GATEWAYS } from '../../src/gateway/catalogue.ts';
import { paste, start } from './spawned.ts';

const folder = mkdtempSync(join(tmpdir(), "gauntlet's pasted-"));
afterAll(() => rmSync(folder, { recursive: true }));

const bad = GATEWAYS.find((entry) => entry.kind === 'bad')?.name ?? '';

/** Fails a scenario that takes no time to execute. */
const SILENT = 'evicts-silently';

/** The commands a run printed, as a person would mark them with the mouse. */
function commandsIn(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => /^ *npx gauntlet /.test(line))
    .map((line) => line.trim());
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}

describe('the commands a failure prints', () => {
  it('reproduce it when they are pasted, whatever is in the seed and the path', async () => {
    const campaign = ['--gateway', bad, '--seed', "it's $HOME", '--seeds', '40', '--out', folder];
    const found = await start(['run', ...campaign], { COLUMNS: '80' }).ended;
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
  }, 120_000);

  it('make it smaller, and turn that into a scenario', async () => {
    const scenario = ['63374-reset-by-request', '--gateway', SILENT, '--out', folder];
    const found = await start(['run', ...scenario], { COLUMNS: '80' }).ended;
    const [property] = /(?<=expected violation of )\S+/.exec(found.stdout) ?? [];
    const shrink = commandsIn(found.stdout)[2];
    expect(shrink, found.stdout).toMatch(/^npx gauntlet shrink /);
    const shrunk = await paste(`${shrink ?? ''} --out ${quoted(folder)}`);
    expect(shrunk.code, shrunk.stderr).toBe(1);
    expect(shrunk.stdout).toContain('proven 1-minimal');
    const [replaySmaller, promote] = commandsIn(shrunk.stdout);
    const [smaller, promoted] = [
      await paste(replaySmaller ?? ''),
      await paste(`${promote ?? ''} --into ${quoted(join(folder, 'scenarios'))}`),
    ];
    expect(smaller.code, smaller.stderr).toBe(1);
    expect(smaller.stdout).toContain('the same history, record by record');
    expect(promoted.code, promoted.stdout + promoted.stderr).toBe(0);
    expect(promoted.stdout).toContain(`${SILENT} is convicted by ${property}`);
    const [run] = commandsIn(promoted.stdout);
    const passed = await paste(`${run ?? ''} --out ${quoted(folder)}`);
    expect(passed.code, passed.stdout).toBe(0);
  }, 120_000);
});

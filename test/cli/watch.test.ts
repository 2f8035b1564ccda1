import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isWrittenTo } from '../../src/cli/watched-runs.ts';
import { GAUNTLET, gauntlet, ROOT } from './spawned.ts';
import { spawn } from 'node:child_process';

const LONGEST_MS = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'gauntlet-watch-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, 'gateway.ts');

/** A gateway of the catalogue as one of a person's own. */
function write(name: string): void {
  const catalogue = JSON.stringify(join(ROOT, 'src/gateway/catalogue.ts'));
  writeFileSync(
    file,
    `import { GATEWAYS } from ${catalogue};\nexport const gateway = GATEWAYS.find(({ name }) => name === '${name}')!.gateway;\n`,
  );
}

describe('certify --watch', () => {
  it(
    'runs the chosen cases again when the target changes, also one that could not be loaded, and ends with what came last',
    async () => {
      write('evicts-silently');
      const options = ['--profile', 'deterministic', '--case', '63374-two-observers', '--repeat', '2'];
      const child = spawn(
        process.execPath,
        [GAUNTLET, 'certify', file, ...options, '--quiet', '--watch', '--out', join(folder, 'out')],
        { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
      );
      let said = '';
      const steps = [
        () => writeFileSync(file, 'export const gateway = ;\n'),
        () => write('reference'),
        () => child.kill('SIGINT'),
      ];
      child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        // it says so once for each time that it is done
        for (const _ of text.matchAll(/^watching /gm)) steps.shift()?.();
      });
      const code = await new Promise((resolve) => child.on('close', resolve));
      expect(said).toMatch(
        /VIOLATION of ordered\.eviction-notified[^]*\nwatching [^]*\ngateway\.ts changed\n[^]*gateway\.ts:1:23: Unexpected [^]*\nwatching [^]*\ngateway\.ts changed\n[^]*1 of 1 case passed[^]*\nwatching /,
      );
      expect(code, said).toBe(0);
    },
    LONGEST_MS,
  );

  it.each([
    ['an address', ['ws://127.0.0.1:1', '--profile', 'speaks'], /--watch is for a target of files/],
    ['a gateway of the list', ['reference'], /--watch is for a target of files/],
    ['JSON', ['./gateway.yaml', '--json'], /it takes no --json/],
  ])('refuses %s', async (_what, args, words) => {
    const { code, stderr } = await gauntlet('certify', ...args, '--watch');
    expect(code).toBe(3);
    expect(stderr).toMatch(words);
  });

  it('does not take what it says itself for a change, where that goes to a file', () => {
    const [own, other] = [join(folder, 'own.log'), join(folder, 'other.log')];
    writeFileSync(other, '');
    const stream = openSync(own, 'w');
    try {
      expect(isWrittenTo(own, [stream])).toBe(true);
      expect(isWrittenTo(other, [stream])).toBe(false);
      expect(isWrittenTo(join(folder, 'none.log'), [stream])).toBe(false);
    } finally {
      closeSync(stream);
    }
  });
});

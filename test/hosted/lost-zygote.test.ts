/** The process that is forked for each life may be ended by others, as a machine does that has no memory left. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { start } from '../cli/spawned.ts';

const SMALL = fileURLToPath(new URL('small-gateway/small.yaml', import.meta.url));
const LONGEST_MS = 300_000;

/** Processes that another one started to be forked. */
function zygotesOf(parent: number): readonly number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const [, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const isZygote = readFileSync(`/proc/${name}/cmdline`, 'latin1').includes('load-ahead');
      return Number(ppid) === parent && isZygote ? [Number(name)] : [];
    } catch {
      // it has ended
      return [];
    }
  });
}

it(
  'a campaign whose zygote is gone ends in one line, with 4, and does not try for ever',
  async () => {
    const out = mkdtempSync(join(tmpdir(), 'gauntlet-lost-zygote-'));
    const asked = [
      '--gateway',
      SMALL,
      '--seeds',
      '500',
      '--workers',
      '1',
      '--ndjson',
      '--out',
      '/tmp/lost-zygote',
    ];
    const { child, ended } = start(['run', ...asked]);
    let killed = 0;
    child.stdout?.on('data', () => {
      for (const pid of killed === 0 ? zygotesOf(child.pid ?? 0) : []) {
        process.kill(pid, 'SIGKILL');
        killed++;
      }
    });
    const { code, stderr } = await ended;
    expect(killed).toBe(1);
    expect(code, stderr).toBe(4);
    rmSync(out, { recursive: true, force: true });
    // what it was about to do then, to fork or to end a fork, is said before
    expect(stderr).toMatch(/^gauntlet: .*the zygote ended: it was killed/m);
  },
  LONGEST_MS,
);

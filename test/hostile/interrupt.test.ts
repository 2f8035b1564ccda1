import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { ROOT, start, type Started } from '../cli/spawned.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-interrupt-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BOUND_MS = 60_000;
const SAY = "process.stderr.write('looping in ' + process.pid + '\\n');";

/** A gateway that says so before it loops without end, and its process. */
function looping(name: string, source: string): string {
  const file = join(folder, `${name}.mts`);
  writeFileSync(
    file,
    `import { troubled } from '${ROOT}test/hostile/gateways/troubled.ts';
const loop = () => { ${SAY} for (;;); };
${source}`,
  );
  return file;
}

const AT_TIMER = "export const gateway = troubled('timer', loop);";

/** The process that loops, once it does. */
function looper({ child }: Started): Promise<number> {
  return new Promise((resolve) => {
    let text = '';
    child.stderr?.on('data', (more: string) => {
      text += more;
      const pid = /looping in (\d+)/.exec(text)?.[1];
      if (pid !== undefined) resolve(Number(pid));
    });
  });
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

describe('Ctrl-C while a gateway loops without end', () => {
  it.each([
    ['in a campaign', ['--seeds', '2']],
    ['in a scenario', ['7442']],
  ])(
    'leaves a partial report, %s',
    async (where, args) => {
      const out = join(folder, where);
      const started = start(['run', ...args, '-g', looping('timer', AT_TIMER), '-q', '--out', out]);
      const pid = await looper(started);
      started.child.kill('SIGINT');
      expect((await started.ended).code).toBe(130);
      expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toMatchObject({ interrupted: true });
      await vi.waitUntil(() => isGone(pid), BOUND_MS);
    },
    BOUND_MS,
  );

  it(
    'ends at once when it is pressed twice',
    async () => {
      const out = join(folder, 'twice');
      const started = start(['run', '--seeds', '2', '-g', looping('twice', AT_TIMER), '--out', out]);
      const pid = await looper(started);
      started.child.kill('SIGINT');
      started.child.kill('SIGTERM');
      expect((await started.ended).code).toBe(130);
      expect(existsSync(join(out, 'report.json'))).toBe(false);
      await vi.waitUntil(() => isGone(pid), BOUND_MS);
    },
    BOUND_MS,
  );

  it(
    'leaves a report also while the gateway is being loaded',
    async () => {
      const out = join(folder, 'loading');
      const started = start(['run', '-g', looping('loading', 'loop();'), '--out', out]);
      const pid = await looper(started);
      started.child.kill('SIGTERM');
      expect((await started.ended).code).toBe(130);
      expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toMatchObject({
        interrupted: true,
        plans: 0,
        verdict: 'inconclusive',
      });
      await vi.waitUntil(() => isGone(pid), BOUND_MS);
    },
    BOUND_MS,
  );

  it(
    'is survived by no process of the gateway, also when Gauntlet itself is killed',
    async () => {
      const started = start([
        'run',
        '--seeds',
        '2',
        '-g',
        looping('orphan', AT_TIMER),
        '--out',
        join(folder, 'orphan'),
      ]);
      const pid = await looper(started);
      started.child.kill('SIGKILL');
      await vi.waitUntil(() => isGone(pid), BOUND_MS);
    },
    BOUND_MS,
  );
});

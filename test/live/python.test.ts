import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { start } from '../cli/spawned.ts';
import { SPEAKS_CASE } from './small-live.ts';
import { ownFolder } from './temporary-folder.ts';

const DESCRIPTION = fileURLToPath(new URL('python-gateway/python.yaml', import.meta.url));
const LONGEST_MS = 180_000;

/** The gateway asks for what Python has since 3.9. */
function pythonServes(): boolean {
  const { status } = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']);
  return status === 0;
}

interface Requirement {
  readonly id: string;
  readonly verdict: string;
}

interface Report {
  readonly verdict: string;
  readonly requirements: readonly Requirement[];
}

/** Certifies it from the command line. */
async function certified(
  options: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly report: Report }> {
  const out = join(ownFolder(), 'out');
  const arguments_ = ['certify', DESCRIPTION, ...options, '--repeat', '1', '--json', '--quiet', '--out', out];
  const { code, stdout, stderr } = await start(arguments_, env).ended;
  expect(stdout, stderr).not.toBe('');
  return { code, report: JSON.parse(stdout) as Report };
}

describe
  .runIf(pythonServes())
  .concurrent('a gateway in Python (only where there is a python3 since 3.9)', () => {
    it(
      'speaks: no requirement that is a MUST is violated, or left open',
      async () => {
        const { code, report } = await certified(['--profile', 'speaks']);
        expect(report.requirements.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
        expect(report.verdict).toBe('pass');
        expect(code).toBe(0);
      },
      LONGEST_MS,
    );

    it(
      'keeps what it acknowledged when it is stopped or killed in the middle of its work',
      async () => {
        const cases = ['stop-behind-a-queue', 'kill-mid-run'].flatMap((name) => ['--case', name]);
        const { report } = await certified(['--profile', 'durable', ...cases, '--parallel', '2']);
        expect(report.requirements.filter(({ verdict }) => verdict === 'violation')).toEqual([]);
        const passed = report.requirements.flatMap(({ id, verdict }) => (verdict === 'pass' ? [id] : []));
        expect(passed).toEqual(
          expect.arrayContaining([
            'durable.ack-durable',
            'ordered.run-terminates',
            'ordered.status-coherent',
          ]),
        );
      },
      LONGEST_MS,
    );

    it(
      'shows the model what was said, counts what it took, and buffers no more than it says',
      async () => {
        const cases = ['several-sessions', 'a-model-that-fails', '7442-reader-that-hoards'];
        const named = cases.flatMap((name) => ['--case', name]);
        const { report } = await certified(['--profile', 'durable', ...named, '--parallel', '3']);
        expect(report.requirements.filter(({ verdict }) => verdict === 'violation')).toEqual([]);
        const passed = report.requirements.flatMap(({ id, verdict }) => (verdict === 'pass' ? [id] : []));
        expect(passed).toEqual(
          expect.arrayContaining([
            'durable.prompt-faithful',
            'durable.buffer-bounded',
            'ordered.row-accurate',
            'ordered.session-isolated',
          ]),
        );
      },
      LONGEST_MS,
    );

    it(
      'is convicted by seq/contiguous when it loses every third event',
      async () => {
        const { code, report } = await certified(['--profile', 'ordered', '--case', SPEAKS_CASE], {
          GATEWAY_LOSES_EVENTS: '1',
        });
        const convicted = report.requirements.filter(({ verdict }) => verdict === 'violation');
        expect(convicted.map(({ id }) => id)).toContain('ordered.seq-contiguous');
        expect(code).toBe(1);
      },
      LONGEST_MS,
    );
  });

describe.runIf(pythonServes())('a description that claims too much', () => {
  it(
    'is refused when nothing looks older that was to look older',
    async () => {
      const folder = ownFolder();
      const description = join(folder, 'ageless.yaml');
      const own = readFileSync(DESCRIPTION, 'utf8')
        .replace('provider: completions', 'provider: completions, clock: true')
        .replace('GATEWAY_TOKEN:', "AGED: '{agedms}'\n  GATEWAY_TOKEN:");
      writeFileSync(description, `${own}cwd: ${JSON.stringify(dirname(DESCRIPTION))}\n`);
      const run = ['certify', description, '--case', '70330-daily-boundary', '--repeat', '1', '--quiet'];
      const { code, stderr, stdout } = await start([...run, '--out', join(folder, 'out')]).ended;
      expect(stderr, stdout).toMatch(
        /ageless\.yaml: capabilities\.clock does not hold: told to look 93600000 ms older/,
      );
      expect(code).toBe(3);
    },
    LONGEST_MS,
  );
});

describe('the gateway in Python', () => {
  it('needs nothing but the standard library', () => {
    const own = new Set(['model', 'sockets', 'store']);
    const library = new Set(
      'argparse asyncio base64 hashlib json os secrets signal struct time urllib.parse'.split(' '),
    );
    const imported = ['gateway', 'model', 'sockets', 'store'].flatMap((name) => {
      const source = readFileSync(new URL(`python-gateway/${name}.py`, import.meta.url), 'utf8');
      return [...source.matchAll(/^(?:import|from) ([\w.]+)/gm)].map((match) => match[1] ?? '');
    });
    expect(imported.filter((name) => !own.has(name) && !library.has(name))).toEqual([]);
  });
});

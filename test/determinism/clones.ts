/**
 * `npm run determinism`: the proof that the same seed gives the same history digest on every machine, as far as one
 * machine can give it. Clones the last commit into two folders with different paths, installs each with `npm ci`, and
 * measures the golden digests there under several Node lines, time zones, languages and worker counts.
 * Prints a table; ends with one line that says all equal or what differs (exit 1). Downloads Node, so it is no test.
 *
 *   --from DIR         the repository to clone (default: this one)
 *   --lines 20,22,…    Node lines (default 20,22,24,26); those that npm has not for this platform are left out
 *   --all              every combination; default: a dozen in which every pair of values meets
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { installNode, npm } from './node-lines.ts';

const TIME_ZONES = ['UTC', 'Pacific/Kiritimati', 'America/St_Johns'] as const;
const LANGUAGES = ['C', 'tr_TR.UTF-8', 'de_DE.UTF-8'] as const;
const WORKERS = [1, 2] as const;
/** Where the clones lie below a temporary folder. */
const PATHS = ['a/gauntlet', 'ein zweiter Ort – größer/日本 clone'] as const;

/** Of the table's columns. */
const WIDTHS = [9, 5, 18, 22, 7, 16, 16, 16];

/** What a measurement prints, as far as it is compared or shown. */
const measuredSchema = z.object({
  golden: z.object({ campaigns: z.record(z.string(), z.object({ digest: z.string() })) }),
  scenarios: z.string(),
  reports: z.string(),
  committed: z.boolean(),
  node: z.string(),
  locale: z.string(),
  timeZone: z.string(),
});

interface Setting {
  readonly clone: number;
  readonly binary: string;
  readonly timeZone: string;
  readonly language: string;
  readonly workers: number;
}

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: fileURLToPath(new URL('../..', import.meta.url)) },
    lines: { type: 'string', default: '20,22,24,26' },
    all: { type: 'boolean', default: false },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'gauntlet-determinism-'));
try {
  process.exitCode = prove(values.from, values.lines.split(','), values.all) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

function prove(from: string, lines: readonly string[], all: boolean): boolean {
  const commit = git(from, 'rev-parse', '--short', 'HEAD');
  const changes = git(from, 'status', '--porcelain').split('\n').filter(Boolean).length;
  say(`commit ${commit}${changes === 0 ? '' : `; ${changes} uncommitted changes are no part of this`}`);
  const clones = PATHS.map((path) => clone(from, join(folder, path)));
  const binaries = lines.flatMap((line) => {
    const binary = installNode(line, join(folder, 'node', line));
    if (binary === undefined) say(`node ${line}: npm has none for ${process.platform} ${process.arch}`);
    return binary === undefined ? [] : [binary];
  });
  say(row(['node', 'clone', 'TZ', 'LANG (what ICU took)', 'workers', 'reference', 'known-bad', 'scenarios']));
  const found = new Map<string, string[]>();
  let committed = true;
  for (const setting of all ? everySetting(binaries) : pairwiseSettings(binaries)) {
    const measured = measure(setting, clones[setting.clone] ?? '');
    const digests = Object.values(measured.golden.campaigns).map((one) => one.digest);
    const where = [measured.node, String(setting.clone + 1), measured.timeZone];
    where.push(`${setting.language} (${measured.locale})`, String(setting.workers));
    say(row([...where, ...digests, measured.scenarios, measured.committed ? '' : 'NOT as committed']));
    const result = [...digests, measured.scenarios, measured.reports].join(' ');
    found.set(result, [...(found.get(result) ?? []), where.join(' ')]);
    committed &&= measured.committed;
  }
  return conclude(found, committed);
}

function conclude(found: ReadonlyMap<string, readonly string[]>, committed: boolean): boolean {
  const [usual = [], ...others] = [...found.values()].sort((a, b) => b.length - a.length);
  if (usual.length === 0) say('NOTHING MEASURED: no Node line could be had');
  else if (others.length > 0) say(`DIFFERENT (digests or reports): ${others.flat().join('; ')}`);
  else if (!committed) say('NOT AS COMMITTED: all equal, but test/determinism/golden.json says otherwise');
  else say(`all equal, and as committed: ${usual.length} measurements`);
  return usual.length > 0 && others.length === 0 && committed;
}

function clone(from: string, into: string): string {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', from, into], { stdio: 'inherit' });
  npm(['ci', '--no-audit', '--no-fund'], into);
  if (!existsSync(join(into, 'node_modules', 'tsx'))) throw new Error(`npm ci installed nothing in ${into}`);
  return into;
}

function measure(setting: Setting, cwd: string): z.output<typeof measuredSchema> {
  const { binary, timeZone, language, workers } = setting;
  const command = ['--import', 'tsx', 'test/determinism/golden-command.ts', '--json'];
  const ended = spawnSync(binary, [...command, '--workers', String(workers)], {
    cwd,
    encoding: 'utf8',
    // transpiled by this very Node, not taken from a cache that another one filled
    env: { ...process.env, TZ: timeZone, LANG: language, LC_ALL: language, TSX_DISABLE_CACHE: '1' },
  });
  if (ended.stdout === '') throw new Error(`${binary} in ${cwd}: ${ended.stderr}`);
  return measuredSchema.parse(JSON.parse(ended.stdout));
}

function everySetting(binaries: readonly string[]): Setting[] {
  return binaries.flatMap((binary) =>
    TIME_ZONES.flatMap((timeZone) =>
      LANGUAGES.flatMap((language) =>
        WORKERS.flatMap((workers) =>
          PATHS.map((_path, at): Setting => ({ clone: at, binary, timeZone, language, workers })),
        ),
      ),
    ),
  );
}

/** Every Node line under every time zone; the rest turns so that, from three lines on, every pair of values meets. */
function pairwiseSettings(binaries: readonly string[]): Setting[] {
  return binaries.flatMap((binary, n) =>
    TIME_ZONES.map((timeZone, t): Setting => ({
      binary,
      timeZone,
      clone: ((n >> 1) + t) % PATHS.length,
      language: LANGUAGES[(n + t) % LANGUAGES.length] ?? 'C',
      workers: WORKERS[(n + t) % WORKERS.length] ?? 1,
    })),
  );
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, k) => cell.padEnd(WIDTHS[k] ?? 0))
    .join('  ')
    .trimEnd();
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8' }).trim();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

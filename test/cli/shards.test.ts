/** `gauntlet run --shard` and `gauntlet merge`, as people type them: the files of a merge are those of one machine. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { certificateFileSchema } from '../../src/certify/certificate.ts';
import { certifyReportSchema } from '../../src/report/certificate-report.ts';
import { runReportSchema } from '../../src/report/published.ts';
import { shardReportSchema } from '../../src/report/shard-report.ts';
import { inProcess } from './in-process.ts';
import { ROOT } from './spawned.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-sharded-'));
afterAll(() => rmSync(folder, { recursive: true }));

const out = join(folder, 'out');
const FILES = ['report.json', 'junit.xml', 'summary.md', 'badge.json'];

/** What is in the folder that runs write to, which is always the same one: its name is in what is written. */
function written(): Readonly<Record<string, string>> {
  const failures = readdirSync(join(out, 'failures')).map((name) => join('failures', name));
  const texts = [...FILES, ...failures.filter((name) => /\.json(l)?$/.test(name))];
  return Object.fromEntries(texts.map((name) => [name, readFileSync(join(out, name), 'utf8')]));
}

async function shards(of: number, words: readonly string[]): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let index = 1; index <= of; index++) {
    const path = join(folder, `${of}`, `${index}`);
    const { stderr } = await inProcess('run', ...words, '--shard', `${index}/${of}`, '-o', path, '-q');
    expect(stderr).toBe('');
    folders.push(path);
  }
  return folders;
}

describe('gauntlet merge', () => {
  it.each([
    ['a campaign that fails', ['-g', 'compares-token-beginnings', '-n', '3..16', '--workers', '1']],
    ['scenarios that do', ['-g', 'writes-stale-lifecycle', '88538', '63374', '--workers', '1']],
  ])(
    'writes of %s what one machine writes',
    async (_, words) => {
      rmSync(out, { recursive: true, force: true });
      const whole = await inProcess('run', ...words, '-o', out, '--json');
      const files = written();
      for (const of of [1, 2, 3, 7]) {
        rmSync(out, { recursive: true });
        const folders = await shards(of, words);
        const merged = await inProcess('merge', ...folders.toReversed(), '-o', out, '--json');
        expect(merged.code).toBe(whole.code);
        expect(merged.stdout).toBe(whole.stdout);
        expect(written()).toEqual(files);
      }
    },
    120_000,
  );

  it('refuses what another gateway left, in one line', async () => {
    const [one = '', two = ''] = await shards(2, ['-n', '2', '--workers', '1']);
    await inProcess('run', '-g', 'steers', '-n', '2', '--workers', '1', '--shard', '2/2', '-o', two, '-q');
    const { code, stdout, stderr } = await inProcess('merge', one, two, '-o', join(folder, 'refused'));
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(
      /^gauntlet: .*shard-2-of-2\.jsonl\.gz: of another run than .*: another gateway\n$/,
    );
    expect(readdirSync(folder)).not.toContain('refused');
  });

  it('refuses a gateway that was changed since', async () => {
    const gateway = join(folder, 'mine.mjs');
    const text = "export default { name: 'mine', boot() {} };\n";
    writeFileSync(gateway, text);
    const path = join(folder, 'changed');
    await inProcess('run', '-g', gateway, '-n', '1', '--shard', '1/1', '-o', path, '-q');
    const without = await inProcess('merge', path, '-o', out);
    expect(without.stderr).toContain('outside the working directory: to run it, add --gateway');
    writeFileSync(gateway, `// changed\n${text}`);
    const { code, stderr } = await inProcess('merge', path, '-g', gateway, '-o', out);
    expect(code).toBe(3);
    expect(stderr).toContain("the shards were made with another source of the gateway's than the one here");
  }, 60_000);
});

/** Runs a verb in so many parts, each into a folder of its own. */
async function partsOf(of: number, name: string, words: readonly string[]): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let index = 1; index <= of; index++) {
    const path = join(folder, name, `${of}`, `${index}`);
    const { code, stderr } = await inProcess(...words, '--shard', `${index}/${of}`, '-o', path, '-q');
    expect([0, 1]).toContain(code);
    expect(stderr).toBe('');
    folders.push(path);
  }
  return folders;
}

describe('gauntlet merge of a selftest', { timeout: 240_000 }, () => {
  it('writes what one machine writes', async () => {
    const words = ['selftest', '--budget', '8', '--rounds', '1', '--plans', '9', '--workers', '1'];
    const asked = [...words, '-g', 'numbers-per-process', 'compares-token-beginnings'];
    const place = join(folder, 'selftest');
    const filesIn = (): readonly string[] =>
      ['selftest.json', 'selftest.md'].map((name) => readFileSync(join(place, name), 'utf8'));
    const whole = await inProcess(...asked, '-o', place, '--json');
    const files = filesIn();
    for (const of of [1, 2, 3, 7]) {
      rmSync(place, { recursive: true });
      const folders = await partsOf(of, 'selftests', asked);
      const merged = await inProcess('merge', ...folders.toReversed(), '-o', place, '--json');
      expect({ code: merged.code, stdout: merged.stdout }).toEqual({
        code: whole.code,
        stdout: whole.stdout,
      });
      expect(filesIn()).toEqual(files);
    }
    const [one = ''] = await partsOf(2, 'selftests', asked);
    const alone = await inProcess('merge', one, '-o', place);
    expect({ code: alone.code, stderr: alone.stderr }).toEqual({
      code: 3,
      stderr: 'gauntlet: of 2 shards these are missing: 2; name the folders of all of them\n',
    });
    const waived = await inProcess('merge', one, join(folder, 'selftests/2/2'), '--waivers', 'x');
    expect(waived.stderr).toBe('gauntlet: these are shards of a selftest, which takes no --waivers\n');
  });
});

describe('gauntlet merge of a certificate', { timeout: 240_000 }, () => {
  const asked = ['certify', 'writes-stale-lifecycle', '--profile', 'deterministic', '--repeat', '2'];
  const words = [...asked, '--case', '88538', '63374'];
  const place = join(folder, 'certificates');
  const bundle = join(place, 'writes-stale-lifecycle.partial');

  it('has the digest, and the files, of the one that one machine makes', async () => {
    const whole = await inProcess(...words, '-o', place, '--json');
    const { digest, certificate } = certificateIn(bundle);
    for (const of of [1, 2, 3, 7]) {
      rmSync(place, { recursive: true });
      const folders = await partsOf(of, 'cases', words);
      const merged = await inProcess('merge', ...folders.toReversed(), '-o', place, '--json');
      expect({ code: merged.code, stdout: merged.stdout }).toEqual({
        code: whole.code,
        stdout: whole.stdout,
      });
      expect(certificateIn(bundle)).toEqual({ digest, certificate });
    }
    const waivers = join(folder, 'waivers.yaml');
    writeFileSync(waivers, '- { requirement: nobody.asked, reason: none }\n');
    const folders = [1, 2].map((index) => join(folder, 'cases/2', String(index)));
    const waived = await inProcess('merge', ...folders, '--waivers', waivers, '-o', place);
    expect(waived.stderr).toContain('nobody.asked');
  });

  it('refuses a history that is missing or was changed, and runs of another profile', async () => {
    const folders = await partsOf(2, 'broken', words);
    const files = join(folders[1] ?? '', 'shard-2-of-2.jsonl.gz.files', 'histories');
    const [name = ''] = readdirSync(files);
    const text = readFileSync(join(files, name));
    const merged = async (): Promise<string> => {
      const { code, stdout, stderr } = await inProcess('merge', ...folders, '-o', join(folder, 'refused'));
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(readdirSync(folder)).not.toContain('refused');
      return stderr;
    };
    writeFileSync(join(files, name), text.subarray(0, text.length - 2));
    expect(await merged()).toBe(`gauntlet: ${join(files, name)}: was changed after it was written\n`);
    rmSync(join(files, name));
    expect(await merged()).toContain(`gauntlet: ${join(files, name)}: is missing beside its shard: `);
    const other = [...words.slice(0, 5), '3', ...words.slice(6), '--shard', '2/2', '-o', folders[1] ?? ''];
    expect((await inProcess(...other, '-q')).code).toBe(0);
    expect(await merged()).toMatch(/of another certify than .*: another --repeat\n$/);
  });

  it('is verified, where real processes were judged', async () => {
    const live = ['certify', 'reference', '--profile', 'speaks', '--repeat', '1'];
    const folders = await partsOf(2, 'live', live);
    const { code, stdout } = await inProcess('merge', ...folders, '-o', place, '--json');
    const report = certifyReportSchema.parse(JSON.parse(stdout));
    expect({ code, world: report.world, complete: report.complete }).toEqual({
      code: 0,
      world: 'live',
      complete: true,
    });
    // made once more from its histories, by other code
    const verified = await inProcess('verify', join(place, 'reference'), '--json');
    expect({
      code: verified.code,
      outcome: (JSON.parse(verified.stdout) as { outcome: string }).outcome,
    }).toEqual({
      code: 0,
      outcome: 'verified',
    });
  });

  it.each([
    [['--watch'], '--shard with --watch: what is merged was run once'],
    [['--scenario', 'x.yaml'], '--shard with --scenario: it makes no certificate'],
    [
      ['--confirm', '1', '--world', 'hosted'],
      '--shard with --confirm: what is confirmed is what the whole certificate found: run it on one machine',
    ],
  ])('is not made with %j', async (more, message) => {
    const { code, stderr } = await inProcess('certify', 'reference', ...more, '--shard', '1/2');
    expect({ code, stderr }).toEqual({ code: 3, stderr: `gauntlet: ${message}\n` });
  });
});

/** What is covered by the digest, and it. */
function certificateIn(path: string): { readonly digest: string; readonly certificate: unknown } {
  const text = readFileSync(join(path, 'certificate.json'), 'utf8');
  const { digest, certificate } = certificateFileSchema.parse(JSON.parse(text));
  return { digest, certificate };
}

/** A job of a workflow, as far as it is looked at here. */
interface Job {
  readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } };
  readonly steps: readonly { readonly run?: string }[];
}

it('makes one run of the jobs that the README shows', async () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const [, text = ''] = /^```yaml\n(# my-gateway\/\.github\/workflows[^]*?)^```/m.exec(readme) ?? [];
  const { jobs } = parse(text) as { jobs: { plans: Job; verdict: Job } };
  const commandOf = ({ steps }: Job): readonly string[] => {
    const [, words = ''] = steps.flatMap(({ run = '' }) => /^npx gauntlet (.*)/.exec(run) ?? []);
    return words.split(' ');
  };
  const folders: string[] = [];
  for (const shard of jobs.plans.strategy?.matrix.shard ?? []) {
    const path = join(folder, 'matrix', String(shard));
    const words = commandOf(jobs.plans).join(' ').replace('${{ matrix.shard }}', String(shard));
    const asked = words.replace('--seeds 20000', '--seeds 10').replace('reports/shard', path).split(' ');
    expect((await inProcess(...asked)).code).toBe(0);
    folders.push(path);
  }
  const asked = commandOf(jobs.verdict).flatMap((word) => (word === 'reports/shards/*' ? folders : [word]));
  const { stdout } = await inProcess(...asked, '-o', out, '--json');
  expect(runReportSchema.parse(JSON.parse(stdout)).campaign).toMatchObject({ from: 1, to: 10, plans: 10 });
}, 60_000);

describe('gauntlet run --shard', () => {
  it('says how much it was, and does not say what it comes to', async () => {
    const words = [
      'run',
      '-g',
      'numbers-per-process',
      '-n',
      '4',
      '--workers',
      '1',
      '-o',
      join(folder, 'said'),
    ];
    const { code, stdout } = await inProcess(...words, '--shard', '2/2', '--json');
    const report = shardReportSchema.parse(JSON.parse(stdout));
    expect(code).toBe(1);
    expect(report).toMatchObject({ shard: { index: 2, of: 2 }, scenarios: 0, plans: 2, failures: 2 });
    expect(readdirSync(join(folder, 'said'))).toEqual(['shard-2-of-2.jsonl.gz']);
    expect((await inProcess('run', '-n', '2', '--shard', '1/1', '-o', join(folder, 'passes'))).code).toBe(0);
  });

  it.each([
    [['--time', '5s'], '--shard with --time: its shards would not be parts of the same run: give --seeds'],
    [['--last-failed'], '--shard with --last-failed: what failed is few plans: run them on one machine'],
    [['--max-failures', '2'], '--shard with --max-failures: its shards would not be parts of the same run'],
    [['--require-coverage'], '--shard with --require-coverage: give it to gauntlet merge'],
    [['--ndjson'], '--shard with --ndjson: gauntlet merge has it'],
    [['--keep-history'], '--shard with --keep-history: run these plans without --shard'],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await inProcess('run', ...words, '--shard', '1/2', '-o', join(folder, 'none'));
    expect({ code, stderr }).toEqual({ code: 3, stderr: `gauntlet: ${message}\n` });
  });

  it.each(['0/2', '3/2', '1', '1/0', '1/10001', 'a/b', '-1/2'])('refuses --shard=%s', async (text) => {
    const { code, stderr } = await inProcess('run', `--shard=${text}`);
    expect(code).toBe(3);
    expect(stderr).toBe(
      `gauntlet: --shard '${text}' is no part such as 2/3: from 1/n to n/n, with n up to 10000\n`,
    );
  });
});

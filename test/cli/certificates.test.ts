import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { historyPath } from '../../src/certify/bundle.ts';
import { GAUNTLET_VERSION } from '../../src/campaign/version.ts';
import { loadCases, packagedProfile, packagedProfileNames } from '../../src/cli/certificate-profiles.ts';
import { diffReportSchema } from '../../src/report/certificate-diff.ts';
import { judgeReportSchema } from '../../src/report/certificate-report.ts';
import { matrixReportSchema } from '../../src/report/matrix-report.ts';
import { verifyReportSchema } from '../../src/report/verify-report.ts';
import { certified, runOn, type Certified } from '../certify/small-certificate.ts';
import { casesOf, SMALL_PROFILE } from '../certify/small-profile.ts';
import { temporaryFolder } from '../certify/temporary-folder.ts';
import { inProcess as gauntlet } from './in-process.ts';

let good: Certified;
let bad: Certified;
let convicting: string;

/** A packaged profile with a case of its own choice: what these verbs do not depend on. */
beforeAll(async () => {
  const profile = packagedProfile('ordered');
  const cases = casesOf(SMALL_PROFILE);
  good = await certified('reference', { profile, cases, run: runOn('reference') });
  bad = await certified('writes-stale-lifecycle', { profile, cases });
  convicting = join(bad.place, historyPath(bad.certificate.cases[0]?.repetitions[0]?.history ?? ''));
});

describe('gauntlet judge', () => {
  it('ends with the verdict on the history, the same that the certificate has', async () => {
    const ended = await gauntlet('judge', convicting);
    expect(ended.code, ended.stderr).toBe(1);
    expect(ended.stdout).toContain('VIOLATION of ordered.generation-row (generation/row@3)');
  });

  it('prints JSON that follows its schema, by another profile and dialect when asked', async () => {
    const ended = await gauntlet('judge', convicting, '--profile', 'simulated', '--json', '--quiet');
    const report = judgeReportSchema.parse(JSON.parse(ended.stdout));
    expect(report).toMatchObject({
      profile: 'simulated@1',
      verdict: 'violation',
      target: 'writes-stale-lifecycle',
    });
    const speaks = await gauntlet('judge', convicting, '--profile', 'speaks', '--json');
    expect(judgeReportSchema.parse(JSON.parse(speaks.stdout)).requirements.map(({ id }) => id)).toEqual(
      packagedProfile('speaks').requirements.map(({ id }) => id),
    );
    // the row is not required there, and the scenario's own property is not passed
    expect(speaks.code).toBe(2);
  });

  it('is bad usage for a history that was changed', async () => {
    const copy = join(temporaryFolder(), 'copy.jsonl');
    writeFileSync(copy, readFileSync(convicting, 'utf8').replace('"atMicros":', '"atMicros":1'));
    const ended = await gauntlet('judge', copy);
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toMatch(/copy\.jsonl:1:1: the history was changed/);
  });
});

/** Every case of a packaged profile, once, each in the simulated world; `words`: only those cases. */
function whole(gateway: string, words = ''): Promise<Certified> {
  const profile = packagedProfile('ordered');
  const cases = loadCases(profile).filter(({ case: { name } }) => name.includes(words));
  return certified(gateway, { profile, cases, repeat: 1, gauntlet: GAUNTLET_VERSION });
}

/** Every case of a profile is executed, and judged three times, beside whatever else the machine does. */
const PATIENCE_MS = 120_000;

describe('gauntlet verify', { timeout: PATIENCE_MS }, () => {
  it('ends with 0 for a bundle that nobody touched, whatever its verdict is, and says what is only claimed', async () => {
    const { place } = await whole('numbers-before-scope-filter');
    const ended = await gauntlet('verify', place);
    expect(ended.stdout).toMatch(/^verified: numbers-before-scope-filter against ordered@2 is violation/);
    expect(ended.stdout).toContain(
      'claims, not proven (nothing here is signed, so a forgery that agrees with itself cannot be told from the truth):',
    );
    expect(ended.stdout).toContain('  begun at 2026-11-21T12:00:00.000Z\n');
    expect(ended.code).toBe(0);
    const json = await gauntlet('verify', place, '--json');
    const report = verifyReportSchema.parse(JSON.parse(json.stdout));
    expect(report).toMatchObject({
      outcome: 'verified',
      recomputed: true,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
    });
    expect(report.claims.map(({ member }) => member)).toContain('circumstances.machine');
  });

  it('ends with 2 where only some cases were run, and where another version judged', async () => {
    const { place } = await whole('reference', 'conversation');
    const some = await gauntlet('verify', place);
    expect(some.stdout).toMatch(/^incomplete: not every case of ordered@2 was run to its end; /);
    expect(some.code).toBe(2);
    const strange = await certified('reference');
    const gone = await gauntlet('verify', strange.place);
    expect(gone.stdout).toContain("profile.json: this version has no profile 'small@1' to compare it with");
    expect(gone.stdout).toContain('judged by another judge: ');
    expect(gone.code).toBe(2);
  });

  it('ends with 1 and says what differs, in whatever the bundle is', async () => {
    const { place } = await whole('reference', 'conversation');
    writeFileSync(join(place, 'extra.txt'), 'x');
    const ended = await gauntlet('verify', place);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain('DIFFERS extra.txt: its SHA-256 in the certificate is missing');
    const elsewhere = await gauntlet('verify', good.place);
    expect(elsewhere.code).toBe(1);
    expect(elsewhere.stdout).toMatch(
      /DIFFERS certificate\.json: certificate\.cases\[88538-late-end-after-reset\] is \{.*, recomputed missing$/m,
    );
  });

  it('ends with 3 for what is no bundle', async () => {
    const ended = await gauntlet('verify', temporaryFolder());
    expect(ended.code).toBe(3);
    expect(ended.stderr).toMatch(
      /no bundle: it holds no certificate\.json, as what gauntlet certify writes does\n$/,
    );
  });
});

describe('gauntlet diff', () => {
  it('ends with 1 when something got worse, and with 0 the other way round', async () => {
    const worse = await gauntlet('diff', good.place, bad.place);
    expect(worse.code).toBe(1);
    expect(worse.stdout).toContain('requirement ordered.generation-row: pass → violation');
    const better = await gauntlet('diff', bad.place, good.place, '--json');
    expect(better.code).toBe(0);
    expect(diffReportSchema.parse(JSON.parse(better.stdout)).worse).toBe(0);
  });
});

describe('gauntlet matrix', () => {
  it('puts releases side by side, as a table, as Markdown and as JSON', async () => {
    const [table, markdown, json] = [
      await gauntlet('matrix', good.place, bad.place),
      await gauntlet('matrix', good.place, bad.place, '--markdown'),
      await gauntlet('matrix', good.place, bad.place, '--json'),
    ];
    expect([table.code, markdown.code, json.code]).toEqual([0, 0, 0]);
    expect(table.stdout).toMatch(/^#88538 .* violation 2 of 2 \(generation\/row\)$/m);
    expect(markdown.stdout).toContain('| #88538 | pass | violation 2 of 2 (generation/row) |');
    expect(matrixReportSchema.parse(JSON.parse(json.stdout)).columns).toHaveLength(2);
  });

  it('writes a page where that is asked for, and says when it cannot', async () => {
    const page = join(temporaryFolder(), 'pages', 'matrix.html');
    // a page of the first certificate alone lies beside its bundle
    writeFileSync(`${good.place}.html`, '');
    const ended = await gauntlet('matrix', `${good.place}/`, bad.place, '--page', page);
    expect(ended.code, ended.stderr).toBe(0);
    const written = readFileSync(page, 'utf8');
    expect(written).toContain('<title>certificates: reference, writes-stale-lifecycle</title>');
    const packed = /id="data">([^<]*)</.exec(written)?.[1] ?? '';
    const data: unknown = JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8'));
    const there = relative(dirname(page), good.place);
    expect(data).toMatchObject({
      type: 'matrix',
      places: [{ page: `${there}.html`, bundle: there }, { page: null }],
    });
    const below = join(page, 'below.html');
    const refused = await gauntlet('matrix', good.place, '--page', below);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(/below\.html: cannot be written: /);
  });
});

describe('gauntlet certify', () => {
  it.each<[string, readonly string[], RegExp]>([
    [
      'no target',
      [],
      /^gauntlet: name a target: gauntlet certify TARGET, or 'target' in gauntlet\.config\.yaml /,
    ],
    [
      'a mistyped profile',
      ['reference', '--profile', 'durabel'],
      /unknown profile 'durabel' \(did you mean 'durable'/,
    ],
    ['no repetitions', ['reference', '--repeat', '0'], /^gauntlet: --repeat '0' is no number from 1 to 100/],
    ['nothing at a time', ['reference', '--parallel', 'x'], /^gauntlet: --parallel 'x' is no number/],
    ['no folder', ['reference', '--out', ' '], /^gauntlet: --out needs a folder/],
  ])('answers %s with one line and exit 3', async (_name, args, message) => {
    const ended = await gauntlet('certify', ...args);
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 3, stdout: '' });
    expect(ended.stderr.trimEnd()).toMatch(message);
    expect(ended.stderr.trimEnd()).not.toContain('\n');
  });
});

describe('the profiles', () => {
  it('are listed, and everything that is written or printed has a schema', async () => {
    const listed = await gauntlet('list', '--json');
    const { profiles } = JSON.parse(listed.stdout) as { profiles: readonly { name: string }[] };
    expect(profiles.map(({ name }) => name)).toEqual(['simulated@1', ...packagedProfileNames()]);
    for (const name of [
      'profile',
      'waivers',
      'target',
      'certificate',
      'certify',
      'judge',
      'verify',
      'diff',
      'matrix',
    ]) {
      const ended = await gauntlet('schema', name);
      expect(ended.code, name).toBe(0);
      expect(JSON.parse(ended.stdout), name).toHaveProperty('$schema');
    }
  });
});

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleFolder, listingOf, readCertificate } from '../../src/certify/bundle.ts';
import type { CaseRun, RunCase } from '../../src/certify/case-run.ts';
import { certificateDigest } from '../../src/certify/certificate.ts';
import { firstFindings } from '../../src/certify/first-findings.ts';
import { historyFileName } from '../../src/certify/history-file.ts';
import { InputError, TargetError } from '../../src/input/problem.ts';
import { scenarioSchema } from '../../src/plan/scenario.ts';
import { certified, runOn } from './small-certificate.ts';
import { casesOf, SMALL_PROFILE } from './small-profile.ts';
import { temporaryFolder } from './temporary-folder.ts';

const verdicts = (list: readonly { readonly id: string; readonly verdict: string }[]) =>
  Object.fromEntries(list.map(({ id, verdict }) => [id, verdict]));

describe('a certificate', () => {
  it('is a pass for the reference gateway, with every history in the bundle', async () => {
    const { certificate, place, interrupted, unreachable } = await certified('reference');
    expect(certificate).toMatchObject({ verdict: 'pass', complete: true, dialect: 'reference@1', repeat: 2 });
    expect([interrupted, unreachable]).toEqual([false, 0]);
    expect(verdicts(certificate.requirements)).toEqual({
      'small.row': 'pass',
      'small.notified': 'pass',
      'small.audited': 'pass',
    });
    expect(verdicts(certificate.cases)).toEqual({
      '88538-late-end-after-reset': 'pass',
      '63374-reset-by-request': 'pass',
    });
    const histories = certificate.cases.flatMap((one) => one.repetitions.map(({ history }) => history ?? ''));
    expect(listingOf(place).files).toEqual(
      [
        'certificate.json',
        ...new Set(histories.map((digest) => `histories/${historyFileName(digest)}`)),
        'profile.json',
      ].sort(),
    );
    expect(readCertificate(place)).toMatchObject({ certificate, digest: certificateDigest(certificate) });
  });

  it('shows with its first evidence what the gateway printed last in that execution', async () => {
    const run = runOn('writes-stale-lifecycle');
    const printing: RunCase = async (file, repetition) => {
      const ran = await run(file, repetition);
      return ran.type === 'ran' ? { ...ran, log: ['one', '', 'two', 'three', 'four', 'five', 'six'] } : ran;
    };
    const { certificate, place } = await certified('writes-stale-lifecycle', { run: printing });
    const [finding] = firstFindings(certificate, SMALL_PROFILE, place);
    expect(finding).toMatchObject({
      requirement: 'small.row',
      printed: ['two', 'three', 'four', 'five', 'six'],
    });
    const silent = await certified('writes-stale-lifecycle', {
      run: async (file, repetition) => ({ ...(await run(file, repetition)), log: [] }) as CaseRun,
    });
    expect(firstFindings(silent.certificate, SMALL_PROFILE, silent.place)[0]).not.toHaveProperty('printed');
  });

  it('says violation for a gateway with the incident: by which property, how often, in which records', async () => {
    const { certificate, place } = await certified('writes-stale-lifecycle', { repeat: 3 });
    expect(certificate.verdict).toBe('violation');
    const row = certificate.requirements.find(({ id }) => id === 'small.row');
    expect(row).toMatchObject({ verdict: 'violation', reason: null });
    expect(row?.repetitions).toContainEqual({
      case: '88538-late-end-after-reset',
      of: 3,
      violation: 3,
      pass: 0,
      inconclusive: 0,
    });
    expect(row?.evidence[0]?.records.length).toBeGreaterThan(0);
    const [late] = certificate.cases;
    expect(late).toMatchObject({
      incident: '88538',
      expectedProperty: 'generation/row',
      verdict: 'violation',
    });
    expect(late?.violated).toContain('generation/row');
    const plan = join(place, 'plans/88538-late-end-after-reset.json');
    expect(scenarioSchema.parse(JSON.parse(readFileSync(plan, 'utf8'))).incident).toBe('88538');
    expect(existsSync(join(place, 'logs/88538-late-end-after-reset-1.log'))).toBe(true);
    expect(existsSync(join(place, 'plans/63374-reset-by-request.json'))).toBe(false);
  });

  it('counts a violation in one of three repetitions, and one that is not exercised as no pass', async () => {
    const [good, bad] = [runOn('reference'), runOn('writes-stale-lifecycle')];
    const flaky: RunCase = (file, repetition) => (repetition === 2 ? bad : good)(file, repetition);
    const { certificate } = await certified('reference', { repeat: 3, run: flaky });
    expect(certificate.requirements[0]?.repetitions[0]).toMatchObject({ of: 3, violation: 1, pass: 2 });
    expect(certificate.cases[0]?.repetitions.map(({ verdict }) => verdict)).toEqual([
      'pass',
      'violation',
      'pass',
    ]);
    const calm = scenarioSchema.parse({ name: 'x', story: 'y', plan: { clients: [{ id: 'alice' }] } });
    const idle: RunCase = (file, repetition) =>
      good(repetition === 2 ? { file: 'calm.yaml', scenario: calm } : file, repetition);
    const mixed = await certified('reference', { repeat: 2, run: idle });
    expect(mixed.certificate.requirements[0]).toMatchObject({ verdict: 'inconclusive' });
    expect(mixed.certificate.requirements[0]?.reason).toContain('1 of 2 repetitions passed');
  });

  it('is the same however many runs go on at a time, and in whatever order they end', async () => {
    const waiting: (() => void)[] = [];
    const good = runOn('reference');
    let first = true;
    const backwards: RunCase = async (file, repetition) => {
      const run = await good(file, repetition);
      if (first) {
        first = false;
        return run;
      }
      return new Promise((resolve) => {
        waiting.unshift(() => resolve(run));
        if (waiting.length === 3) for (const go of waiting.splice(0)) go();
      });
    };
    const one = await certified('reference');
    const many = await certified('reference', { parallel: 3, run: backwards });
    expect(many.certificate).toEqual(one.certificate);
  });

  it('says which cases a target does not allow, and does not pass because of them', async () => {
    const good = runOn('reference');
    const run: RunCase = async (file, repetition) =>
      file.scenario.incident === '88538'
        ? { type: 'not-applicable', reason: 'the target has no runtime' }
        : good(file, repetition);
    const { certificate } = await certified('reference', { run });
    expect(certificate.cases[0]).toMatchObject({
      verdict: 'not-applicable',
      reason: 'the target has no runtime',
    });
    expect(certificate.requirements[0]).toMatchObject({ verdict: 'inconclusive' });
    expect(certificate.verdict).toBe('inconclusive');
  });

  it('takes the dialect from the hello, and asks for one when that says nothing', async () => {
    const good = runOn('reference');
    const saying =
      (server: { version?: string; protocol?: number }): RunCase =>
      async (file, repetition) =>
        ({ ...(await good(file, repetition)), server }) as Awaited<ReturnType<RunCase>>;
    const { certificate } = await certified('reference', {
      dialect: undefined,
      run: saying({ version: '2026.5.28', protocol: 4 }),
    });
    // the version is the one that the histories show, so that anyone can check it
    expect(certificate).toMatchObject({ dialect: 'openclaw@2026.5.28', version: 'reference-1', protocol: 4 });
    await expect(
      certified('reference', { dialect: undefined, run: saying({ version: 'mine', protocol: 7 }) }),
    ).rejects.toThrow(InputError);
  });

  it('calls a property that the dialect cannot show not applicable only while its probe holds', async () => {
    const { certificate } = await certified('reference', { dialect: undefined, run: asRelease('2026.5.28') });
    // the reference gateway lists sessions.audit.list, which that dialect says no release has
    expect(certificate.requirements.find(({ id }) => id === 'small.audited')).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining(
        "which is false: the hello lists the method 'sessions.audit.list'",
      ) as unknown,
      evidence: [{ cause: 'the declaration is false' }],
    });
  });
});

function asRelease(version: string): RunCase {
  const good = runOn('reference');
  return async (file, repetition) => {
    const run = await good(file, repetition);
    return run.type === 'ran' ? { ...run, server: { version, protocol: 4 } } : run;
  };
}

describe('a certification', () => {
  it('ends at once when the target is dead at the first run, and leaves nothing behind', async () => {
    const out = temporaryFolder();
    let runs = 0;
    const run: RunCase = async () => {
      runs++;
      throw new TargetError('nobody listens');
    };
    await expect(certified('reference', { out, run })).rejects.toThrow('nobody listens');
    expect([runs, readdirSync(out)]).toEqual([1, []]);
  });

  it('goes on when the target is dead later, and counts it', async () => {
    const good = runOn('reference');
    const run: RunCase = async (file, repetition) => {
      if (repetition === 2 && file.scenario.incident === '88538') throw new TargetError('it died');
      return good(file, repetition);
    };
    const { certificate, unreachable } = await certified('reference', { run, parallel: 2 });
    expect(unreachable).toBe(1);
    expect(certificate.verdict).toBe('inconclusive');
    expect(certificate.cases[0]?.repetitions[1]).toEqual({
      verdict: 'inconclusive',
      history: null,
      reason: 'it died',
    });
  });

  it('is over when a run breaks, after those under way', async () => {
    const good = runOn('reference');
    let ended = 0;
    const run: RunCase = async (file, repetition) => {
      if (repetition === 2 && file.scenario.incident === '88538') throw new Error('a bug');
      const result = await good(file, repetition);
      ended++;
      return result;
    };
    const out = temporaryFolder();
    await expect(certified('reference', { out, run, repeat: 9, parallel: 2 })).rejects.toThrow('a bug');
    expect(ended).toBeLessThanOrEqual(3);
    expect(readdirSync(out)).toEqual([]);
  });

  it('writes what there is when it is interrupted, beside an older bundle', async () => {
    const out = temporaryFolder();
    const whole = await certified('reference', { out });
    const stop = new AbortController();
    const good = runOn('reference');
    const run: RunCase = async (file, repetition) => {
      if (repetition === 2) {
        stop.abort();
        throw new Error('aborted');
      }
      return good(file, repetition);
    };
    const cut = await certified('reference', { out, run, signal: stop.signal });
    expect(cut.interrupted).toBe(true);
    expect(cut.certificate).toMatchObject({ verdict: 'inconclusive', complete: false });
    expect(cut.certificate.cases[0]?.repetitions[1]?.reason).toBe('interrupted before it was over');
    expect(readdirSync(out).sort()).toEqual(['reference', 'reference.partial']);
    expect(readCertificate(whole.place).certificate).toEqual(whole.certificate);
  });

  it('is not complete when only some cases were run', async () => {
    const [, notified] = casesOf(SMALL_PROFILE);
    const { certificate, place } = await certified('reference', {
      cases: notified === undefined ? [] : [notified],
    });
    expect(certificate).toMatchObject({ verdict: 'inconclusive', complete: false });
    expect(certificate.requirements[0]?.reason).toBe('case 88538-late-end-after-reset was not run');
    expect(place.endsWith('reference.partial')).toBe(true);
  });

  it('takes the place of an older bundle', async () => {
    const out = temporaryFolder();
    mkdirSync(join(out, 'reference'));
    writeFileSync(join(out, 'reference', 'old.txt'), 'old');
    const { place } = await certified('reference', { out });
    expect(listingOf(place).files).not.toContain('old.txt');
    expect(readdirSync(out)).toEqual(['reference']);
  });

  it('refuses to write a secret, and masks it in what the target printed', async () => {
    const out = temporaryFolder();
    await expect(certified('reference', { out, secrets: ['agent:main:main'] })).rejects.toThrow(
      /histories\/history-.*\.jsonl would hold a secret/,
    );
    expect(readdirSync(out)).toEqual([]);
    const bad = runOn('writes-stale-lifecycle');
    const chatty: RunCase = async (file, repetition) => {
      const run = await bad(file, repetition);
      return run.type === 'ran' ? { ...run, log: ['the token is correct"horse', 'bye'] } : run;
    };
    const { place } = await certified('reference', { run: chatty, secrets: ['correct"horse'] });
    expect(readFileSync(join(place, 'logs/88538-late-end-after-reset-1.log'), 'utf8')).toBe(
      'the token is *************\nbye\n',
    );
  });
});

describe('the folder of a bundle', () => {
  it.each([
    ['openclaw@2026.5.28', 'openclaw@2026.5.28'],
    ['ws://127.0.0.1:18789/x', 'ws-127.0.0.1-18789-x'],
    ['../../etc', 'etc'],
    ['...', 'target'],
  ])('for %s is %s', (target, folder) => {
    expect(bundleFolder(target)).toBe(folder);
  });
});

/**
 * Bundles: honest ones pass, every forgery of a member that something else implies is refused in one line, and forgeries
 * that agree with themselves are accepted, with the sentence that says why nobody can do better.
 */
import { rmSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { CLAIMS, UNSIGNED } from '../../src/certify/claims.ts';
import { certificateFileSchema } from '../../src/certify/certificate.ts';
import { resolvedProfileSchema } from '../../src/certify/profile.ts';
import type { RunCase } from '../../src/certify/case-run.ts';
import { digestOf } from '../../src/history/digest.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { InputError, messageOf } from '../../src/input/problem.ts';
import { runOn } from '../certify/small-certificate.ts';
import { casesOf, SMALL_PROFILE } from '../certify/small-profile.ts';
import {
  bundleOf,
  EXCUSING_PROFILE,
  freshPlace,
  realRun,
  REAL_PROFILE,
  verified,
} from './bundles/bundles.ts';
import { Draft } from './bundles/draft.ts';
import {
  certificateForgeries,
  headerForgeries,
  listForgeries,
  profileForgeries,
  recordForgeries,
  removalForgeries,
  textForgeries,
  type Forgery,
} from './bundles/forgeries.ts';
import { fieldsOf } from './bundles/schema-fields.ts';

/** A guard against what never ends: a machine with much else to do needs long. */
const PATIENCE_MS = 1_200_000;

/** Members that nothing implies: whoever changes one changes nothing that can be looked up. */
const ONLY_CLAIMED = [
  'certificate.gauntlet',
  'circumstances.startedAt',
  'circumstances.wallMillis',
  'circumstances.machine.platform',
  'circumstances.machine.arch',
  'circumstances.machine.cpus',
  'circumstances.machine.node',
  'circumstances.machine.npm',
  'circumstances.machine.crowding',
  'circumstances.waived[].reason',
  // what was executed over real sockets lies in another bundle
  'circumstances.confirmations[].outcome',
  'circumstances.confirmations[].tries',
  'circumstances.confirmations[].reason',
];

const FIELDS = fieldsOf(certificateFileSchema).filter((field) => field !== 'digest');
const IMPLIED = FIELDS.filter((field) => !ONLY_CLAIMED.includes(field));

describe('honest bundles', () => {
  it.each([
    'reference',
    'refuses-when-busy',
    'resets-in-place',
    'closes-oversized',
    'steers',
    'never-coalesces',
    'resumes-runs',
    'notifies-first',
    'honours-slash-commands',
    'awaits',
    'writes-stale-lifecycle',
    'trusts-anonymous-lifecycle',
    'streams-ended-generations',
    'lists-ended-ids',
    'keeps-no-audit',
    'audits-wrong-trigger',
    'evicts-silently',
    'notifies-before-commit',
    'restarts-run-seq',
    'drops-oversized-events',
  ])('of %s are what they say', async (gateway) => {
    const { place, verdict } = await bundleOf(gateway);
    const { outcome, differences, recomputed } = verified(place);
    expect({ outcome, differences }).toEqual({ outcome: 'verified', differences: [] });
    expect(recomputed?.verdict).toBe(verdict);
  });

  it('of real executions, no two of which are alike, are what they say', async () => {
    for (const gateway of ['reference', 'writes-stale-lifecycle', 'evicts-silently']) {
      const { place } = await bundleOf(gateway, { profile: REAL_PROFILE, run: realRun(gateway), repeat: 3 });
      expect(verified(place)).toMatchObject({ outcome: 'verified', differences: [] });
    }
  });

  it('that are not whole are what they say, as far as they go', async () => {
    const cases = casesOf(SMALL_PROFILE);
    const some = await bundleOf('reference', { cases: cases.slice(1) });
    const stop = new AbortController();
    const run = runOn('reference');
    const interrupted = await bundleOf('reference', {
      signal: stop.signal,
      run: (file, repetition) => {
        if (repetition === 2) stop.abort();
        return run(file, repetition);
      },
    });
    for (const { place } of [some, interrupted])
      expect(verified(place)).toMatchObject({ outcome: 'incomplete', differences: [] });
  });
});

/** Of the forged bundles, the one whose requirements excuse something, and what it is forged in. */
const EXCUSING = 3;
const EXCUSED = /^certificate\.(?:judgedBy|requirements\[\]\.excused)/;

describe('forged bundles', () => {
  let sources: readonly string[];
  let forgeries: readonly Forgery[];

  beforeAll(async () => {
    const waived = [{ requirement: 'small.row', case: '88538-late-end-after-reset', reason: 'known' }];
    const barred: RunCase = async (file, repetition) =>
      file.scenario.incident === '88538'
        ? { type: 'not-applicable', reason: 'the target cannot be given a daily rule' }
        : runOn('reference')(file, repetition);
    const confirmations = [
      {
        case: '88538-late-end-after-reset',
        property: 'generation/row',
        outcome: 'confirmed',
        tries: 3,
        reason: null,
      } as const,
    ];
    const bad = await bundleOf('writes-stale-lifecycle', {}, { waived, confirmations });
    const real = { profile: REAL_PROFILE, run: realRun('evicts-silently') };
    const other = await bundleOf('evicts-silently', real);
    const third = await bundleOf('resets-in-place', { run: barred, target: 'third' });
    const excusing = await bundleOf('reference', { profile: EXCUSING_PROFILE });
    sources = [bad.place, other.place, third.place, excusing.place];
    const foreign = new Draft(other.place);
    forgeries = [
      ...certificateForgeries(IMPLIED, foreign),
      ...profileForgeries(fieldsOf(resolvedProfileSchema), foreign),
      ...headerForgeries(foreign),
      ...listForgeries(),
      ...removalForgeries(),
      ...recordForgeries(),
      ...textForgeries(),
    ];
  }, PATIENCE_MS);

  it(
    'are refused, each with a line that says what disagrees: at least three of every member, and 300 in all',
    () => {
      const accepted: string[] = [];
      const counts = new Map<string, number>();
      for (const [at, source] of sources.entries())
        for (const { field, way, make, keepsFiles } of forgeries) {
          // one source is enough for what is compared with a profile of this version, and for what only one has
          if (at > 0 && field.startsWith('profile.')) continue;
          if (at === EXCUSING && !EXCUSED.test(field)) continue;
          const draft = new Draft(source);
          if (!make(draft)) continue;
          const place = draft.write(freshPlace(), { files: keepsFiles !== true });
          const line = refusalOf(place);
          rmSync(place, { recursive: true });
          counts.set(field, (counts.get(field) ?? 0) + 1);
          if (line === undefined)
            accepted.push(`${new Draft(source).file.certificate['target'] as string}: ${field}: ${way}`);
          else expect(line).toMatch(/^\S.*[a-z].*$/);
        }
      expect(accepted).toEqual([]);
      const fields = [...IMPLIED, ...fieldsOf(resolvedProfileSchema).map((one) => `profile.${one}`)];
      const few = fields.filter((field) => (counts.get(field) ?? 0) < 3);
      expect(few).toEqual([]);
      expect([...counts.values()].reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(300);
    },
    PATIENCE_MS,
  );

  it('are forged in every member that is not declared a claim', () => {
    for (const field of ONLY_CLAIMED) {
      expect(FIELDS).toContain(field);
      expect(
        Object.keys(CLAIMS).some((member) => field.startsWith(member)),
        field,
      ).toBe(true);
    }
  });
});

/** The line that says why a bundle is refused; undefined: it is not. */
function refusalOf(place: string): string | undefined {
  try {
    const { outcome, differences } = verified(place);
    if (outcome !== 'differs') return undefined;
    const [first] = differences;
    return first === undefined ? undefined : `${first.file}: ${first.sentence}`;
  } catch (thrown) {
    if (thrown instanceof InputError) return thrown.lines[0];
    throw new Error(`verification threw: ${messageOf(thrown)}`, { cause: thrown });
  }
}

/** What a consistent forger does, and why nothing in the bundle can say so. */
interface Accepted {
  readonly why: string;
  readonly make: () => Promise<string>;
}

const lying =
  (gateway: string, change: (records: readonly HistoryRecord[]) => readonly HistoryRecord[]): RunCase =>
  async (file, repetition) => {
    const run = await runOn(gateway)(file, repetition);
    if (run.type !== 'ran') return run;
    const records = change(run.records);
    return { ...run, records, digest: digestOf(records) };
  };

const ACCEPTED: Readonly<Record<string, Accepted>> = {
  'a good gateway under the name of a bad one': {
    why: 'no record names the gateway: the first lines of histories do, and who writes them writes what he likes',
    make: async () => (await bundleOf('reference', { target: 'writes-stale-lifecycle' })).place,
  },
  'the violating case declared not applicable': {
    why: 'what a target is capable of stands in its description, which is not in the bundle',
    make: async () => {
      const run: RunCase = async (file, repetition) =>
        file.scenario.incident === '88538'
          ? { type: 'not-applicable', reason: 'the target cannot be started and stopped' }
          : runOn('writes-stale-lifecycle')(file, repetition);
      return (await bundleOf('writes-stale-lifecycle', { run })).place;
    },
  },
  'records with other times': {
    why: 'a history is the only witness of its times, and its digest is computed from what it says',
    make: async () => {
      const later = lying('reference', (records) =>
        records.map((one) => ({ ...one, atMicros: one.atMicros === 0 ? 0 : one.atMicros + 1 })),
      );
      return (await bundleOf('reference', { run: later })).place;
    },
  },
  'the best of many executions': {
    why: 'an execution that was left out leaves no trace',
    make: async () => (await bundleOf('evicts-silently', { run: runOn('reference') })).place,
  },
  'another day on another machine, and a waiver that nobody gave': {
    why: 'the circumstances are covered by no digest and implied by no record',
    make: async () => {
      const waived = [{ requirement: 'small.row', case: null, reason: 'the board has agreed' }];
      const machine = { platform: 'plan9', arch: 'mips', cpus: 1, node: 'v1.0.0', npm: null };
      const circumstances = { startedAt: '1999-12-31T23:59:59.000Z', wallMillis: 1, machine, waived };
      return (await bundleOf('writes-stale-lifecycle', {}, circumstances)).place;
    },
  },
};

describe('forgeries that agree with themselves', () => {
  it.each(Object.entries(ACCEPTED))('are accepted: %s', async (_what, { make, why }) => {
    const { outcome, claims } = verified(await make());
    expect(outcome, why).toBe('verified');
    expect(claims[0]?.says).toMatch(/^the histories are what \S+ said and did$/);
    expect(UNSIGNED).toContain('a forgery that agrees with itself cannot be told from the truth');
  });

  it('name what they only claim', async () => {
    const barred = await ACCEPTED['the violating case declared not applicable']?.make();
    expect(verified(barred ?? '').claims.map(({ says }) => says)).toContain(
      'without a history: 88538-late-end-after-reset #1: the target cannot be started and stopped; 88538-late-end-after-reset #2: the target cannot be started and stopped',
    );
  });
});

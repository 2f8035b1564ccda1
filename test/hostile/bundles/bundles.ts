/** Honest bundles of built-in gateways, made as `gauntlet certify` makes them, and how they are verified. */
import { join } from 'node:path';
import { GAUNTLET_VERSION } from '../../../src/campaign/version.ts';
import type { RunCase } from '../../../src/certify/case-run.ts';
import { BundleWriter } from '../../../src/certify/bundle-writer.ts';
import { certify, type CertifyOptions } from '../../../src/certify/certify.ts';
import type { Circumstances } from '../../../src/certify/certificate.ts';
import type { ResolvedProfile } from '../../../src/certify/profile.ts';
import { loadProfile } from '../../../src/certify/profile-file.ts';
import { verifyBundle, type Judging, type Verification } from '../../../src/certify/verification.ts';
import { namedTarget } from '../../../src/campaign/target.ts';
import { CIRCUMSTANCES, runOn } from '../../certify/small-certificate.ts';
import { BOUNDS, casesOf, placesWith, SMALL_PROFILE } from '../../certify/small-profile.ts';
import { temporaryFolder } from '../../certify/temporary-folder.ts';

/** The same profile for targets that run in real time: there every execution is another. */
export const REAL_PROFILE: ResolvedProfile = { ...SMALL_PROFILE, name: 'real@1', needs: 'url' };

/** With every kind of requirement that there is. */
const WHOLE_PROFILE: ResolvedProfile = {
  ...SMALL_PROFILE,
  name: 'whole@1',
  bounds: { ...SMALL_PROFILE.bounds, cancel: 1_000 },
  requirements: [
    ...SMALL_PROFILE.requirements,
    { id: 'small.same-digest', level: 'should', cases: [], check: 'same-digest' },
  ],
};

/** Of what happens in its cases, requirements leave some unjudged, and say so. */
export const EXCUSING_PROFILE: ResolvedProfile = loadProfile(
  'excusing',
  placesWith({
    'excusing@1': `name: excusing@1
summary: one whose properties excuse something
needs: port
${BOUNDS}cases:
  - certify/abort-at-once.yaml
  - certify/send-after-compaction.yaml
requirements:
  - { id: excusing.ack-durable, level: must, property: ack/durable, cases: [send-after-compaction] }
  - { id: excusing.run-served, level: must, property: run/served, cases: [] }
`,
  }),
);

const PROFILES = [WHOLE_PROFILE, REAL_PROFILE, EXCUSING_PROFILE];

export const JUDGING: Judging = {
  profile: (name) => {
    const profile = PROFILES.find((one) => one.name === name);
    return profile === undefined ? undefined : { profile, cases: casesOf(profile) };
  },
  gauntlet: GAUNTLET_VERSION,
};

export interface Made {
  readonly place: string;
  readonly verdict: string;
}

/** `run`: what executes the cases; a forger's may lie. */
export async function bundleOf(
  gateway: string,
  changes: Partial<CertifyOptions> = {},
  circumstances: Partial<Circumstances> = {},
): Promise<Made> {
  const profile = changes.profile ?? WHOLE_PROFILE;
  const bundle = new BundleWriter(temporaryFolder(), changes.target ?? gateway, []);
  const { certificate, interrupted } = await certify({
    target: gateway,
    world: 'simulated',
    dialect: namedTarget(gateway).dialect,
    profile,
    cases: casesOf(profile),
    repeat: 2,
    parallel: 1,
    run: runOn(gateway),
    bundle,
    gauntlet: GAUNTLET_VERSION,
    signal: new AbortController().signal,
    ...changes,
  });
  const place = bundle.finish(certificate, { ...CIRCUMSTANCES, interrupted, ...circumstances });
  return { place, verdict: certificate.verdict };
}

/** No two executions are alike, as in real time. */
export function realRun(gateway: string): RunCase {
  const run = runOn(gateway);
  return ({ file, scenario }, repetition) => {
    const plan = { ...scenario.plan, seed: `${scenario.plan.seed} ${repetition}` };
    return run({ file, scenario: { ...scenario, plan } }, repetition);
  };
}

export function verified(place: string): Verification {
  return verifyBundle(place, JUDGING);
}

let folder: string | undefined;
let places = 0;

export function freshPlace(): string {
  return join((folder ??= temporaryFolder()), String(++places));
}

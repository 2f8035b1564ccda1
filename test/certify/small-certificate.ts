/** Bundles for tests, made of real histories: the incidents of a small profile in the simulated world. */
import { namedTarget } from '../../src/campaign/target.ts';
import { BundleWriter } from '../../src/certify/bundle-writer.ts';
import type { RunCase } from '../../src/certify/case-run.ts';
import type { Circumstances } from '../../src/certify/certificate.ts';
import { certify, type Certification, type CertifyOptions } from '../../src/certify/certify.ts';
import { simulatedRunner } from '../../src/cli/simulated-runner.ts';
import { casesOf, SMALL_PROFILE } from './small-profile.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const CIRCUMSTANCES: Circumstances = {
  startedAt: '2026-11-21T12:00:00.000Z',
  wallMillis: 12,
  machine: { platform: 'linux', arch: 'x64', cpus: 2, node: 'v20.19.0', npm: null },
  interrupted: false,
  waived: [],
};

/** Runs on a gateway of the catalogue. */
export function runOn(gateway: string): RunCase {
  return simulatedRunner(namedTarget(gateway), new AbortController().signal);
}

export interface Certified extends Certification {
  /** The folder of the bundle. */
  readonly place: string;
}

/** A certificate for `gateway`, written below `out`. */
export async function certified(
  gateway: string,
  changes: Partial<CertifyOptions> & { readonly out?: string; readonly secrets?: readonly string[] } = {},
): Promise<Certified> {
  const { out = temporaryFolder(), secrets = [], ...options } = changes;
  const bundle = new BundleWriter(out, options.target ?? gateway, secrets);
  const profile = options.profile ?? SMALL_PROFILE;
  try {
    const certification = await certify({
      target: gateway,
      world: 'simulated',
      dialect: namedTarget(gateway).dialect,
      profile,
      cases: casesOf(profile),
      repeat: 2,
      parallel: 1,
      run: runOn(gateway),
      bundle,
      gauntlet: '0.1.0',
      signal: new AbortController().signal,
      ...options,
    });
    return { ...certification, place: bundle.finish(certification.certificate, CIRCUMSTANCES) };
  } finally {
    bundle.abandon();
  }
}

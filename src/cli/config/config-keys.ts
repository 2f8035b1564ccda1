/**
 * Which verb reads which key of a configuration, and as which of its options. Must not know how a configuration is read:
 * the command line's grammar asks this, and loads nothing else for it.
 */
import type { GauntletConfig } from './config-schema.ts';

export type Key = keyof GauntletConfig;

/** The option that a key is for a verb; a name where the verb's own is another one. */
export type Reads = Readonly<Partial<Record<Key, string>>>;

const OUT: Reads = { out: 'out' };
const RUN: Reads = {
  gateway: 'gateway',
  scenarios: 'ownScenarios',
  seed: 'seed',
  // a campaign beside scenarios, where the command line's own would be one without
  seeds: 'usualSeeds',
  time: 'usualTime',
  workers: 'workers',
  checkDeterminism: 'checkDeterminism',
  maxFailures: 'maxFailures',
  baseline: 'baseline',
  seedDatabase: 'seedDatabase',
  ...OUT,
};
const SPOKEN_TO: Reads = { target: 'target', gateway: 'gateway', dialect: 'dialect', tokenEnv: 'tokenEnv' };

export const READ_BY: Readonly<Record<string, Reads>> = {
  try: SPOKEN_TO,
  run: RUN,
  merge: { ...OUT, baseline: 'baseline', seedDatabase: 'seedDatabase' },
  selftest: { ...OUT, seed: 'seed', workers: 'workers' },
  replay: OUT,
  shrink: OUT,
  explain: OUT,
  why: { workers: 'workers' },
  certify: {
    ...SPOKEN_TO,
    profile: 'profile',
    repeat: 'repeat',
    parallel: 'parallel',
    certificates: 'out',
    waivers: 'waivers',
  },
};

/** Verbs that a configuration may speak to. */
export const CONFIGURED_VERBS: readonly string[] = Object.keys(READ_BY);

/** The grammar of `gauntlet fleet`: serve, work, status. */
import type { Command } from 'commander';
import type { DeterminismCheck } from '../campaign/determinism.ts';
import {
  choice,
  count,
  duration,
  folder,
  parseCommit,
  parseFleet,
  parseSeed,
  parseSeeds,
  wholeNumber,
} from './option-values.ts';
import type { AddVerb } from './program.ts';

const DETERMINISM_CHECKS: readonly DeterminismCheck[] = ['all', 'sample', 'none'];

/** `add`: to the verb `fleet`. */
export function addFleetVerbs(add: AddVerb, usualSeed: string, usualOut: string): void {
  redisOptions(add('serve', async () => (await import('./fleet-serve.ts')).fleetServeVerb))
    .description(
      'hand a campaign out to workers, merge what they make of it, and say what one machine would have said',
    )
    .argument('[scenario...]', 'executed here, before the campaign')
    .option('-g, --gateway <name|file>', 'the gateway to judge, as in run')
    .option('-s, --seed <seed>', 'any text; every plan of the campaign derives from it', parseSeed, usualSeed)
    .option('-n, --seeds <count|a..b>', 'which plans of the seed: 500 is 1..500', parseSeeds)
    .option('-o, --out <folder>', 'where reports and failure files go', folder('--out'), usualOut)
    .option(
      '--check-determinism <which>',
      'plans to execute twice and compare: all, sample (one in fifty) or none',
      choice('--check-determinism', DETERMINISM_CHECKS),
      'sample',
    )
    .option('-b, --baseline <file>', 'failures that are known, as in run')
    .option('--seed-database <folder>', 'as in run')
    .option('--commit <name>', 'as in run', parseCommit)
    .option('--require-coverage', 'as in run', false)
    .option('--range <plans>', 'plans that a worker is given at a time', count('--range'), 100)
    .option(
      '--window <ranges>',
      'most ranges that are handed out and not merged: what Redis has to hold',
      wholeNumber('--window', 1, 100_000),
      256,
    )
    .option('--canary <plans>', 'most plans until the canary must be noticed', count('--canary'), 500)
    .option(
      '--lease <duration>',
      'a worker or coordinator that is silent so long is lost',
      duration('--lease'),
      30_000,
    )
    .option(
      '--patience <duration>',
      'most time for a few plans, before they are said to hang',
      duration('--patience'),
      60_000,
    )
    .option(
      '--explain <executions>',
      'most executions to spend on explaining each kind of failure; 0: none',
      wholeNumber('--explain', 0, 1_000_000),
      200,
    )
    .option('--afresh', 'forget the campaign that is under way', false)
    .option('-q, --quiet', 'only failures and the verdict', false)
    .option('-v, --verbose', 'name the gateways that pass', false);
  redisOptions(add('work', async () => (await import('./fleet-work.ts')).fleetWorkVerb))
    .description('execute plans for whoever serves this fleet, until told to stop')
    .option('-g, --gateway <file>', 'the gateway, when it is a file outside the working directory')
    .option(
      '--slots <count>',
      'processes that execute plans (default: what the machine offers)',
      wholeNumber('--slots', 1, 256),
    )
    .option('--once', 'end when the campaign is over', false)
    .option('-q, --quiet', 'say nothing', false);
  redisOptions(add('status', async () => (await import('./fleet-status.ts')).fleetStatusVerb)).description(
    'how far its campaign has come, who works on it, and what is wrong',
  );
}

function redisOptions(verb: Command): Command {
  return verb
    .option(
      '--redis <address>',
      'redis://host:port/database, or rediss:// for TLS',
      'redis://127.0.0.1:6379/0',
    )
    .option('--redis-password-env <variable>', 'the environment variable that holds its password')
    .option('--redis-ca <file>', 'certificates that are trusted, as PEM')
    .option('--name <name>', 'of the fleet: several may share one Redis', parseFleet, 'gauntlet');
}

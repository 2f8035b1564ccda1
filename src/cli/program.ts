/** The command line's grammar: verbs, arguments, options. Says what exists; each verb's file says what it does. */
import { Command } from 'commander';
import { DETERMINISM_CHECKS } from '../campaign/determinism.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { explainVerb } from './explain.ts';
import { listVerb } from './list.ts';
import {
  parseChoice,
  parseDuration,
  parseOut,
  parseSeed,
  parseSeeds,
  parseWorkers,
} from './option-values.ts';
import { replayVerb, type ReplayOptions } from './replay.ts';
import { DEFAULT_SEED, runVerb, type RunOptions } from './run.ts';
import { SCHEMA_NAMES, schemaVerb } from './schema.ts';

const JSON_OPTION = [
  '--json',
  'print JSON and nothing else on stdout; text for people goes to stderr',
  false,
] as const;

/** The program; what a verb ends with is handed to `end`. */
export function createProgram(end: (code: ExitCode) => void): Command {
  const program = new Command('gauntlet')
    .description(
      'Deterministic simulation and fault injection for agent gateways that speak the OpenClaw protocol.',
    )
    .version(GAUNTLET_VERSION)
    .option('--debug', 'show where an unexpected error came from')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .addHelpText('after', exitCodeHelp);
  addRun(program, end);
  addReplay(program, end);
  program
    .command('list')
    .description('gateways, scenarios, properties and faults')
    .option(...JSON_OPTION)
    .action((options: { json: boolean }) => end(listVerb(options)));
  program
    .command('explain')
    .description('what a property, scenario, fault or gateway is about')
    .argument('<name>', 'such as seq/contiguous, link.cut, a gateway or part of a scenario name')
    .option(...JSON_OPTION)
    .action((name: string, options: { json: boolean }) => end(explainVerb(name, options)));
  program
    .command('schema')
    .description(`JSON Schema of ${SCHEMA_NAMES.join(', ')}`)
    .argument('<name>')
    .action((name: string) => end(schemaVerb(name)));
  for (const verb of program.commands) verb.option('--debug', 'show where an unexpected error came from');
  return program;
}

function addRun(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('run')
    .description('run scenarios and a seed campaign, and judge them')
    .argument('[scenario...]', 'paths, incident numbers, or parts of names; without any: all incidents')
    .option(
      '-g, --gateway <name|file>',
      'the gateway to judge: a name from the list, or a module behind the port',
    )
    .option(
      '-s, --seed <seed>',
      'any text; every plan of the campaign derives from it',
      parseSeed,
      DEFAULT_SEED,
    )
    .option('-n, --seeds <count|a..b>', 'which plans of the seed: 500 is 1..500', parseSeeds)
    .option('-t, --time <duration>', 'start no further plan after this long, such as 60s', parseDuration)
    .option('-o, --out <folder>', 'where reports and failure files go', parseOut, 'reports/latest')
    .option(
      '-w, --workers <count>',
      'threads (default: what the machine offers, once that pays)',
      parseWorkers,
    )
    .option(
      '--check-determinism <which>',
      'plans to execute twice and compare: all, sample (one in fifty) or none',
      (text: string) => parseChoice('--check-determinism', DETERMINISM_CHECKS, text),
      'sample' as const,
    )
    .option(...JSON_OPTION)
    .option('-q, --quiet', 'only failures and the verdict', false)
    .action(async (words: string[], options: RunOptions) => end(await runVerb(words, options)));
}

function addReplay(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('replay')
    .description('execute a failure file again: reproduced, fixed or diverged')
    .argument('<file>', 'a failure file that run has written')
    .option('-g, --gateway <name|file>', 'replay on this gateway instead of the one that failed')
    .option(...JSON_OPTION)
    .action(async (file: string, options: ReplayOptions) => end(await replayVerb(file, options)));
}

function exitCodeHelp(): string {
  const meaning: readonly (readonly [ExitCode, string])[] = [
    [EXIT.clean, 'clean; an expected conviction counts as clean'],
    [EXIT.violation, 'a violation, or a known failure that no longer fails'],
    [EXIT.inconclusive, 'inconclusive: something that had to be exercised was not'],
    [EXIT.usage, 'usage, configuration or scenario error'],
    [EXIT.target, 'the gateway is dead before hello'],
    [EXIT.bug, 'a bug in Gauntlet, or a run that was not repeatable'],
    [EXIT.interrupted, 'interrupted; the partial report was written'],
  ];
  return ['', 'Exit codes:', ...meaning.map(([code, text]) => `  ${String(code).padStart(3)}  ${text}`)].join(
    '\n',
  );
}

/**
 * The command line's grammar: verbs, arguments, options. Says what exists; each verb's file says what it does, and is
 * loaded when the verb is used: all of them together take longer to load than most of them to run.
 */
import { Command } from 'commander';
import type { DeterminismCheck } from '../campaign/determinism.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { addCertificateVerbs } from './certificate-verbs.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import {
  DEFAULT_BUDGET,
  DEFAULT_OUT,
  DEFAULT_REFERENCE_PLANS,
  DEFAULT_ROUNDS,
  DEFAULT_SEED,
  DEFAULT_SHRINK_EXECUTIONS,
  SELFTEST_SEED,
  SERVED_GATEWAY,
} from './defaults.ts';
import {
  parseChoice,
  parseCount,
  parseDuration,
  parseEvery,
  parseInto,
  parseName,
  parseOffset,
  parseOut,
  parsePort,
  parseSeed,
  parseSeeds,
  parseState,
  parseWorkers,
} from './option-values.ts';
import type { PromoteOptions } from './promote.ts';
import type { ReplayOptions } from './replay.ts';
import type { RunOptions } from './run.ts';
import { SCHEMA_NAMES } from './schema-names.ts';
import type { SelftestOptions } from './selftest.ts';
import type { ServeOptions } from './serve.ts';
import type { ShrinkOptions } from './shrink.ts';

const DETERMINISM_CHECKS: readonly DeterminismCheck[] = ['all', 'sample', 'none'];

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
  addShrink(program, end);
  addPromote(program, end);
  addSelftest(program, end);
  addCertificateVerbs(program, end, JSON_OPTION);
  addServe(program, end);
  program
    .command('list')
    .description('gateways, scenarios, properties and faults')
    .option(...JSON_OPTION)
    .action(async (options: { json: boolean }) => {
      const { listVerb } = await import('./list.ts');
      end(listVerb(options));
    });
  program
    .command('explain')
    .description('what a property, scenario, fault, gateway or profile is about')
    .argument('<name>', 'such as seq/contiguous, link.cut, a gateway or part of a scenario name')
    .option(...JSON_OPTION)
    .action(async (name: string, options: { json: boolean }) => {
      const { explainVerb } = await import('./explain.ts');
      end(explainVerb(name, options));
    });
  program
    .command('schema')
    .description(`JSON Schema of ${SCHEMA_NAMES.join(', ')}`)
    .argument('<name>')
    .action(async (name: string) => {
      const { schemaVerb } = await import('./schema.ts');
      end(schemaVerb(name));
    });
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
    .option('-o, --out <folder>', 'where reports and failure files go', parseOut, DEFAULT_OUT)
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
    .option(
      '--require-coverage',
      'end inconclusive (exit 2) when a (fault × state) cell stayed empty or a fact never happened',
      false,
    )
    .option(...JSON_OPTION)
    .option('-q, --quiet', 'only failures and the verdict', false)
    .action(async (words: string[], options: RunOptions) => {
      const { runVerb } = await import('./run.ts');
      end(await runVerb(words, options));
    });
}

function addReplay(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('replay')
    .description('execute a failure file again: reproduced, fixed or diverged')
    .argument('<file>', 'a failure file that run has written')
    .option('-g, --gateway <name|file>', 'replay on this gateway instead of the one that failed')
    .option(...JSON_OPTION)
    .action(async (file: string, options: ReplayOptions) => {
      const { replayVerb } = await import('./replay.ts');
      end(await replayVerb(file, options));
    });
}

function addShrink(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('shrink')
    .description('make the plan of a failure file smaller, to one that fails the same way')
    .argument('<file>', 'a failure file that run has written')
    .option('-g, --gateway <name|file>', 'shrink on this gateway instead of the one that failed')
    .option(
      '--max-executions <count>',
      'most executions to spend',
      (text: string) => parseCount('--max-executions', text),
      DEFAULT_SHRINK_EXECUTIONS,
    )
    .option('-o, --out <folder>', 'where the smaller failure file goes', parseOut, DEFAULT_OUT)
    .option(...JSON_OPTION)
    .option('-q, --quiet', 'only the verdict and the commands', false)
    .action(async (file: string, options: ShrinkOptions) => {
      const { shrinkVerb } = await import('./shrink.ts');
      end(await shrinkVerb(file, options));
    });
}

function addPromote(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('promote')
    .description('turn a failure file into a scenario, and check that it fails where it should')
    .argument('<file>', 'a failure file that run or shrink has written')
    .option('-g, --gateway <name|file>', 'the gateway that failed, where the file may not name it')
    .option('--name <sentence>', 'what the scenario and its file are called', parseName)
    .option('--into <folder>', 'where it goes', parseInto, 'scenarios/regressions')
    .option(...JSON_OPTION)
    .action(async (file: string, options: PromoteOptions) => {
      const { promoteVerb } = await import('./promote.ts');
      end(await promoteVerb(file, options));
    });
}

function addSelftest(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('selftest')
    .description('can the verdict be trusted? known-bad gateways × properties, and gateways that are right')
    .option('-s, --seed <seed>', 'any text; every round derives from it', parseSeed, SELFTEST_SEED)
    .option(
      '--budget <plans>',
      'most plans until a known-bad gateway is convicted, in each of its rounds',
      (text: string) => parseCount('--budget', text),
      DEFAULT_BUDGET,
    )
    .option(
      '--rounds <count>',
      'rounds on each known-bad gateway, each with a seed of its own',
      (text: string) => parseCount('--rounds', text),
      DEFAULT_ROUNDS,
    )
    .option(
      '--plans <count>',
      'plans that the reference gateway must pass; a known-good variant gets its share',
      (text: string) => parseCount('--plans', text),
      DEFAULT_REFERENCE_PLANS,
    )
    .option('-g, --gateway <name...>', 'only these known-bad gateways', [])
    .option('--without <property...>', 'leave properties out, to see what they are needed for', [])
    .option('--no-shrink', 'do not make the first failure of each known-bad gateway smaller')
    .option('-o, --out <folder>', 'where reports and failure files go', parseOut, DEFAULT_OUT)
    .option('-w, --workers <count>', 'threads (default: what the machine offers)', parseWorkers)
    .option(...JSON_OPTION)
    .option('-q, --quiet', 'only what is wrong and the verdict', false)
    .action(async (options: SelftestOptions) => {
      const { selftestVerb } = await import('./selftest.ts');
      end(await selftestVerb(options));
    });
}

function addServe(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('serve')
    .description('serve a gateway on a real socket until it is told to stop')
    .option('-g, --gateway <name|file>', 'a name from the list, or a module behind the port', SERVED_GATEWAY)
    .option('-p, --port <port>', 'on 127.0.0.1; 0 is any free one', parsePort, 0)
    .option('--state <folder>', 'where its files are (default: a new one, removed at the end)', parseState)
    .option('--token <text>', 'what clients must present (default: made up and printed)')
    .option('--token-env <variable>', 'the environment variable that holds the token')
    .option('--provider <url>', 'the agent runtime (default: one that is built in and echoes)')
    .option('--settings <file>', 'limits, rules and main session, as in a plan')
    .option('--wall-offset <ms>', "added to the gateway's wall clock", parseOffset, 0)
    .option(
      '-s, --seed <seed>',
      'what the built-in runtime says, and the faults, derive from it',
      parseSeed,
      DEFAULT_SEED,
    )
    .option('--faults', 'cut, stall, restart, reset and overwhelm whoever connects, now and then', false)
    .option('--every <ms>', 'so long between two faults, more or less (default: 5000)', parseEvery)
    .action(async (_options: ServeOptions, verb: Command) => {
      const { serveVerb } = await import('./serve.ts');
      end(await serveVerb(verb.optsWithGlobals<ServeOptions>()));
    });
}

function exitCodeHelp(): string {
  const meaning: readonly (readonly [ExitCode, string])[] = [
    [EXIT.clean, 'clean; an expected conviction counts as clean'],
    [
      EXIT.violation,
      'a violation, a known failure that no longer fails, or a gateway that threw, ended or hung',
    ],
    [EXIT.inconclusive, 'inconclusive: something that had to be exercised was not'],
    [EXIT.usage, 'usage, configuration or scenario error, or output that could not be written'],
    [EXIT.target, 'the gateway is dead, ended or hung before any hello'],
    [EXIT.bug, 'a bug in Gauntlet, or a run that was not repeatable'],
    [EXIT.interrupted, 'interrupted; the partial report was written'],
  ];
  return ['', 'Exit codes:', ...meaning.map(([code, text]) => `  ${String(code).padStart(3)}  ${text}`)].join(
    '\n',
  );
}

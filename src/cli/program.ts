/**
 * The command line's grammar: verbs, arguments, options. Says what exists; each verb's file says what it does, and is
 * loaded when the verb is used: all of them together take longer to load than most of them to run.
 */
import { Command } from 'commander';
import type { DeterminismCheck } from '../campaign/determinism.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { addCertificateVerbs, SHARD_HELP } from './certificate-verbs.ts';
import { CONFIGURED_VERBS } from './config/config-keys.ts';
import { MEANINGS, type ExitCode } from './exit-codes.ts';
import { addFleetVerbs } from './fleet-verbs.ts';
import {
  choice,
  count,
  folder,
  parseCommit,
  parseDuration,
  parseName,
  parseSeed,
  parseSeeds,
  parseShard,
  wholeNumber,
} from './option-values.ts';
import { CI_SYSTEMS, TARGET_KINDS } from './init/project.ts';
import { SCHEMA_NAMES } from './schema-names.ts';

/** What a verb's file exports: it is given the arguments, and then the options, as they were read. */
type Verb<Given extends readonly unknown[]> = (...given: Given) => ExitCode | Promise<ExitCode>;

/** Adds a verb that is loaded when it is used. */
export type AddVerb = <Given extends readonly unknown[]>(
  name: string,
  load: () => Promise<Verb<Given>>,
) => Command;

const DETERMINISM_CHECKS: readonly DeterminismCheck[] = ['all', 'sample', 'none'];
const DEFAULT_SEED = 'gauntlet';
const DEFAULT_OUT = 'reports/latest';
const MOST_RECORDS = 1_000_000_000;
const SHOW_CODES = `
Exit codes:
    0  it was shown
    2  the plan was executed again and took another course than the file says
    3  the file cannot be read, or has nothing that was asked for`;
const A_HUNDRED_YEARS_MS = 3_155_760_000_000;

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
  const addTo =
    (parent: Command): AddVerb =>
    <Given extends readonly unknown[]>(name: string, load: () => Promise<Verb<Given>>) => {
      const command = parent.command(name);
      return command.action(async () => {
        if (parent === program && CONFIGURED_VERBS.includes(name))
          await (await import('./config/config-values.ts')).applyConfig(command);
        const verb = await load();
        const args: readonly unknown[] = command.processedArgs;
        // what a verb takes is what was added to its command
        const given = [...args, command.optsWithGlobals()] as readonly unknown[] as Given;
        end(await verb(...given));
      });
    };
  const add = addTo(program);
  addInit(add);
  addCampaignVerbs(add);
  addSeeds(add);
  addFailureVerbs(add);
  addCertificateVerbs(add);
  addCompare(add);
  addServe(add);
  const fleet = program
    .command('fleet')
    .description('a campaign on as many machines as there are: serve, work, status');
  addFleetVerbs(addTo(fleet), DEFAULT_SEED, DEFAULT_OUT);
  add('list', async () => (await import('./list.ts')).listVerb).description(
    'gateways, scenarios, properties and faults',
  );
  add('explain', async () => (await import('./explain.ts')).explainVerb)
    .description(
      'what a property, scenario, fault, gateway or profile is about; or what of a failure must be so',
    )
    .argument(
      '<name|file>',
      'such as seq/contiguous, link.cut, a gateway, part of a scenario name or a failure file',
    )
    .option('-g, --gateway <name|file>', 'explain a failure on this gateway instead of the one that failed')
    .option(
      '--max-executions <count>',
      'most executions to spend on a failure',
      count('--max-executions'),
      200,
    )
    .option('-o, --out <folder>', 'where a smaller failure file goes', folder('--out'), DEFAULT_OUT)
    .option('-q, --quiet', 'only the sentence and the commands', false);
  add('schema', async () => (await import('./schema.ts')).schemaVerb)
    .description(`JSON Schema of ${SCHEMA_NAMES.join(', ')}`)
    .argument('<name>');
  const verbs = program.commands.filter((verb) => verb !== fleet);
  for (const verb of [...verbs, ...fleet.commands]) {
    if (verb.parent === fleet ? verb.name() !== 'work' : !['serve', 'schema', 'show'].includes(verb.name()))
      verb.option('--json', 'print JSON and nothing else on stdout; text for people goes to stderr', false);
    if (verb.parent === program && CONFIGURED_VERBS.includes(verb.name()))
      verb
        .option(
          '--config <file>',
          'what to do where the command line does not say (default: gauntlet.config.*)',
        )
        .option('--no-config', 'read no configuration');
    verb.option('--debug', 'show where an unexpected error came from');
  }
  return program;
}

function addInit(add: AddVerb): void {
  add('init', async () => (await import('./init.ts')).initVerb)
    .description(
      'write what a project needs to be judged: configuration, first scenario, CI; asks what no flag says',
    )
    .option('--kind <kind>', `what is judged: ${TARGET_KINDS.join(', ')}`, choice('--kind', TARGET_KINDS))
    .option('--typescript', 'in-process: write TypeScript (default: where there is a tsconfig.json)')
    .option('--no-typescript', 'in-process: write JavaScript')
    .option('-g, --gateway <file>', 'in-process: its module, or where that is going to be')
    .option('--name <name>', 'command, hosted: what it is called')
    .option('--command <line>', 'command, hosted: what starts it; {port} is where it is to listen')
    .option('--url <address>', 'url: where it listens')
    .option('--token-env <variable>', 'url: the environment variable that holds its token')
    .option('--ci <system>', `${CI_SYSTEMS.join(', ')} (default: github)`, choice('--ci', CI_SYSTEMS))
    .option('-y, --yes', 'ask nothing, and take what is usual', false);
}

function addCampaignVerbs(add: AddVerb): void {
  add('run', async () => (await import('./run.ts')).runVerb)
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
    .option('-o, --out <folder>', 'where reports and failure files go', folder('--out'), DEFAULT_OUT)
    .option(
      '-w, --workers <count>',
      'threads (default: what the machine offers, once that pays)',
      wholeNumber('--workers', 1, 256),
    )
    .option(
      '--check-determinism <which>',
      'plans to execute twice and compare: all, sample (one in fifty) or none',
      choice('--check-determinism', DETERMINISM_CHECKS),
      'sample',
    )
    .option(
      '--max-failures <count>',
      'end the campaign with the plan that is the so-many-th to fail (default: go on)',
      wholeNumber('--max-failures', 1, 1_000_000),
    )
    .option('--last-failed', 'only what failed in the last run that wrote to --out (default: all)', false)
    .option('--failed-first', 'what failed in the last run that wrote to --out, and then all', false)
    .option(
      '-b, --baseline <file>',
      'failures that are known, each with a reason: they spare the exit code as long as they fail',
    )
    .option(
      '--seed-database <folder>',
      'begin with the plans in there that failed or reached much before, and leave there those that are found',
    )
    .option('--commit <name>', "of what is judged, for the seed database (default: git's)", parseCommit)
    .option(
      '--require-coverage',
      'end inconclusive (exit 2) when a (fault × state) cell stayed empty or a fact never happened',
      false,
    )
    .option('--ndjson', 'print a line of JSON for each thing that happens, as it happens', false)
    .option('-q, --quiet', 'only failures and the verdict', false)
    .option('--keep-history', 'keep the history of every plan, also of those that pass (at most 50)', false)
    .option('-v, --verbose', 'name the gateways that pass', false)
    .option('--shard <i/n>', SHARD_HELP, parseShard);
  add('merge', async () => (await import('./merge.ts')).mergeVerb)
    .description('say of the shards of one run, selftest or certificate what one machine would have said')
    .argument('<folder|file...>', 'what --shard wrote: all of it, in any order')
    .option('-g, --gateway <name|file>', 'the gateway, when it is a file outside the working directory')
    .option('-o, --out <folder>', 'where the result goes (default: as of the verb itself)', folder('--out'))
    .option('-b, --baseline <file>', 'failures that are known, as in run')
    .option('--waivers <file>', 'violations that are accepted, as in certify')
    .option('--seed-database <folder>', 'as in run: what the shards began with')
    .option('--commit <name>', 'as in run', parseCommit)
    .option('--require-coverage', 'as in run', false)
    .option('--ndjson', 'print a line of JSON for each thing that happens, as it happens', false)
    .option('-q, --quiet', 'only failures and the verdict', false)
    .option('-v, --verbose', 'name the gateways that pass', false);
  add('selftest', async () => (await import('./selftest.ts')).selftestVerb)
    .description('can the verdict be trusted? known-bad gateways × properties, and gateways that are right')
    .option('-s, --seed <seed>', 'any text; every round derives from it', parseSeed, 'selftest')
    .option(
      '--budget <plans>',
      'most plans until a known-bad gateway is convicted, in each of its rounds',
      count('--budget'),
      500,
    )
    .option(
      '--rounds <count>',
      'rounds on each known-bad gateway, each with a seed of its own',
      count('--rounds'),
      5,
    )
    .option(
      '--plans <count>',
      'plans that the reference gateway must pass; a known-good variant gets its share',
      count('--plans'),
      2_000,
    )
    .option('-g, --gateway <name...>', 'only these known-bad gateways', [])
    .option('--without <property...>', 'leave properties out, to see what they are needed for', [])
    .option('--no-shrink', 'do not make the first failure of each known-bad gateway smaller')
    .option('-o, --out <folder>', 'where reports and failure files go', folder('--out'), DEFAULT_OUT)
    .option(
      '-w, --workers <count>',
      'threads (default: what the machine offers)',
      wholeNumber('--workers', 1, 256),
    )
    .option('-q, --quiet', 'only what is wrong and the verdict', false)
    .option('--shard <i/n>', SHARD_HELP, parseShard);
}

function addSeeds(add: AddVerb): void {
  add('seeds', async () => (await import('./seeds.ts')).seedsVerb)
    .description('what a seed database holds: growth, cost, and open failures with their age')
    .argument('<folder>', 'what --seed-database names')
    .option('--page <file>', 'write a page there, too');
}

function addFailureVerbs(add: AddVerb): void {
  add('replay', async () => (await import('./replay.ts')).replayVerb)
    .description('execute a failure file again: reproduced, fixed or diverged')
    .argument('<file>', 'a failure file that run has written')
    .option('-g, --gateway <name|file>', 'replay on this gateway instead of the one that failed')
    .option('--keep-history', 'keep the history of this execution, whatever comes of it', false)
    .option('-o, --out <folder>', 'where that goes', folder('--out'), DEFAULT_OUT);
  add('bisect', async () => (await import('./bisect.ts')).bisectVerb)
    .description('between a target that passes and one that fails like a failure file, where that begins')
    .argument('<file>', 'a failure file that run or shrink has written')
    .option('--good <target>', 'it does not fail so')
    .option('--bad <target>', 'it fails so')
    .option(
      '--between <target...>',
      'what lies between, from good to bad (default: between two of openclaw@VERSION, the releases that npm has)',
      [],
    );
  addShow(add);
  add('shrink', async () => (await import('./shrink.ts')).shrinkVerb)
    .description('make the plan of a failure file smaller, to one that fails the same way')
    .argument('<file>', 'a failure file that run has written')
    .option('-g, --gateway <name|file>', 'shrink on this gateway instead of the one that failed')
    .option('--max-executions <count>', 'most executions to spend', count('--max-executions'), 3_000)
    .option('-o, --out <folder>', 'where the smaller failure file goes', folder('--out'), DEFAULT_OUT)
    .option('-q, --quiet', 'only the verdict and the commands', false);
  add('why', async () => (await import('./why.ts')).whyVerb)
    .description('from which entry of its plan on a failure is probable, whatever comes after')
    .argument('<file>', 'a failure file that run or shrink has written')
    .option('-g, --gateway <name|file>', 'ask on this gateway instead of the one that failed')
    .option('--executions <count>', 'most executions to spend', count('--executions'), 1_000)
    .option(
      '-w, --workers <count>',
      'threads (default: what the machine offers, once that pays)',
      wholeNumber('--workers', 1, 256),
    )
    .option('-q, --quiet', 'only the sentence', false);
  add('promote', async () => (await import('./promote.ts')).promoteVerb)
    .description('turn a failure file into a scenario, and check that it fails where it should')
    .argument('<file>', 'a failure file that run or shrink has written')
    .option('-g, --gateway <name|file>', 'the gateway that failed, where the file may not name it')
    .option('--name <sentence>', 'what the scenario and its file are called', parseName)
    .option('--into <folder>', 'where it goes', folder('--into'), 'scenarios/regressions');
}

function addCompare(add: AddVerb): void {
  add('compare', async () => (await import('./compare.ts')).compareVerb)
    .description(
      'where two histories part, as their clients saw them: gateways, releases, before and after a fix',
    )
    .argument('<a>', 'a failure file, with its history beside it, or a history')
    .argument('[b]', 'another one; without it the plan of A is executed again')
    .option('--reads', 'compare also what reads answer: of two executions in virtual time', false)
    .option('-g, --gateway <name|file>', 'execute the plan of B, or of A again, on this gateway')
    .option('-C, --context <count>', 'so many things before and after', wholeNumber('--context', 0, 1_000), 3)
    .option('--page <file>', 'write a page there, with both traces beside each other');
}

function addShow(add: AddVerb): void {
  add('show', async () => (await import('./show.ts')).showVerb)
    .description('a failure, history, recording or case of a bundle as a space-time diagram')
    .argument('<file>', 'a failure file, a history (.jsonl), a recording, or the folder of a bundle')
    .option(
      '--around <record>',
      'this record instead of the evidence',
      wholeNumber('--around', 0, MOST_RECORDS),
    )
    .option('--neighbours <count>', 'records to show on either side', wholeNumber('--neighbours', 0, 10_000))
    .option('--client <name>', 'leave out what is about other clients')
    .option('--session <key>', 'leave out what is about other sessions')
    .option('--run <id>', 'leave out what is about other runs')
    .option('--case <id>', 'of a bundle (default: the first that is violated)')
    .option('--dialect <name>', 'what the frames mean, where the file does not say')
    .option(
      '-g, --gateway <name|file>',
      "execute a failure's plan on this gateway instead of reading its history",
    )
    .option('--width <columns>', 'default: what the terminal has', wholeNumber('--width', 40, 1_000))
    .addHelpText('after', SHOW_CODES);
}

function addServe(add: AddVerb): void {
  add('serve', async () => (await import('./serve.ts')).serveVerb)
    .description('serve a gateway on a real socket until it is told to stop')
    .option('-g, --gateway <name|file>', 'a name from the list, or a module behind the port', 'reference')
    .option('-p, --port <port>', 'on 127.0.0.1; 0 is any free one', wholeNumber('--port', 0, 65_535), 0)
    .option(
      '--state <folder>',
      'where its files are (default: a new one, removed at the end)',
      folder('--state'),
    )
    .option('--token <text>', 'what clients must present (default: made up and printed)')
    .option('--token-env <variable>', 'the environment variable that holds the token')
    .option('--provider <url>', 'the agent runtime (default: one that is built in and echoes)')
    .option('--settings <file>', 'limits, rules and main session, as in a plan')
    .option(
      '--wall-offset <ms>',
      "added to the gateway's wall clock",
      wholeNumber('--wall-offset', -A_HUNDRED_YEARS_MS, A_HUNDRED_YEARS_MS, 'number of milliseconds'),
      0,
    )
    .option(
      '-s, --seed <seed>',
      'what the built-in runtime says, and the faults, derive from it',
      parseSeed,
      DEFAULT_SEED,
    )
    .option('--plan <file>', 'what the built-in runtime says in the runs to come, and what fails when')
    .option('--content <file>', 'sessions to begin with, and what was said in them')
    .option('--record <file>', 'write what crosses its boundary as a history, for `gauntlet judge`')
    .option('--faults', 'cut, stall, restart, reset and overwhelm whoever connects, now and then', false)
    .option(
      '--every <ms>',
      'so long between two faults, more or less (default: 5000)',
      wholeNumber('--every', 10, 3_600_000, 'number of milliseconds'),
    );
}

/** As wide as the options above it. */
function exitCodeHelp({ command }: { readonly command: Command }): string {
  const helper = command.createHelp();
  const helpWidth = command.configureOutput().getOutHelpWidth?.() ?? 80;
  helper.prepareContext({ helpWidth });
  return helper
    .formatItemList(
      '\nExit codes:',
      Object.entries(MEANINGS).map(([code, meaning]) =>
        helper.formatItem(code.padStart(3), 3, meaning, helper),
      ),
      helper,
    )
    .join('\n')
    .trimEnd();
}

/** The grammar of the verbs about certificates: certify, judge, verify, diff, matrix. */
import { Option } from 'commander';
import { folder, parseShard, wholeNumber } from './option-values.ts';
import type { AddVerb } from './program.ts';

export const SHARD_HELP =
  'execute the i-th of n parts alone and write it down; gauntlet merge says what all of them come to';

export function addCertificateVerbs(add: AddVerb): void {
  add('certify', async () => (await import('./certify.ts')).certifyVerb)
    .description('run the cases of a profile on a gateway, and write a certificate that anyone can check')
    .argument(
      '[target]',
      'a gateway of the list, a URL, a description file, openclaw@VERSION, or openclaw:PATH (default: as the configuration says)',
    )
    .option('--profile <name>', 'what must hold: speaks, ordered, bounded, durable, deterministic', 'durable')
    .addOption(
      new Option(
        '--world <name>',
        'live: over real sockets; hosted: a Node program in virtual time (default: live, or what the profile needs)',
      ).choices(['live', 'hosted']),
    )
    .option(
      '--repeat <count>',
      'how often each case is run; one violation is one, a pass needs all',
      wholeNumber('--repeat', 1, 100),
      3,
    )
    .option(
      '--confirm <count>',
      'with --world hosted: how often each case with a violation is tried over real sockets',
      wholeNumber('--confirm', 1, 20),
    )
    .option('--parallel <count>', 'runs under way at a time', wholeNumber('--parallel', 1, 64), 2)
    .option(
      '-o, --out <folder>',
      'where the bundle goes, in a folder of its own',
      folder('--out'),
      'reports/certificates',
    )
    .option('--waivers <file>', 'violations that are accepted, each with a reason')
    .option('--scenario <file>', 'execute this scenario and no case; judged, and no certificate')
    .option('--case <filter...>', 'only cases with this in their name, file or incident', [])
    .option('--watch', "run them again whenever a file beside the target's changes", false)
    .option('--token <text>', 'what clients present to a gateway that is running already')
    .option('--token-env <variable>', 'the environment variable that holds the token')
    .option('--dialect <name>', 'what its frames mean (default: by its version)')
    .option('-q, --quiet', 'only violations and the verdict', false)
    .option('--shard <i/n>', SHARD_HELP, parseShard);
  add('try', async () => (await import('./try.ts')).tryVerb)
    .description(
      'have one mixed conversation with a gateway, and judge it: the first verdict, in less than a minute',
    )
    .argument('[target]', 'what certify takes; a gateway behind the port is tried in virtual time')
    .option('-o, --out <folder>', 'where its history goes', folder('--out'), 'reports/try')
    .option('--token <text>', 'what clients present to a gateway that is running already')
    .option('--token-env <variable>', 'the environment variable that holds the token')
    .option('--dialect <name>', 'what its frames mean (default: by its version)')
    .option('-q, --quiet', 'only violations and the verdict', false);
  add('judge', async () => (await import('./judge.ts')).judgeVerb)
    .description('recompute the verdict on a recorded history')
    .argument('<history>', 'a JSONL history, with its blobs beside it')
    .option('--dialect <name>', 'what its frames mean (default: as the history says)')
    .option('--profile <name>', 'what must hold (default: as the history says)')
    .option('--property <id>', 'with --explain: this one alone')
    .option('--explain', 'clause, frames, and the declaration that would excuse it', false)
    .option('-q, --quiet', 'only violations and the verdict', false);
  add('verify', async () => (await import('./verify.ts')).verifyVerb)
    .description('recompute all hashes and verdicts of a certificate, and say what differs')
    .argument('<bundle>', 'the folder that certify has written');
  add('diff', async () => (await import('./diff.ts')).diffVerb)
    .description('what changed between two certificates; ends with 1 when something got worse')
    .argument('<old>', 'a bundle')
    .argument('<new>', 'another one');
  add('matrix', async () => (await import('./matrix.ts')).matrixVerb)
    .description('certificates as a table: releases × incidents and requirements')
    .argument('<bundle...>', 'folders that certify has written')
    .option('--markdown', 'as Markdown', false)
    .option('--page <file>', 'write a page there, whose cells lead to what shows them');
}

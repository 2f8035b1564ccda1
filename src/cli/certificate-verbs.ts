/** The grammar of the verbs about certificates: certify, judge, verify, diff, matrix. */
import type { Command } from 'commander';
import type { CertifyVerbOptions } from './certify.ts';
import type { ExitCode } from './exit-codes.ts';
import type { JudgeOptions } from './judge.ts';
import type { MatrixOptions } from './matrix.ts';
import { DEFAULT_PARALLEL, DEFAULT_PROFILE, DEFAULT_REPEAT } from './defaults.ts';
import { parseOut, parseSmallCount } from './option-values.ts';

type JsonOption = readonly [string, string, false];

const MOST_REPETITIONS = 100;
const MOST_PARALLEL = 64;

export function addCertificateVerbs(
  program: Command,
  end: (code: ExitCode) => void,
  jsonOption: JsonOption,
): void {
  program
    .command('certify')
    .description('run the cases of a profile on a gateway, and write a certificate that anyone can check')
    .argument('<target>', 'a gateway of the list, a URL, a description file, or openclaw@VERSION')
    .option(
      '--profile <name>',
      'what must hold: speaks, ordered, bounded, durable, deterministic',
      DEFAULT_PROFILE,
    )
    .option(
      '--repeat <count>',
      'how often each case is run; one violation is one, a pass needs all',
      (text: string) => parseSmallCount('--repeat', text, MOST_REPETITIONS),
      DEFAULT_REPEAT,
    )
    .option(
      '--parallel <count>',
      'runs under way at a time',
      (text: string) => parseSmallCount('--parallel', text, MOST_PARALLEL),
      DEFAULT_PARALLEL,
    )
    .option(
      '-o, --out <folder>',
      'where the bundle goes, in a folder of its own',
      parseOut,
      'reports/certificates',
    )
    .option('--waivers <file>', 'violations that are accepted, each with a reason')
    .option('--case <filter...>', 'only cases with this in their name, file or incident', [])
    .option('--token <text>', 'what clients present to a gateway that is running already')
    .option('--token-env <variable>', 'the environment variable that holds the token')
    .option('--dialect <name>', 'what its frames mean (default: by its version)')
    .option(...jsonOption)
    .option('-q, --quiet', 'only violations and the verdict', false)
    .action(async (target: string, options: CertifyVerbOptions) => {
      const { certifyVerb } = await import('./certify.ts');
      end(await certifyVerb(target, options));
    });
  program
    .command('judge')
    .description('recompute the verdict on a recorded history')
    .argument('<history>', 'a JSONL history, with its blobs beside it')
    .option('--dialect <name>', 'what its frames mean (default: as the history says)')
    .option('--profile <name>', 'what must hold (default: as the history says)')
    .option(...jsonOption)
    .option('-q, --quiet', 'only violations and the verdict', false)
    .action(async (history: string, options: JudgeOptions) => {
      const { judgeVerb } = await import('./judge.ts');
      end(judgeVerb(history, options));
    });
  program
    .command('verify')
    .description('recompute all hashes and verdicts of a certificate, and say what differs')
    .argument('<bundle>', 'the folder that certify has written')
    .option(...jsonOption)
    .action(async (bundle: string, options: { json: boolean }) => {
      const { verifyVerb } = await import('./verify.ts');
      end(verifyVerb(bundle, options));
    });
  program
    .command('diff')
    .description('what changed between two certificates; ends with 1 when something got worse')
    .argument('<old>', 'a bundle')
    .argument('<new>', 'another one')
    .option(...jsonOption)
    .action(async (before: string, after: string, options: { json: boolean }) => {
      const { diffVerb } = await import('./diff.ts');
      end(diffVerb(before, after, options));
    });
  program
    .command('matrix')
    .description('certificates as a table: releases × incidents and requirements')
    .argument('<bundle...>', 'folders that certify has written')
    .option('--markdown', 'as Markdown', false)
    .option(...jsonOption)
    .action(async (bundles: string[], options: MatrixOptions) => {
      const { matrixVerb } = await import('./matrix.ts');
      end(matrixVerb(bundles, options));
    });
}

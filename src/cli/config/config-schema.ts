/**
 * What a configuration file may say: each key with its title and what it means, as editors show them and `gauntlet schema
 * config` prints them. Strict. Owns the names of keys; must not know which verb reads which.
 */
import { z } from 'zod';
import type { DeterminismCheck } from '../../campaign/determinism.ts';
import { DIALECTS, dialectFor } from '../../dialect/catalogue.ts';
import { nearest } from '../../input/nearest.ts';

const PROFILE_NAMES = ['speaks', 'ordered', 'bounded', 'durable', 'deterministic'] as const;
const CHECKS = ['all', 'sample', 'none'] as const satisfies readonly DeterminismCheck[];

const path = (what: string) => z.string().trim().min(1, `the path of ${what}`);
const count = (most: number) => z.number().int().min(1).max(most);
const dialect = z.string().superRefine((name, context) => {
  if (dialectFor(name) !== undefined) return;
  const hint = nearest(
    name,
    DIALECTS.map((one) => one.name),
  );
  context.addIssue({ code: 'custom', message: `unknown dialect '${name}'${hint}` });
});

function seedsProblem(seeds: string | number): string | undefined {
  if (typeof seeds === 'number') return undefined;
  const [, from, to] = /^(\d+)\.\.(\d+)$/.exec(seeds) ?? [];
  if (from === undefined) return 'a count like 500 or a range like 100..199';
  return Number(from) <= Number(to) ? undefined : 'a range that does not run backwards, such as 100..199';
}

export const configSchema = z
  .strictObject({
    gateway: z.string().min(1).meta({
      title: 'Gateway behind the in-process port',
      description:
        'A module that exports `gateway`, relative to this file, or a name of `gauntlet list`. `run` judges it where no --gateway says otherwise, and `certify` and `try` take it where there is no target.',
    }),
    target: z.string().min(1).meta({
      title: 'Target with a real process or socket',
      description:
        'What `certify` and `try` are about where none is named: a description (a .yaml file, relative to this one), a ws:// or wss:// address, openclaw@VERSION, or a gateway.',
    }),
    scenarios: z.array(path('a scenario or a folder of them')).min(1).meta({
      title: 'Scenarios of your own',
      description:
        'Files or folders, relative to this file. `run` executes them beside the incidents where no scenario is named.',
    }),
    seed: z.string().min(1).max(100).meta({
      title: 'Seed',
      description: 'Any text; every plan of `run` and every round of `selftest` derives from it.',
    }),
    seeds: z
      .union([count(1_000_000_000), z.string()])
      .superRefine((seeds, context) => {
        const message = seedsProblem(seeds);
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      })
      .meta({
        title: 'Plans of a campaign',
        description:
          'A count such as 500, or a range such as "1..500": what `run` executes after the scenarios where the command line bounds no campaign.',
      }),
    time: z
      .string()
      .regex(/^(?=.*[1-9])\d+(?:\.\d+)?(?:ms|s|m|h)$/, 'a duration like 60s, 5m or 500ms')
      .meta({
        title: 'Time of a campaign',
        description:
          '`run` starts no further plan after this long, such as 60s; where the command line bounds no campaign.',
      }),
    workers: count(256).meta({
      title: 'Threads',
      description: 'Of `run`, `selftest` and `why`; default: what the machine offers, once that pays.',
    }),
    checkDeterminism: z.enum(CHECKS).meta({
      title: 'Plans to execute twice',
      description: '`run` compares both executions: of all plans, of one in fifty (sample), or of none.',
    }),
    maxFailures: count(1_000_000).meta({
      title: 'Failures after which a campaign ends',
      description: '`run` ends with the plan that is the so-many-th to fail.',
    }),
    baseline: path('a baseline').meta({
      title: 'Known failures of run',
      description:
        'A list of failures with reasons, relative to this file: they spare the exit code of `run` as long as they fail.',
    }),
    seedDatabase: path('a folder').meta({
      title: 'Seed database',
      description:
        'A folder, relative to this file: `run` begins with the plans that failed or reached much before, and leaves there those that it found.',
    }),
    out: path('a folder').meta({
      title: 'Folder of reports and failure files',
      description: 'Relative to this file; default: reports/latest.',
    }),
    profile: z.enum(PROFILE_NAMES).meta({
      title: 'Profile of a certificate',
      description:
        'What must hold. speaks needs an address only, ordered and bounded a gateway whose model plays the plan ({provider} in its description), durable a process to stop and kill, deterministic the in-process port.',
    }),
    repeat: count(100).meta({
      title: 'Executions of each case',
      description: '`certify` needs all of them to pass; one violation is one.',
    }),
    parallel: count(64).meta({
      title: 'Runs under way at a time',
      description: 'Of `certify`, where the target can be started more than once.',
    }),
    certificates: path('a folder').meta({
      title: 'Folder of certificates',
      description:
        'Relative to this file; `certify` makes a folder in it for the target. Default: reports/certificates.',
    }),
    waivers: path('a list of waivers').meta({
      title: 'Accepted violations of certify',
      description:
        'A list of requirements with reasons, relative to this file: they spare the exit code of `certify`.',
    }),
    dialect: dialect.meta({
      title: 'What the frames of the target mean',
      description: 'Such as protocol@4; default: as the version in its hello says. `gauntlet list` has all.',
    }),
    tokenEnv: z
      .string()
      .regex(/^[A-Za-z_]\w*$/, 'the name of an environment variable')
      .meta({
        title: 'Variable with the token',
        description:
          'The environment variable that holds what clients present to a gateway at an address. A token itself does not belong into this file.',
      }),
  })
  .partial()
  .meta({
    title: 'Gauntlet',
    description: 'What the verbs of Gauntlet do where the command line does not say.',
  });

/** What `gauntlet.config.ts` exports as its default. Paths are relative to that file. Since 0.1.0. */
export type GauntletConfig = z.input<typeof configSchema>;

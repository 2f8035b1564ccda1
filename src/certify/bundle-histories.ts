/**
 * The histories of a bundle, each read and judged once: what it comes to, what the server said in it, which other files
 * it makes the bundle hold, and what in it cannot be. Must not know: the certificate beyond what refers to a history.
 */
import { join } from 'node:path';
import type { Dialect } from '../dialect/dialect.ts';
import { digestOf } from '../history/digest.ts';
import { InputError } from '../input/problem.ts';
import type { Plan } from '../plan/plan.ts';
import { judgeRecords } from '../properties/judge.ts';
import type { Profile } from '../properties/profile.ts';
import type { JsonObject } from '../protocol/frame.ts';
import { blobPath, historyPath, LOG_LINES } from './bundle.ts';
import { logOf, serverIn, type Repetition, type ServerInfo } from './case-run.ts';
import type { Difference } from './certificate-differences.ts';
import { differingHeader, differingPlan } from './history-differences.ts';
import { readHistoryFile } from './history-file.ts';

export interface JudgedHistory {
  readonly repetition: Repetition;
  readonly server: ServerInfo;
  /** The log of a simulated gateway. */
  readonly log: string;
  /** Paths of the files that it needs, its own included. */
  readonly files: readonly string[];
  readonly differences: readonly Difference[];
}

/** Whatever refers to a history: its first line must be one of `headers`, and it must be an execution of each plan. */
export interface Reference {
  readonly headers: readonly JsonObject[];
  readonly plans: readonly Plan[];
}

export interface StoredJudge {
  /** Undefined: this version does not have it, and nothing is judged. */
  readonly dialect: Dialect | undefined;
  readonly profile: Profile;
}

/** Of one file; the rest of a damaged one says no more. */
const MOST_PROBLEMS = 3;

export function judgeStored(
  root: string,
  digest: string,
  { headers, plans }: Reference,
  { dialect, profile }: StoredJudge,
): JudgedHistory {
  const path = historyPath(digest);
  try {
    const { about, records, problems, blobs } = readHistoryFile(join(root, path));
    const found = digestOf(records);
    const sentences = [
      ...problems.slice(0, MOST_PROBLEMS).map(({ line, reason }) => `line ${line} cannot be read: ${reason}`),
      ...(found === digest ? [] : [`its records have the digest ${found}, not ${digest}`]),
      differingHeader(about, headers),
      ...plans.map((plan) => differingPlan(records, plan)),
    ].filter((one) => one !== undefined);
    return {
      repetition: {
        type: 'judged',
        history: digest,
        verdicts: dialect === undefined ? [] : judgeRecords(records, { dialect, profile }),
      },
      server: serverIn(records),
      log: logOf(records).slice(-LOG_LINES).join('\n'),
      files: [path, ...Array.from(blobs, blobPath)],
      differences: [...new Set(sentences)].map((sentence) => ({ file: path, sentence })),
    };
  } catch (thrown) {
    if (!(thrown instanceof InputError)) throw thrown;
    const sentence = 'cannot be judged again: it cannot be read';
    return {
      repetition: { type: 'unreachable', reason: sentence },
      server: {},
      log: '',
      files: [path],
      differences: [{ file: path, sentence }],
    };
  }
}

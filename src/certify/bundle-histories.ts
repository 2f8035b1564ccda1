/**
 * The histories of a bundle, each read and judged once: what it comes to, what the server said in it, which other files
 * it makes the bundle hold, and what in it no execution of its case can have left. Must not know: the certificate.
 */
import { join } from 'node:path';
import type { Dialect } from '../dialect/dialect.ts';
import { planRecord } from '../execution/plan-facts.ts';
import { digestOf } from '../history/digest.ts';
import type { HistoryRecord, OperationRecord } from '../history/record.ts';
import { InputError } from '../input/problem.ts';
import type { Plan } from '../plan/plan.ts';
import type { JsonObject } from '../protocol/frame.ts';
import { blobPath, historyPath, LOG_LINES } from './bundle.ts';
import { logOf, serverIn, type Repetition, type ServerInfo } from './case-run.ts';
import { differencesOf, type Difference } from './differences.ts';
import { readHistoryFile } from './history-file.ts';
import { judgeByName, type NamedJudge } from './named-judge.ts';

export interface StoredHistory {
  readonly repetition: Repetition;
  readonly server: ServerInfo;
  /** The log of a simulated gateway, as a bundle keeps it. */
  readonly log: string;
  /** Paths of the files that it needs, its own included. */
  readonly files: readonly string[];
  readonly differences: readonly Difference[];
}

/** A case that refers to a history: its first line must be that of one of them, and it an execution of each plan. */
export interface Reference {
  readonly header: JsonObject;
  /** Undefined: this version does not have the case. */
  readonly plan: Plan | undefined;
}

/** Of one file; the rest of a damaged one says no more. */
const MOST_PROBLEMS = 3;

/** `dialect` undefined: this version does not have it, and nothing is judged. */
export function judgeStored(
  root: string,
  digest: string,
  references: readonly Reference[],
  dialect: Dialect | undefined,
  judge: NamedJudge,
): StoredHistory {
  const file = historyPath(digest);
  const differenceOf = (sentence: string): Difference => ({ file, sentence });
  try {
    const { about, records, problems, blobs } = readHistoryFile(join(root, file));
    const header = (references.find((one) => one.header['case'] === about['case']) ?? references[0])?.header;
    return {
      repetition: {
        type: 'judged',
        history: digest,
        verdicts: dialect === undefined ? [] : judgeByName(judge, records, dialect),
      },
      server: serverIn(records),
      log: `${logOf(records).slice(-LOG_LINES).join('\n')}\n`,
      files: [file, ...Array.from(blobs, blobPath)],
      differences: [
        ...problems
          .slice(0, MOST_PROBLEMS)
          .map(({ line, reason }) => differenceOf(`line ${line} cannot be read: ${reason}`)),
        ...differencesOf(file, 'the digest of its records', digest, digestOf(records)),
        ...differencesOf(file, 'first line', about, header),
        ...references.flatMap(({ plan }) =>
          plan === undefined
            ? []
            : [
                ...differencesOf(file, 'plan', records[0], { ...records[0], ...planRecord(plan) }),
                ...Array.from(impossibleOf(records, plan), differenceOf),
              ],
        ),
      ],
    };
  } catch (thrown) {
    if (!(thrown instanceof InputError)) throw thrown;
    const reason = 'cannot be judged again: it cannot be read';
    const repetition = { type: 'unreachable', reason } as const;
    return { repetition, server: {}, log: '', files: [file], differences: [differenceOf(reason)] };
  }
}

/** What no execution of the plan does. */
function* impossibleOf(records: readonly HistoryRecord[], plan: Plan): Generator<string> {
  const seen = new Set<string>();
  for (const record of records) {
    if (record.kind !== 'operation') continue;
    if (seen.has(record.operation)) yield `asks a client for ${record.operation} twice`;
    seen.add(record.operation);
    if (!isPlanned(record, plan)) yield `asks a client for ${record.operation}, which is not in the case`;
  }
  const last = records.at(-1);
  if (last?.kind !== 'phase' || last.phase !== 'end') yield 'ends before the execution did';
}

/** On a gateway that lives on, every execution has names of its own: those of the plan with a few digits. */
function isPlanned({ operation, client, do: asked, session }: OperationRecord, plan: Plan): boolean {
  const is = (named: string, given: string | undefined): boolean =>
    given !== undefined &&
    (given === named || (given.startsWith(named) && OWN_SUFFIX.test(given.slice(named.length))));
  return plan.operations.some(
    (one) =>
      is(one.id, operation) &&
      one.client === client &&
      one.do === asked &&
      ('session' in one ? is(one.session, session) : session === undefined),
  );
}

const OWN_SUFFIX = /^-[0-9a-f]{6}$/;

/**
 * What `gauntlet show` is pointed at: a failure file (its history beside it, or its plan executed again), a history, a
 * recording, or a bundle of which it takes one case. Gives records that can be read more than once.
 */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { findingsOf } from '../campaign/chunk.ts';
import { readFailure } from '../campaign/failure-file.ts';
import type { Failure } from '../campaign/failure.ts';
import { planEntries } from '../campaign/plan-lines.ts';
import { bundleRoot, CERTIFICATE_FILE, historyPath, readCertificate } from '../certify/bundle.ts';
import { serverIn, unimpliedWords, type ServerInfo } from '../certify/case-run.ts';
import { firstLineOf, historyLines, recordsOf } from '../certify/history-file.ts';
import { judgeFor } from '../certify/named-judge.ts';
import { unreadableHistory } from '../certify/unreadable-history.ts';
import { dialectFor } from '../dialect/catalogue.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { stringOf } from '../dialect/reading.ts';
import { importRecordings } from '../history/importer.ts';
import type { ReadingLog } from '../history/jsonl.ts';
import type { HistoryRecord } from '../history/record.ts';
import { nearest } from '../input/nearest.ts';
import { InputError } from '../input/problem.ts';
import { isObject, parseJson, type JsonObject } from '../protocol/frame.ts';
import type { EvidenceField, Finding } from '../properties/finding.ts';
import { SIMULATED_PROFILE, type Profile } from '../properties/profile.ts';
import type { Property } from '../properties/property.ts';
import { CATALOGUE } from '../properties/versions.ts';
import { EvidenceReader } from '../trace/evidence.ts';
import { packagedProfile } from './certificate-profiles.ts';
import { loadFailure } from './stored-failure.ts';

export interface DrawnHistory {
  readonly records: () => Iterable<HistoryRecord>;
  readonly dialect: Dialect;
  /** What to say of it, a sentence each; more may be added. */
  readonly about: string[];
  /** The evidence, where it is known. Undefined: whatever the judge says. */
  readonly evidence?: ReadonlyMap<number, readonly EvidenceField[]>;
  /** Undefined: it is not judged. */
  readonly judge?: { readonly profile: Profile; readonly properties?: readonly Property[] };
  /** It was executed again and took another course than the file says. */
  readonly isOther: boolean;
}

export interface OpenOptions {
  readonly case?: string;
  readonly dialect?: string;
  readonly gateway?: string;
}

/** Throws InputError when it is none of these, or cannot be read. */
export async function openDrawn(file: string, options: OpenOptions): Promise<DrawnHistory> {
  if (basename(file) === CERTIFICATE_FILE || (existsSync(file) && statSync(file).isDirectory()))
    return openHistory(...caseIn(file, options.case), options.dialect);
  if (options.case !== undefined)
    throw new InputError(`${file}: is no bundle, so it has no case '${options.case}'`);
  const first = parseJson(firstLineOf(file));
  if (first.ok && isObject(first.value)) {
    if (first.value['kind'] !== undefined) return openHistory(file, [], options.dialect);
    if (first.value['dir'] !== undefined) return openRecording(file, options.dialect);
  }
  return openFailure(file, options.gateway);
}

/** The history of a case: of the first repetition that was violated, else of the first there is. */
function caseIn(bundle: string, wanted: string | undefined): [file: string, about: string[]] {
  const { cases, target } = readCertificate(bundle).certificate;
  const names = cases.map(({ id }) => id);
  const found =
    wanted === undefined
      ? cases.find(({ verdict }) => verdict === 'violation')
      : cases.find(({ id }) => id === wanted);
  if (found === undefined)
    throw new InputError(
      wanted === undefined
        ? `${bundle}: nothing is violated: name one of its cases with --case: ${names.join(', ')}`
        : `${bundle}: has no case '${wanted}'${nearest(wanted, names)}`,
    );
  const { id, name, repetitions } = found;
  const ran = repetitions.filter(({ history }) => history !== null);
  const repetition = ran.find(({ verdict }) => verdict === 'violation') ?? ran[0];
  if (repetition?.history == null) throw new InputError(`${bundle}: case ${id} has no history`);
  const number = repetitions.indexOf(repetition) + 1;
  const which = `case ${id} of ${target}: ${name} (repetition ${number}, ${repetition.verdict})`;
  return [join(bundleRoot(bundle), historyPath(repetition.history)), [which]];
}

function openHistory(file: string, about: string[], named?: string): DrawnHistory {
  const log: ReadingLog = { about: undefined, problems: [] };
  const records = function* (): Iterable<HistoryRecord> {
    log.problems.length = 0;
    yield* recordsOf(file, log);
    if (log.problems.length > 0) throw unreadableHistory(file, log.problems);
  };
  // the first line says what there is to know, and mostly the dialect
  for (const _ of records()) break;
  const said = log.about ?? {};
  const name = named ?? stringOf(said['dialect']);
  const server = serverIn(records());
  const dialect = dialectOf(file, name, server);
  const profile = stringOf(said['profile']);
  const judge =
    profile === undefined || profile === SIMULATED_PROFILE.name
      ? { profile: SIMULATED_PROFILE }
      : judgeFor(packagedProfile(profile), CATALOGUE);
  return {
    records,
    dialect,
    about: [...about, ...placeIn(said), ...guessIn(dialect, named, server)],
    judge,
    isOther: false,
  };
}

function placeIn(said: JsonObject): readonly string[] {
  const target = stringOf(said['target']);
  return target === undefined ? [] : [`of ${target}`];
}

/** Where the protocol alone speaks for the dialect, that it does. */
function guessIn({ name }: Dialect, named: string | undefined, server: ServerInfo): readonly string[] {
  const unimplied = named === undefined ? unimpliedWords(name, server) : null;
  return unimplied === null ? [] : [unimplied];
}

function dialectOf(file: string, named: string | undefined, { version, protocol }: ServerInfo): Dialect {
  const dialect = named === undefined ? dialectFor(version ?? '', protocol) : dialectFor(named);
  if (dialect !== undefined) return dialect;
  throw new InputError(
    named === undefined
      ? `${file}: says neither its dialect nor a version that tells; name one with --dialect`
      : `unknown dialect '${named}'`,
  );
}

/** Made elsewhere, by one client: its frames are shown and not judged. */
function openRecording(file: string, named: string | undefined): DrawnHistory {
  const { records, problems } = importRecordings([{ name: file, lines: historyLines(file) }]);
  if (problems.length > 0) throw unreadableHistory(file, problems);
  const server = serverIn(records);
  const dialect = dialectOf(file, named, server);
  const about = ['recorded by its clients: not judged', ...guessIn(dialect, named, server)];
  return { records: () => records, dialect, about, isOther: false };
}

async function openFailure(file: string, gateway: string | undefined): Promise<DrawnHistory> {
  const failure = readFailure(file);
  const { property, sentence, evidence } = failure.verdict;
  const about = [`${property} on gateway ${failure.target.name}: ${sentence}`];
  const beside = failure.history === null ? undefined : join(dirname(file), basename(failure.history));
  if (gateway !== undefined || beside === undefined || !existsSync(beside))
    return executed(file, failure, gateway);
  const { records } = openHistory(beside, [], failure.target.dialect);
  const dialect = dialectOf(file, failure.target.dialect, {});
  return { records, dialect, about, evidence: fieldsIn({ evidence }), isOther: false };
}

async function executed(file: string, failure: Failure, gateway: string | undefined): Promise<DrawnHistory> {
  const { ports } = await loadFailure(file, gateway);
  const { execute, profile, target } = ports;
  const { property, cause } = failure.verdict;
  const { gateway: code, dialect } = target;
  const outcome = await execute({ plan: failure.plan, gateway: code, dialect, profile, keep: true });
  const history = outcome.history ?? [];
  const found = findingsOf(outcome).find((one) => one.property === property && one.cause === cause);
  const entries = planEntries(failure.plan);
  const finding = found && new EvidenceReader(history, { dialect, profile, entries }).of(found);
  const isOther = outcome.digest !== failure.digest;
  const about = [
    finding === undefined
      ? `${property} is not violated on gateway ${target.name} now`
      : `${property} on gateway ${target.name}: ${finding.sentence}`,
    `executed again${isOther ? ', which took another course than the file says' : ''}`,
  ];
  return { records: () => history, dialect, about, evidence: fieldsIn(finding), isOther };
}

function fieldsIn(
  finding: Pick<Finding, 'evidence'> | undefined,
): ReadonlyMap<number, readonly EvidenceField[]> {
  return new Map((finding?.evidence ?? []).map(({ i, fields = [] }) => [i, fields]));
}

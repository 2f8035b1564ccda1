/**
 * A case and its executions: what the world that is handed in gives back, and what a certificate remembers of it.
 * Must not know: which world it is.
 */
import type { ScenarioFile } from '../campaign/scenarios.ts';
import { dialectFor, isGuessed } from '../dialect/catalogue.ts';
import { numberOf, stringOf } from '../dialect/reading.ts';
import type { HistoryRecord } from '../history/record.ts';
import type { Verdict } from '../properties/property.ts';
import { isObject } from '../protocol/frame.ts';
import type { CaseResult } from './certificate.ts';
import type { ProfileCase } from './profile.ts';

/** What the target's first hello says of it. */
export interface ServerInfo {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly protocol?: number | undefined;
}

export type CaseRun =
  | {
      readonly type: 'ran';
      readonly records: readonly HistoryRecord[];
      /** The digest of the records. */
      readonly digest: string;
      /** The last lines that the target printed. */
      readonly log: readonly string[];
      readonly server: ServerInfo;
    }
  /** What the target is capable of does not allow this case. */
  | { readonly type: 'not-applicable'; readonly reason: string };

/**
 * Executes one case once; `repetition` counts from 1. Throws TargetError when the target is dead before hello. Once the
 * caller has aborted, whatever it throws means that.
 */
export type RunCase = (file: ScenarioFile, repetition: number) => Promise<CaseRun>;

/** A case of a profile with its scenario. */
export interface LoadedCase {
  readonly case: ProfileCase;
  readonly file: ScenarioFile;
}

/** What a certificate says of a case before it is run. */
export type CertifyCase = Pick<
  CaseResult,
  'id' | 'name' | 'file' | 'incident' | 'expectedProperty' | 'exercises'
>;

export type Repetition =
  /** `history`: the digest. */
  | { readonly type: 'judged'; readonly history: string; readonly verdicts: readonly Verdict[] }
  | { readonly type: 'not-applicable'; readonly reason: string }
  /** The target was dead before hello this time. */
  | { readonly type: 'unreachable'; readonly reason: string }
  /** Interrupted before it was over. */
  | { readonly type: 'missing' };

export interface CaseRuns {
  readonly case: CertifyCase;
  /** As many as each case was to be repeated. */
  readonly repetitions: readonly Repetition[];
}

export function certifyCaseOf({ case: { name, file }, file: { scenario } }: LoadedCase): CertifyCase {
  return {
    id: name,
    name: scenario.name,
    file,
    incident: scenario.incident,
    expectedProperty: scenario.incident === null ? null : subjectOf(scenario),
    exercises: [...scenario.exercises],
  };
}

/** The property by which an incident shows: what convicts a known-bad gateway, else the first it is to exercise. */
function subjectOf({ convicts, exercises }: ScenarioFile['scenario']): string | null {
  return convicts[0]?.property ?? exercises[0] ?? null;
}

/** What the first hello in a history says of the server. */
export function serverIn(records: Iterable<HistoryRecord>): ServerInfo {
  for (const record of records) {
    if (record.kind !== 'frame' || record.from !== 'gateway') continue;
    const { frame } = record.message;
    if (frame?.type !== 'res' || !isObject(frame.payload) || frame.payload['type'] !== 'hello-ok') continue;
    const { server, protocol } = frame.payload;
    const about = isObject(server) ? server : {};
    return {
      name: stringOf(about['name']),
      version: stringOf(about['version']),
      protocol: numberOf(protocol),
    };
  }
  return {};
}

/** The log of a simulated gateway, which is part of its history. */
export function logOf(records: readonly HistoryRecord[]): readonly string[] {
  return records.flatMap((one) => (one.kind === 'log' ? [`${one.level}: ${one.text}`] : []));
}

/** What a certificate calls the version: the release that the target is named by, else what its hello says. */
export function versionOf(target: string, { version }: ServerInfo): string | null {
  return /^openclaw@(.+)$/.exec(target)?.[1] ?? version ?? null;
}

export function saysSomething({ version, protocol }: ServerInfo): boolean {
  return version !== undefined || protocol !== undefined;
}

export function saysOf({ version = 'nothing', protocol }: ServerInfo): string {
  return `version ${version}, protocol ${protocol ?? 'nothing'}`;
}

/** Why a dialect was taken that nobody named and no known release did; null: somebody or something did. */
export function guessWords(server: ServerInfo): string | null {
  if (!isGuessed(server.version, server.protocol)) return null;
  return `${unknownWords(server)}: taken by the protocol alone, --dialect names another`;
}

/** Of a history that was read in this dialect: that no hello implies it; null: it does, or the dialect is another. */
export function unimpliedWords(dialect: string, server: ServerInfo): string | null {
  const isImplied = !isGuessed(server.version, server.protocol);
  if (isImplied || dialectFor('', server.protocol)?.name !== dialect) return null;
  return `read as ${dialect}, for which the protocol alone speaks: ${unknownWords(server)}`;
}

function unknownWords(server: ServerInfo): string {
  return `its hello says ${saysOf(server)}, which is no release that is known`;
}

/** A certificate is about one version. Undefined: another run is of the same one as the first. */
export function changedServer(target: string, first: ServerInfo, other: ServerInfo): string | undefined {
  if (first.version === other.version && first.protocol === other.protocol) return undefined;
  return `${target} says ${saysOf(other)} in one run and ${saysOf(first)} in another`;
}

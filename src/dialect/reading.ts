/**
 * Reading foreign values: small total functions from `unknown` to what an observation needs. Everything a gateway
 * sends is unknown until checked here; a member of the wrong type counts as absent, nothing ever throws.
 */
import { isObject, type JsonObject } from '../protocol/frame.ts';
import type { Generation, ObservedEntry, ObservedRow } from './observation.ts';

/** The session the alias `main` stands for. */
export const MAIN_SESSION_KEY = 'agent:main:main';

/** How one dialect reads the members that differ between releases. */
export interface ReadingRules {
  /** A generation is a sessionId and a lifecycle revision, not a sessionId alone. */
  readonly revisions: boolean;
  /** `hasActiveRun` stays false during runs that were sent under an alias of the key (2026.4 and 2026.5). */
  readonly aliasHidesRuns: boolean;
  /** What stands at the end of an entry's text that was cut to be shown; absent: a member says so, or nothing does. */
  readonly cutMark?: string;
}

/** The rules, and what one history has shown so far that they depend on. */
export interface Reading extends ReadingRules {
  /** Keys of which `hasActiveRun: false` says nothing in this incarnation. */
  readonly hidden: ReadonlySet<string>;
}

export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** The elements of a list that are strings; undefined when it is no list. */
export function stringsOf(value: unknown): readonly string[] | undefined {
  const items = listOf(value);
  return items?.every(isString) === true ? items : items?.filter(isString);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** A session key with its alias resolved; undefined when it is no key. */
export function keyOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length === 0) return undefined;
  return value === 'main' ? MAIN_SESSION_KEY : value;
}

/** The opaque name of a generation. */
export function generationName(sessionId: string, revision: string | undefined): Generation {
  return revision === undefined ? sessionId : `${sessionId}#${revision}`;
}

/**
 * The generation an object names by sessionId (and lifecycleRevision). Undefined when it names none, or only half
 * of one.
 */
export function generationOf(from: JsonObject, rules: ReadingRules): Generation | undefined {
  const sessionId = from['sessionId'];
  if (typeof sessionId !== 'string') return undefined;
  if (!rules.revisions) return sessionId;
  const revision = from['lifecycleRevision'];
  return typeof revision === 'string' ? generationName(sessionId, revision) : undefined;
}

/** A row of the session list, or undefined when it has no key or no session. */
export function rowOf(value: unknown, reading: Reading, fallbackKey?: string): ObservedRow | undefined {
  if (!isObject(value)) return undefined;
  const key = keyOf(value['key']) ?? fallbackKey;
  if (key === undefined || typeof value['sessionId'] !== 'string') return undefined;
  const active = value['hasActiveRun'];
  return {
    key,
    generation: generationOf(value, reading),
    status: stringOf(value['status']) ?? null,
    hasActiveRun: active === true || (active === false && !reading.hidden.has(key)) ? active : undefined,
    activeRunIds: stringsOf(value['activeRunIds']),
    startedAt: timeOf(value['startedAt']),
    endedAt: timeOf(value['endedAt']),
    runtimeMs: timeOf(value['runtimeMs']),
    totalTokens: value['totalTokensFresh'] === false ? undefined : timeOf(value['totalTokens']),
    compactionCount: numberOf(value['compactionCount']),
    abortedLastRun: typeof value['abortedLastRun'] === 'boolean' ? value['abortedLastRun'] : undefined,
  };
}

function timeOf(value: unknown): number | null | undefined {
  return typeof value === 'number' || value === null ? value : undefined;
}

/** Who made a message that has an interrupted run go on (OpenClaw 2026.9.6). */
const RESTART_RECOVERY = 'main_session_restart_recovery';

/**
 * A transcript entry. `fallbackId` serves releases that do not name entries; without either there is no entry.
 */
export function entryOf(
  value: unknown,
  { cutMark }: ReadingRules,
  fallbackId?: string,
  fallbackSeq?: number,
): ObservedEntry | undefined {
  if (!isObject(value)) return undefined;
  const about = value['__openclaw'];
  const meta = isObject(about) ? about : undefined;
  const ownId = stringOf(meta?.['id']);
  const id = ownId ?? fallbackId;
  if (id === undefined) return undefined;
  const shown = textOf(value['content'] ?? value['text']);
  const isMarked = cutMark !== undefined && shown.endsWith(cutMark);
  // a push that was cut to fit says so itself
  const isCut = isMarked || meta?.['truncated'] === true || value['truncated'] === true;
  const text = isCut ? beforeCut(shown, isMarked ? cutMark : '') : shown;
  const abort = value['openclawAbort'];
  const kind = meta?.['kind'];
  const origin = value['provenance'];
  const provenance = isObject(origin) ? origin['sourceTool'] : undefined;
  return {
    id,
    seq: numberOf(meta?.['seq']) ?? fallbackSeq,
    at: ownId === undefined ? undefined : numberOf(value['timestamp']),
    role: roleOf(value['role']),
    text,
    isCut,
    marker: markerAtEnd(text),
    runId: stringOf(value['runId']) ?? stringOf(meta?.['runId']) ?? runOfKey(value['idempotencyKey']),
    stopReason: stringOf(value['stopReason']),
    isAborted: value['stopReason'] === 'aborted' || (isObject(abort) && abort['aborted'] === true),
    errorMessage: stringOf(value['errorMessage']),
    compaction: kind === 'compaction',
    coversSeq: numberOf(meta?.['coversSeq']),
    sessionControl: kind === 'session-control',
    isReset: kind === 'reset',
    resumes: provenance === RESTART_RECOVERY,
  };
}

/** What stands before a cut; a surrogate that the cut parted from its pair is left out. */
function beforeCut(shown: string, mark: string): string {
  const end = shown.length - mark.length;
  const last = shown.charCodeAt(end - 1);
  return shown.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end);
}

/** The text of a message's content: a string, or blocks of which the text ones count. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  let text = '';
  for (const block of listOf(content) ?? [])
    if (isObject(block) && typeof block['text'] === 'string') text += block['text'];
  return text;
}

const OPENS = 0x5b;
const CLOSES = 0x5d;

/** The name of the last marker in a text. Done by hand: every entry of every transcript that is read comes by here. */
export function markerAtEnd(text: string): string | undefined {
  let name: string | undefined;
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) {
    if (text.charCodeAt(at + 1) !== OPENS) continue;
    let end = at + 2;
    while (isNamed(text.charCodeAt(end))) end++;
    if (end > at + 2 && text.charCodeAt(end) === CLOSES && text.charCodeAt(end + 1) === CLOSES)
      name = text.slice(at + 2, end);
  }
  return name;
}

/** A character that the name of a marker may have: a letter, a digit, a dot, a hyphen or an underscore. */
function isNamed(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x5f
  );
}

function roleOf(role: unknown): ObservedEntry['role'] {
  switch (role) {
    case 'user':
    case 'assistant':
    case 'tool':
    case 'system':
      return role;
    case 'toolResult':
      return 'tool';
    default:
      return 'other';
  }
}

const USER_KEY = ':user';
const ASSISTANT_KEY = ':assistant';

/** Releases derive the stored keys of entries from the send's: `X:user` and `X:assistant` belong to run X. */
function runOfKey(key: unknown): string | undefined {
  if (typeof key !== 'string') return undefined;
  if (key.endsWith(USER_KEY)) return key.slice(0, -USER_KEY.length);
  return key.endsWith(ASSISTANT_KEY) ? key.slice(0, -ASSISTANT_KEY.length) : key;
}

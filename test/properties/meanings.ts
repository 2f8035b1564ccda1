/** Meanings that tests name: sends and their answers, rows, entries, audit records. */
import type {
  Answer,
  RequestMeaning,
  ObservedEntry,
  ObservedRow,
  Refusal,
  EventMeaning,
} from '../../src/dialect/observation.ts';
import { PromptWriter, type PromptRole, type RecordedPrompt } from '../../src/history/recorded-prompt.ts';
import type { AuditRecord } from '../../src/protocol/methods.ts';

export const KEY = 'agent:main:main';
export const BUSY: Refusal = {
  code: 'UNAVAILABLE',
  reason: 'session-busy',
  retryable: true,
  retryAfterMs: 100,
};

/** A prompt that a model was asked, whole: users' texts, or messages of any role. */
export function asked(...messages: readonly (string | { role: PromptRole; text: string })[]): RecordedPrompt {
  return new PromptWriter().record(
    1,
    messages.map((one) => (typeof one === 'string' ? { role: 'user', text: one } : one)),
  );
}

export interface SendOptions {
  readonly key?: string;
  readonly marker?: string;
  readonly text?: string;
  readonly named?: string;
  readonly control?: 'new' | 'reset';
}

export function accepted(runId: string): Answer {
  return { type: 'send', status: 'accepted', runId };
}

export function sending(
  runId: string,
  { key = KEY, marker = runId, text, named, control }: SendOptions = {},
): RequestMeaning {
  return { type: 'send', key, runId, text: text ?? `[[${marker}]]`, marker, named, control };
}

export function row(generation: string, more: Partial<ObservedRow> = {}): ObservedRow {
  return {
    key: KEY,
    generation,
    status: null,
    hasActiveRun: false,
    activeRunIds: [],
    startedAt: null,
    endedAt: null,
    compactionCount: undefined,
    totalTokens: 0,
    ...more,
  };
}

/** A whole list. */
export function listed(rows: readonly ObservedRow[], more: Partial<Listed> = {}): Listed {
  return { type: 'rows', rows, bare: [], at: undefined, whole: true, ...more };
}

type Listed = Extract<Answer, { type: 'rows' }>;

export type HistoryAnswer = Extract<Answer, { type: 'history' }>;

/** The whole of a transcript, with nothing kept beside it. */
export function transcript(
  generation: string | undefined,
  entries: readonly ObservedEntry[] = [],
  more: Partial<HistoryAnswer> = {},
): HistoryAnswer {
  return {
    type: 'history',
    key: KEY,
    generation,
    entries,
    partial: false,
    inputs: [],
    inputsPartial: false,
    ...more,
  };
}

/** A user's entry of the send `runId`, at position `seq`. */
export function entry(runId: string, seq = 1, more: Partial<ObservedEntry> = {}): ObservedEntry {
  return {
    id: `${runId}-entry`,
    seq,
    at: undefined,
    role: 'user',
    text: `[[${runId}]]`,
    isCut: false,
    isAborted: false,
    errorMessage: undefined,
    marker: runId,
    runId,
    stopReason: undefined,
    compaction: false,
    coversSeq: undefined,
    sessionControl: false,
    isReset: false,
    resumes: false,
    ...more,
  };
}

/** The reply entry of the run `runId`. */
export function reply(runId: string, seq = 2, more: Partial<ObservedEntry> = {}): ObservedEntry {
  return entry(runId, seq, {
    id: `${runId}-reply`,
    role: 'assistant',
    text: 'done',
    marker: undefined,
    stopReason: 'stop',
    ...more,
  });
}

export function auditOf(ended: string, next: string | null, more: Partial<AuditRecord> = {}): AuditRecord {
  return {
    type: next === null ? 'delete' : 'reset',
    trigger: 'rpc',
    oldSessionId: ended,
    newSessionId: next,
    sessionKey: KEY,
    timestamp: 1,
    postResetMessagePresent: false,
    archive: ended,
    ...more,
  };
}

export function message(generation: string, what: ObservedEntry, key = KEY): EventMeaning {
  return { type: 'message', key, generation, entry: what };
}

/** The method that asks so, where a property looks at it. */
export const METHOD_OF: { readonly [ask: string]: string } = {
  history: 'chat.history',
  list: 'sessions.list',
  send: 'chat.send',
};
/** The event that tells so. */
export const EVENT_OF: { readonly [told: string]: string } = {
  'run-start': 'agent',
  'run-tool': 'agent',
  'run-text': 'chat',
  'run-end': 'agent',
  terminal: 'chat',
  message: 'session.message',
  row: 'sessions.changed',
  challenge: 'connect.challenge',
};

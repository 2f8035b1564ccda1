/** What an event says; a payload that does not fit its name says `other`. */
import { isObject, type JsonObject } from '../protocol/frame.ts';
import type { ObservedRow, EventMeaning } from './observation.ts';
import { entryOf, generationOf, keyOf, numberOf, rowOf, stringOf, textOf, type Reading } from './reading.ts';

const OTHER: EventMeaning = { type: 'other' };
const NO_DATA: JsonObject = {};
/** What these say, whatever they carry. */
const PLAIN: ReadonlyMap<string, EventMeaning> = new Map([
  ['tick', { type: 'tick' }],
  ['connect.challenge', { type: 'challenge' }],
  ['shutdown', { type: 'shutdown' }],
]);

export function readEvent(event: string, payload: unknown, reading: Reading): EventMeaning {
  const plain = PLAIN.get(event);
  if (plain !== undefined) return plain;
  if (!isObject(payload)) return OTHER;
  switch (event) {
    case 'agent':
      return readAgent(payload);
    case 'chat':
      return readChat(payload);
    case 'session.message':
      return readMessage(payload, reading);
    case 'sessions.changed':
      return readChanged(payload, reading);
    case 'socket.drain':
      return readDrain(payload, reading);
    default:
      return OTHER;
  }
}

function readAgent(payload: JsonObject): EventMeaning {
  const runId = payload['runId'];
  const runSeq = payload['seq'];
  if (typeof runId !== 'string' || typeof runSeq !== 'number') return OTHER;
  const key = keyOf(payload['sessionKey']);
  const said = payload['data'];
  const data = isObject(said) ? said : NO_DATA;
  switch (payload['stream']) {
    case 'assistant': {
      const replaces = data['replace'] === true;
      const delta = stringOf(data['delta']);
      const whole = stringOf(data['text']);
      return { type: 'run-text', runId, key, runSeq, stream: 'agent', delta, whole, replaces };
    }
    case 'tool': {
      const phase = stringOf(data['phase']);
      return { type: 'run-tool', runId, key, runSeq, phase, text: resultOf(data['result']) };
    }
    case 'lifecycle': {
      const { phase } = data;
      if (phase === 'start') return { type: 'run-start', runId, key, runSeq };
      // other phases ('model', 'finishing') come before the end and end nothing
      if (phase !== 'end' && phase !== 'error') return OTHER;
      const stopReason = stringOf(data['stopReason']);
      return {
        type: 'run-end',
        runId,
        key,
        runSeq,
        phase,
        stopReason,
        errorMessage: stringOf(data['error']),
      };
    }
    default:
      return OTHER;
  }
}

/** The text of a tool's result: as it is, or in the blocks of a message. */
function resultOf(result: unknown): string | undefined {
  if (typeof result === 'string') return result;
  return isObject(result) ? messageText(result) : undefined;
}

/** The text of a message; undefined when it is none. */
function messageText(message: unknown): string | undefined {
  if (!isObject(message)) return undefined;
  const content = message['content'] ?? message['text'];
  return content === undefined ? undefined : textOf(content);
}

function readChat(payload: JsonObject): EventMeaning {
  const runId = payload['runId'];
  const runSeq = payload['seq'];
  const key = keyOf(payload['sessionKey']);
  if (typeof runId !== 'string' || typeof runSeq !== 'number' || key === undefined) return OTHER;
  const state = payload['state'];
  switch (state) {
    case 'delta':
      return {
        type: 'run-text',
        runId,
        key,
        runSeq,
        stream: 'chat',
        delta: stringOf(payload['deltaText']),
        whole: messageText(payload['message']),
        replaces: payload['replace'] === true,
      };
    case 'final':
    case 'aborted':
    case 'error': {
      const text = messageText(payload['message']);
      const stopReason = stringOf(payload['stopReason']);
      const errorMessage = stringOf(payload['errorMessage']);
      return { type: 'terminal', runId, key, runSeq, state, text, stopReason, errorMessage };
    }
    default:
      return OTHER;
  }
}

function readMessage(payload: JsonObject, reading: Reading): EventMeaning {
  const key = keyOf(payload['sessionKey']);
  const pushedAs = stringOf(payload['messageId']);
  const pushedAt = numberOf(payload['messageSeq']);
  const entry = entryOf(payload['message'], reading, pushedAs, pushedAt);
  if (key === undefined || entry === undefined) return OTHER;
  return { type: 'message', key, generation: generationOf(payload, reading), entry, pushedAs, pushedAt };
}

/**
 * A row changed. With reason reset it is an eviction notice that names the new generation, with delete one that may name
 * what ended: the key points at nothing any more.
 */
function readChanged(payload: JsonObject, reading: Reading): EventMeaning {
  const session = payload['session'];
  const key = keyOf(payload['sessionKey']) ?? (isObject(session) ? keyOf(session['key']) : undefined);
  if (key === undefined) return OTHER;
  const generation =
    generationOf(payload, reading) ?? (isObject(session) ? generationOf(session, reading) : undefined);
  const reason = payload['reason'];
  const notice = { type: 'notice', notice: 'sessions.changed', key } as const;
  if (reason === 'reset') return { ...notice, reason, ended: undefined, next: generation };
  if (reason === 'delete') return { ...notice, reason, ended: generation, next: undefined };
  // spelt as socket.drain does
  if (reason === 'deleted') return { ...notice, type: 'odd-notice', ended: generation, says: '"deleted"' };
  const row = snapshotIn(payload, key, reading);
  const { phase } = payload;
  const shown = { type: 'row', key, generation, row, runId: runShownIn(payload, session) } as const;
  return phase === 'end' || phase === 'error' ? { ...shown, phase } : shown;
}

/**
 * The run that a row shows something of. A row that no run has touched shows none, whichever run's end it was published
 * for: 2026.9.6 reads the row anew when it publishes it, and that may be the next generation's.
 */
function runShownIn(payload: JsonObject, session: unknown): string | undefined {
  const runId = stringOf(payload['runId']);
  if (runId === undefined || payload['phase'] === 'start' || !isObject(session)) return runId;
  const isTouched =
    stringOf(session['status']) !== undefined ||
    numberOf(session['startedAt']) !== undefined ||
    numberOf(session['endedAt']) !== undefined ||
    session['hasActiveRun'] === true ||
    session['lastRunId'] === runId;
  return isTouched ? runId : undefined;
}

/**
 * The row an event shows. With a phase other than start, end or error (2026.4.21 and later announce messages and
 * models so) it lags: 2026.4.21 shows `done` in the middle of a run, so it says nothing.
 */
function snapshotIn(payload: JsonObject, key: string, reading: Reading): ObservedRow | undefined {
  switch (payload['phase']) {
    case undefined:
    case 'start':
    case 'end':
    case 'error':
      return rowOf(payload['session'], reading, key);
    default:
      return undefined;
  }
}

/** The eviction notice of incident #63374: it names the generation that ended. */
function readDrain(payload: JsonObject, reading: Reading): EventMeaning {
  const key = keyOf(payload['sessionKey']);
  const ended = generationOf(payload, reading);
  if (key === undefined || ended === undefined) return OTHER;
  const of = { notice: 'socket.drain', key, ended } as const;
  const { reason } = payload;
  if (reason === 'reset') return { ...of, type: 'notice', reason, next: undefined };
  if (reason === 'deleted') return { ...of, type: 'notice', reason: 'delete', next: undefined };
  return { ...of, type: 'odd-notice', says: JSON.stringify(reason) ?? 'undefined' };
}

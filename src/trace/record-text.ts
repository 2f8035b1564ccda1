/**
 * A record as one short line that a person can read. Long texts are clipped wherever the length is reached: the whole
 * record is in the history.
 */
import type { HistoryRecord, ProviderRecord } from '../history/record.ts';
import type { Message } from '../protocol/message.ts';

const LONGEST_TEXT = 48;
const LONGEST_LINE = 200;
const LONGEST_LIST = 4;
/** So much more is read, since it may be squeezed. */
const LONGEST_READ = 2_000;

/** At most so many characters, and an ellipsis where there were more; no control character. */
export function recordText(record: HistoryRecord, longest: number = LONGEST_LINE): string {
  // runs of control characters become one space each
  const read = describe(record).slice(0, longest + LONGEST_READ);
  const line = read.replaceAll(/\p{Cc}+/gu, ' ');
  return line.length <= longest ? line : `${line.slice(0, longest)}…`;
}

function describe(record: HistoryRecord): string {
  switch (record.kind) {
    case 'frame':
      return describeMessage(record.message);
    case 'connection': {
      const code = record.code === undefined ? '' : ` ${record.code}`;
      const reason = record.reason === undefined || record.reason === '' ? '' : ` "${record.reason}"`;
      const by = record.by === undefined ? '' : ` by ${record.by}`;
      return `connection ${record.event}${code}${reason}${by}, seen by the ${record.leg}`;
    }
    case 'plan':
      return `plan: ${record.clients.length} clients, maxPayload ${record.maxPayloadBytes}, maxBuffered ${record.maxBufferedBytes}`;
    case 'provider':
      return `${record.purpose} call ${record.call}: ${record.event}${record.injected === true ? ' (injected)' : ''}${said(record)}`;
    case 'process':
      return `process ${record.event}`;
    case 'disk': {
      const to = record.to === undefined ? '' : ` to ${record.to}`;
      return `disk ${record.op} ${record.path}${to}, ${record.bytes} bytes${record.ok ? '' : ', failed'}`;
    }
    case 'fault':
      return `fault ${record.faultKind} ${record.event} (${record.fault})`;
    case 'operation':
      return `operation ${record.operation}: ${record.do} ${record.session ?? ''}`.trimEnd();
    case 'phase': {
      const pending =
        record.pending === undefined || record.pending.length === 0 ? '' : `: ${record.pending.join('; ')}`;
      return `phase ${record.phase}${pending}`;
    }
    case 'clock':
      return `wall clock now ${record.wallMillis}`;
    case 'log':
      return `log ${record.level}: ${record.text}`;
  }
}

/** What a model was asked last, said, or says of its end. */
function said({ prompt, text, message, stopReason }: ProviderRecord): string {
  if (prompt !== undefined) {
    const { same, rest } = prompt;
    const last = rest.length === 0 ? '' : `, the last ${abbreviate(rest.at(-1))}`;
    return ` of ${same + rest.length} messages${last}`;
  }
  const what = text ?? message ?? stopReason;
  return what === undefined ? '' : ` ${abbreviate(what)}`;
}

function describeMessage(message: Message): string {
  const decoded = message.decode();
  if (!decoded.ok) return `no frame (${decoded.reason}), ${message.bytes} bytes`;
  const frame = decoded.value;
  switch (frame.type) {
    case 'event':
      return `event ${frame.event}${frame.seq === undefined ? '' : ` seq=${frame.seq}`} ${abbreviate(frame.payload)}`;
    case 'req':
      return `req ${frame.id} ${frame.method} ${abbreviate(frame.params)}`;
    case 'res':
      return frame.ok
        ? `res ${frame.id} ok ${abbreviate(frame.payload)}`
        : `res ${frame.id} refused ${abbreviate(frame.error)}`;
  }
}

/** JSON with long texts and lists cut short, each cut saying how much is missing. */
function abbreviate(value: unknown): string {
  if (value === undefined) return '';
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'string' && member.length > LONGEST_TEXT)
      return `${member.slice(0, LONGEST_TEXT)}…+${member.length - LONGEST_TEXT}`;
    if (Array.isArray(member) && member.length > LONGEST_LIST)
      return [...(member.slice(0, LONGEST_LIST) as unknown[]), `…+${member.length - LONGEST_LIST}`];
    return member;
  });
}

/** Known-good variants that differ in what no policy decides: what crosses the port of the reference is rightly changed. */
import { ms } from '../../kernel/time.ts';
import type { SessionMessagePayload } from '../../protocol/events.ts';
import type { Frame } from '../../protocol/frame.ts';
import type {
  ChatAbortResult,
  ChatHistoryParams,
  ChatHistoryResult,
  ChatSendResult,
  HelloOk,
  SessionRow,
  TranscriptMessage,
} from '../../protocol/methods.ts';
import { good, type GatewayEntry } from '../entry.ts';
import type { Disk, DiskDone } from '../port.ts';
import type { Entry } from '../reference/entry.ts';
import { createGateway } from '../reference/gateway.ts';
import { SessionLane } from '../reference/lane.ts';
import { compaction } from '../reference/policy/compaction.ts';
import { promptOf } from '../reference/policy/prompt.ts';
import { answerOf, payloadOf, withPayload, withRows } from '../tampering/frames.ts';
import { tampered } from '../tampering/tampered.ts';
import { gathering } from './gathering.ts';

const LATEST_ACK_MS = 300;
const PAGE = 3;
/** An event that no client of ours knows. */
const METRICS = 'metrics';

const acksLate = tampered('acks-late', ({ random, timers }) => ({
  outgoing(frame, wire) {
    if (answerOf<ChatSendResult>(frame, 'status') === undefined) return undefined;
    timers.set(ms(Math.floor(random.next() * LATEST_ACK_MS)), () => wire.send(frame));
    return [];
  },
}));

const gathersEvents = tampered('gathers-events', () => ({ gateway: gathering }));

const pagesSmall = tampered('pages-small', () => ({
  incoming(frame) {
    if (frame.type !== 'req' || frame.method !== 'chat.history') return undefined;
    const params = frame.params as ChatHistoryParams;
    return [{ ...frame, params: { ...params, limit: Math.min(params.limit ?? PAGE, PAGE) } }];
  },
}));

const sendsMetrics = tampered('sends-metrics', () => ({
  outgoing(frame) {
    const hello = answerOf<HelloOk>(frame, 'features');
    if (hello !== undefined) {
      const features = { ...hello.features, events: [...hello.features.events, METRICS] };
      return [withPayload(frame, { ...hello, features })];
    }
    const isFollowed = frame.type === 'event' && (frame.event === 'tick' || frame.event === 'chat');
    return isFollowed ? [frame, { type: 'event', event: METRICS, payload: { load: 0 }, seq: 0 }] : undefined;
  },
}));

const keepsHistoryWhole = tampered('keeps-history-whole', () => ({
  gateway: createGateway('keeps-entries', {
    compaction: {
      ...compaction,
      // at a position of its own; the row follows from the entries, which are all there
      merge: (summary, current) => [withoutRow({ ...summary, seq: 0 }), ...current],
    },
    prompt: {
      build(session, run) {
        const latest = session.entries.find(({ kind }) => kind === 'compaction');
        const covered = latest?.coversSeq ?? 0;
        const shown = session.entries.filter((entry) => entry === latest || entry.seq > covered);
        return promptOf(session, run, shown);
      },
    },
  }),
  outgoing: (frame) => withMessages(frame, (message) => (kindOf(message) === 'compaction' ? [] : [message])),
}));

const marksInWords = tampered('marks-in-words', () => ({
  outgoing: (frame) => withMessages(frame, (message) => [inWords(message)]),
}));

const saysLeast = tampered('says-least', () => ({
  outgoing(frame) {
    const aborted = answerOf<ChatAbortResult>(frame, 'runIds');
    if (aborted !== undefined) return [withPayload(frame, without(aborted, 'runIds'))];
    const pushed = payloadOf<SessionMessagePayload>(frame, 'session.message');
    if (pushed !== undefined) return [withPayload(frame, without(pushed, 'messageId'))];
    return withRows(frame, (row) => without(row, 'activeRunIds') as SessionRow);
  },
}));

const cutsEarly = tampered('cuts-early', () => ({
  outgoing(frame) {
    const read = answerOf<ChatHistoryResult>(frame, 'messages');
    return read && [withPayload(frame, { ...read, messages: read.messages.map(cutEarly) })];
  },
}));

const rewritesFiles = tampered('rewrites-files', () => ({ disk: rewriting }));

function cutEarly(message: TranscriptMessage): TranscriptMessage {
  const { content, __openclaw } = message;
  if (__openclaw.truncated !== true) return message;
  return { ...message, content: content.slice(0, Math.ceil(content.length * 0.8)) };
}

function without(whole: object, member: string): object {
  return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== member));
}

function withoutRow(entry: Entry): Entry {
  const { row: _, ...others } = entry;
  return others;
}

function kindOf({ __openclaw }: TranscriptMessage): string | undefined {
  return __openclaw.kind;
}

function inWords(message: TranscriptMessage): TranscriptMessage {
  const { kind, ...shown } = message.__openclaw;
  if (kind !== 'session-control') return message;
  return { ...message, content: `A new session was begun by ${String(message.content)}.`, __openclaw: shown };
}

/** A history or a pushed message with what is shown instead of each message. */
function withMessages(
  frame: Frame,
  show: (message: TranscriptMessage) => readonly TranscriptMessage[],
): readonly Frame[] | undefined {
  const history = answerOf<ChatHistoryResult>(frame, 'messages');
  if (history !== undefined)
    return [withPayload(frame, { ...history, messages: history.messages.flatMap(show) })];
  const pushed = payloadOf<SessionMessagePayload>(frame, 'session.message');
  return pushed && show(pushed.message).map((message) => withPayload(frame, { ...pushed, message }));
}

/** An append writes the file anew and puts it in place of the old one; one operation at a time. */
function rewriting(disk: Disk): Disk {
  const lane = new SessionLane();
  /** Starts when all that was called before is done. */
  function inTurn<T>(start: (done: (result: T) => void) => void, done: (result: T) => void): void {
    lane.run((release) =>
      start((result) => {
        release();
        done(result);
      }),
    );
  }
  function replace(path: string, text: string, done: DiskDone): void {
    const copy = `${path}.tmp`;
    disk.write(copy, text, (written) => {
      if (!written.ok) return done(written);
      disk.sync(copy, (synced) => {
        if (synced.ok) disk.rename(copy, path, done);
        else done(synced);
      });
    });
  }
  return {
    read: (path, done) => inTurn((read) => disk.read(path, read), done),
    list: (prefix, done) => inTurn((listed) => disk.list(prefix, listed), done),
    append(path, text, done) {
      inTurn(
        (appended: DiskDone) =>
          disk.read(path, (old) => {
            if (old.ok || old.error === 'not-found')
              replace(path, (old.ok ? old.value : '') + text, appended);
            else appended(old);
          }),
        done,
      );
    },
    write: (path, text, done) => inTurn((written) => disk.write(path, text, written), done),
    sync: (path, done) => inTurn((synced) => disk.sync(path, synced), done),
    rename: (from, to, done) => inTurn((renamed) => disk.rename(from, to, renamed), done),
    remove: (path, done) => inTurn((removed) => disk.remove(path, removed), done),
  };
}

export const TAMPERED_VARIANTS: readonly GatewayEntry[] = [
  good(acksLate, 'Acknowledges a message up to 300 ms after it is stored and its run has begun.'),
  good(gathersEvents, 'Sends the events of 100 ms together; acknowledgements overtake them.'),
  good(pagesSmall, 'Answers with a few messages of a history at a time.'),
  good(sendsMetrics, 'Sends numbered events of a kind of its own between the others.'),
  good(
    keepsHistoryWhole,
    'Shows every message after a compaction, which is for the model alone: it counts, and leaves no mark.',
  ),
  good(
    marksInWords,
    'Marks an honoured `/new` or `/reset` by a sentence, in an entry of no kind of its own.',
  ),
  good(
    saysLeast,
    'Does not say which runs an abort ended, which are active in a row, nor under which id an entry is pushed.',
  ),
  good(cutsEarly, 'Cuts a long text to be read a little before where it was asked to.'),
  good(rewritesFiles, 'Writes a file anew for each line and puts it in place of the old one.'),
];

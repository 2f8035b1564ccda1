/**
 * text/faithful. What the model said in an attempt is compared with what each connection was sent of it as it came, with
 * the terminal, and with what is pushed, stored, archived and paged; what a client sent with the entry of its message.
 * A stream is judged on connections that were to get all of the run and that lack no number; where a limit that was
 * announced may have cut a text, its beginning is enough. An entry that is read is no longer than was asked for, and where
 * a frame surely holds what was asked for, not cut to less than half of it. After a crash nothing is owed of what had been streamed;
 * after a stop that left a run without a terminal, all of it, unless the run was taken up again, the disk failed, or a crash came later.
 * Runs that cannot be told from others (of two sends with one marker, of a send that may have begun twice, where sends
 * are merged) are not judged. Of a reply that was cut short it is enough that its terminal or its entry holds what had
 * been streamed; where the dialect says that it is stored as far as it was told, its entry too. Text after the terminal is the matter of seq/run-order.
 * Memory: positions for each run and connection under way; users' texts up to a MiB. Version 2 added stops, and
 * version 3 that a message whose command was taken off has one text wherever it is shown.
 */
import type { EventMeaning, ObservedEntry } from '../dialect/observation.ts';
import type { FrameRecord } from '../history/record.ts';
import type { EventAbout, Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { Attempt } from './model/attempts.ts';
import { NEVER, type ConnectionState, type Position } from './model/connections.ts';
import type { JudgeModel } from './model/judge-model.ts';
import type { Send } from './model/sends.ts';
import { CommandedMessages } from './commanded-messages.ts';
import { StoredTexts, type EntryPlace, type TextRead } from './stored-texts.ts';
import { joinedUntil, shownUntil } from './streamed-text.ts';
import { difference, quoted } from './text-difference.ts';
import { mayBeCut } from './text-limits.ts';

type Streamed = Extract<EventMeaning, { type: 'run-text' }>;
type Terminal = Extract<EventMeaning, { type: 'terminal' }>;

export const textFaithful: Property = {
  id: 'text/faithful',
  version: 3,
  later: {
    2: ['what was streamed of a reply that a stop cut short is kept nowhere'],
    3: ['a message with a command is shown with two texts'],
  },
  family: 'account',
  statement:
    'What the model says is what is streamed, ended, pushed and stored, character by character, and what a client sent is what is stored of it; a reply that was cut short is a beginning of it, and no shorter than what had been streamed, and a text is cut to be read as its reader asks.',
  why: 'OpenClaw issues 2707, 24856, 119554, 66497, 32296: final texts cut by the throttle, characters lost, replies to another message',
  exercise: 'a run that ended, of which it is known what the model said',
  needs: 'texts',
  watches: [
    { type: 'event', says: ['run-text', 'run-tool', 'terminal', 'message'], leg: 'news' },
    { type: 'request', says: ['send'], leg: 'news' },
    { type: 'response', says: ['history', 'history-page', 'archive'], leg: 'client' },
    { type: 'connection', says: ['closed'], leg: 'gateway' },
    'process',
  ],
  start: (model) => new TextFaithful(model),
};

/** How far one connection was shown the text of an attempt; -1: that cannot be told, or was convicted. */
interface Shown {
  chat: number;
  agent: number;
}

/** It follows the session since the run began, and what it was shown of it first is still to come. */
const JOINED = -2;
/** It was told the terminal. */
const OVER: Shown = Object.freeze({ chat: -1, agent: -1 });
/** Of so many runs a connection's last word is remembered. */
const REMEMBERED = 64;

/** A reply that was cut short: how much was streamed of it, and how much can be had of it since. */
interface CutShort {
  readonly attempt: Attempt;
  readonly record: number;
  streamed: number;
  told: number;
  /** By a stop of the process, which told nobody. */
  readonly byStop: boolean;
}

class TextFaithful extends FindingChecker {
  /** Of each connection, by its number. */
  readonly #shown: (Map<Attempt, Shown> | undefined)[] = [];
  readonly #cutShort = new Map<Send, CutShort>();
  /** The process was told to stop. */
  #isStopping = false;
  /** What had been streamed of runs under way to connections that closed while it stops. */
  readonly #left = new Map<Attempt, number>();
  #lastCrash: Position = NEVER;
  /** Somebody was streamed `agent` text. */
  #streamsAgents = false;
  readonly #stored: StoredTexts;
  readonly #commanded: CommandedMessages;

  constructor(model: JudgeModel) {
    super(model);
    this.#commanded = new CommandedMessages(model);
    this.#stored = new StoredTexts(model, (cause, sentence, ...records) =>
      this.add(cause, sentence, ...records),
    );
  }

  request({ ask }: Of<'request'>, { send }: RequestAbout): void {
    if (ask.type === 'send' && send !== undefined) this.#stored.sent(send, ask.text);
  }

  connection({ record: { conn, event } }: Of<'connection'>): void {
    if (event !== 'closed') return;
    if (this.#isStopping) this.#leave(this.#shown[conn]);
    this.#shown[conn] = undefined;
  }

  process({ record: { event, i } }: Of<'process'>): void {
    if (event === 'crashed') this.#lastCrash = i;
    if (event === 'exited' && this.#isStopping) this.#stopped(i);
    this.#isStopping = event === 'stopping';
    if (!this.#isStopping) this.#left.clear();
  }

  #leave(shown: ReadonlyMap<Attempt, Shown> | undefined): void {
    for (const [attempt, { agent, chat }] of shown ?? [])
      if (!attempt.send.settled) this.#left.set(attempt, Math.max(this.#left.get(attempt) ?? 0, agent, chat));
  }

  /** The process is gone as it should be; whoever was still connected is left behind. */
  #stopped(record: Position): void {
    for (const shown of this.#shown) this.#leave(shown);
    for (const [attempt, streamed] of this.#left) {
      const { end, send } = attempt;
      // where the model had ended it, nothing was cut short
      if (send.settled || end === 'end' || end === 'error' || this.#cutShort.has(send)) continue;
      this.#cutShort.set(send, { attempt, record, streamed, told: 0, byStop: true });
    }
  }

  event({ record, meaning }: Of<'event'>, { connection, run }: EventAbout): void {
    if (meaning.type === 'message') {
      this.#stored.entry(meaning.key, meaning.entry, 'pushed', record);
      this.#afterCommand(meaning.key, meaning.entry, 'pushed', record.i);
      return;
    }
    if (run === undefined) return;
    const attempt = this.model.attempts.last(run);
    if (attempt === undefined) return this.#untold(run, connection.conn);
    switch (meaning.type) {
      case 'run-text':
        this.#stream(meaning, attempt, connection, record);
        return;
      case 'run-tool':
        if (meaning.text !== undefined && meaning.phase === 'result')
          this.#stored.tool(meaning.text, attempt, connection, record);
        return;
      case 'terminal':
        this.#end(meaning, attempt, connection, record);
        return;
      default:
        return;
    }
  }

  response({ record, answer }: Of<'response'>, { connection, pending: { ask } }: RequestAbout): void {
    const maxChars = ask.type === 'history' || ask.type === 'archive-read' ? ask.maxChars : undefined;
    const { content } = this.model.dialect;
    const read = { record, connection, longest: maxChars ?? content.entryUnits };
    if (answer?.type === 'history' || answer?.type === 'history-page') {
      this.#read(answer.key, answer.entries, 'stored', read);
    } else if (answer?.type === 'archive') {
      const archive = this.model.transcripts.archives.get(answer.archive);
      if (archive !== undefined) this.#read(archive.info.sessionKey, answer.entries, 'archived', read);
    }
  }

  #read(key: string, entries: readonly ObservedEntry[], place: EntryPlace, read: TextRead): void {
    for (const entry of entries) {
      this.#stored.read(key, entry, place, read);
      this.#afterCommand(key, entry, place, read.record.i);
    }
  }

  #afterCommand(key: string, entry: ObservedEntry, place: EntryPlace, record: number): void {
    const other = this.#commanded.shown(key, entry, place, record);
    if (other !== undefined)
      this.add('a message with a command is shown with two texts', other.sentence, other.before, record);
  }

  override finish(): void {
    if (!this.model.phases.atRest) return;
    for (const [run, { attempt, byStop, record, streamed, told }] of this.#cutShort) {
      if (byStop && !this.#isLeft(attempt, record)) continue;
      this.#judgeStored(run, told, record);
      if (run.summarised || !this.model.readInFull(run.key)) continue;
      // a later send said the same, so that whose the replies are cannot be told any more
      if (!this.model.attempts.isKnown(run)) continue;
      if (byStop && streamed > 0) this.exercised++;
      const kept = Math.max(told, this.#stored.kept(run));
      if (kept >= streamed) continue;
      const how = byStop ? 'was under way when the process stopped' : 'was cut short';
      const sentence = `of run ${run.runId} of ${run.key}, which ${how}, ${streamed} characters had been streamed, and no more than ${kept} are in its terminal, history or archive`;
      const cause = byStop
        ? 'what was streamed of a reply that a stop cut short is kept nowhere'
        : 'what was streamed of a reply is kept nowhere';
      this.add(cause, sentence, attempt.record, record);
    }
  }

  /** A run that a stop cut short has not gone on since, and nothing but that stop can have taken its text away. */
  #isLeft(attempt: Attempt, record: Position): boolean {
    const { attempts, fair } = this.model;
    if (attempts.last(attempt.send) !== attempt || this.#lastCrash > record) return false;
    return fair.storageTroubledAt <= attempt.send.from;
  }

  /** What a terminal said of a reply that was cut short is stored, where the dialect says so. */
  #judgeStored(run: Send, told: number, record: number): void {
    const stored = this.#stored.shortest(run);
    if (stored === undefined || stored.length >= told || !this.model.dialect.content.keepsCutReplies) return;
    if (!this.model.attempts.isKnown(run)) return;
    const sentence = `the terminal of run ${run.runId} of ${run.key}, which was cut short, says ${told} characters of its reply, and ${stored.length} of them are stored`;
    this.add('what a terminal says of a reply is not stored', sentence, record, stored.record);
  }

  /** How far this connection was shown the attempt: from its beginning on, if it was to get all of it. */
  #of(attempt: Attempt, connection: ConnectionState, now: number): Shown {
    const ofConnection = (this.#shown[connection.conn] ??= new Map<Attempt, Shown>());
    let shown = ofConnection.get(attempt);
    if (shown === undefined) {
      const { send, record } = attempt;
      const followsSince = connection.followsSince(send.key);
      const getsAll = followsSince < record || send.onlyConnection === connection.conn;
      const from = getsAll ? 0 : followsSince < now ? JOINED : -1;
      ofConnection.set(attempt, (shown = { chat: from, agent: from }));
    }
    return shown;
  }

  /** What this connection was sent of a run cannot be compared for the moment, nor how far it has come afterwards. */
  #untold(run: Send, conn: number): void {
    const attempt = this.model.attempts.of(run).at(-1);
    if (attempt === undefined) return;
    const ofConnection = (this.#shown[conn] ??= new Map<Attempt, Shown>());
    if (ofConnection.get(attempt) !== OVER) ofConnection.set(attempt, { chat: -1, agent: -1 });
  }

  #stream(meaning: Streamed, attempt: Attempt, connection: ConnectionState, record: FrameRecord): void {
    const shown = this.#of(attempt, connection, record.i);
    if (shown === OVER) return;
    const { content } = this.model.dialect;
    const { stream, replaces = false } = meaning;
    if (stream === 'agent') this.#streamsAgents = true;
    const before = replaces ? 0 : shown[stream];
    if (before === -1) return;
    const until =
      before === JOINED
        ? joinedUntil(meaning, attempt, content.trimsShown)
        : shownUntil(meaning, attempt, before, content);
    if (until === undefined) {
      shown[stream] = -1;
      return;
    }
    shown[stream] = until;
    if (until >= 0 || connection.hasGap || mayBeCut(attempt.said, connection)) return;
    const { runId, key } = attempt.send;
    const [at, text] =
      meaning.whole === undefined ? [Math.max(0, before), meaning.delta ?? ''] : [0, meaning.whole];
    const sentence = `connection ${connection.conn} was streamed (${stream}) of run ${runId} of ${key} ${difference(attempt.said, at, text)}`;
    this.add('streamed text is not what the model said', sentence, attempt.lastRecord, record.i);
  }

  #end(meaning: Terminal, attempt: Attempt, connection: ConnectionState, record: FrameRecord): void {
    const { said, send, tools } = attempt;
    const isSaid = said.length > 0 || tools.length > 0 || meaning.text !== undefined;
    if (send.settledBy === record.i && isSaid) this.exercised++;
    const shown = this.#of(attempt, connection, record.i);
    this.#over(attempt, connection.conn);
    const told = this.#told(meaning, attempt, connection, record);
    const left = this.#cutShort.get(attempt.send);
    if (left?.byStop === true) left.told = Math.max(left.told, told);
    if (meaning.state !== 'final' && attempt.end !== 'gone')
      this.#cut(meaning.state, attempt, shown, told, record.i);
    this.#judgeStream(meaning, attempt, shown, connection, record);
  }

  /** Text that comes now is late. */
  #over(attempt: Attempt, conn: number): void {
    const ofConnection = this.#shown[conn];
    if (ofConnection === undefined) return;
    ofConnection.delete(attempt);
    ofConnection.set(attempt, OVER);
    if (ofConnection.size <= REMEMBERED) return;
    for (const [oldest, shown] of ofConnection) {
      if (shown === OVER) ofConnection.delete(oldest);
      if (ofConnection.size <= REMEMBERED) return;
    }
  }

  #cut(state: Terminal['state'], attempt: Attempt, shown: Shown, told: number, record: number): void {
    if (this.model.dialect.content.terminalSays[state] === 'notice') return;
    const streamed = Math.max(shown.chat, shown.agent);
    const known = this.#cutShort.get(attempt.send);
    if (known === undefined)
      this.#cutShort.set(attempt.send, { attempt, record, streamed, told, byStop: false });
    else if (known.attempt === attempt && streamed > known.streamed) known.streamed = streamed;
  }

  /** How many characters of the reply the terminal's message says. */
  #told(
    { state, text }: Terminal,
    attempt: Attempt,
    connection: ConnectionState,
    record: FrameRecord,
  ): number {
    const { terminalSays, trimsShown, chatShowsLast } = this.model.dialect.content;
    if (text === undefined || terminalSays[state] === 'notice') return 0;
    const { said, send } = attempt;
    const shown = trimsShown ? text.trim() : text;
    const isPart = said.isPrefix(shown) || (shown.length >= chatShowsLast && said.isSuffix(shown));
    const isEnough =
      state !== 'final' ||
      shown.length === Math.min(said.length, chatShowsLast) ||
      mayBeCut(said, connection);
    if (!isPart || !isEnough) {
      const sentence = `the ${state} of run ${send.runId} of ${send.key} says ${difference(said, 0, shown)}`;
      this.add('a terminal does not say what the model said', sentence, attempt.lastRecord, record.i);
    }
    return shown.length;
  }

  /** All that was said before the model itself ended must have been streamed, unless the terminal may say it. */
  #judgeStream(
    { state, text }: Terminal,
    { said, end, send, lastRecord }: Attempt,
    { chat, agent }: Shown,
    connection: ConnectionState,
    record: FrameRecord,
  ): void {
    // of a reply that the gateway cut short itself, what it had not streamed is nobody's
    const isCut = state === 'error' ? end !== 'error' || !this.model.fair.listening : end !== 'end';
    if (state === 'aborted' || isCut || connection.hasGap) return;
    const { streamsAll, trimsShown } = this.model.dialect.content;
    const isOwed = streamsAll || state === 'error' || text === undefined;
    const isShort = isOwed && chat >= 0 && chat < said.length;
    // not every gateway streams to agents, but one that does leaves none out, where it is known to change no text
    const owesAgents = agent > 0 || (agent === 0 && this.#streamsAgents && !trimsShown);
    const until = isShort ? chat : isOwed && owesAgents ? agent : said.length;
    if (until >= said.length || mayBeCut(said, connection)) return;
    const sentence = `connection ${connection.conn} was streamed ${until} of ${said.length} characters of run ${send.runId} of ${send.key}; the rest is ${quoted(said.slice(until, said.length))}`;
    const cause = until === 0 ? 'nothing of a reply was streamed' : 'the end of a reply was never streamed';
    this.add(cause, sentence, lastRecord, record.i);
  }
}

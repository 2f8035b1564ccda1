/**
 * Sends: one record per (session key, idempotency key), whatever connections it was tried on, and what became of it:
 * acknowledged, refused, unknown, accepted, settled. A run is the same record, since its id is the idempotency key.
 * A send is accepted somewhere in [from, acceptedBy] (positions of records: the order of a history is the order in
 * which things crossed the boundary, so equal times need no tie-break); it belongs to the generation current at that instant. Where
 * that interval overlaps the end of a generation it may belong to either, and no property may assume one.
 * Memory: one small record per idempotency key; texts are kept as hashes.
 */
import type { RequestMeaning, Refusal } from '../../dialect/observation.ts';
import { hashString } from '../../kernel/hash.ts';
import type { Micros } from '../../kernel/time.ts';
import { NEVER, type PendingRequest, type Position } from './connections.ts';
import { SessionState } from './session-state.ts';

export type SendMeaning = Extract<RequestMeaning, { type: 'send' }>;

/**
 * How a run was seen to end. `reply`: its reply entry was read; `merged`: its text reached another run's prompt; `kept`:
 * its message was read among those that no run takes up any more; `row`: a row, read after quiet, says that it was cut short.
 */
export type SettledAs = 'final' | 'aborted' | 'error' | 'reply' | 'merged' | 'kept' | 'row';

export class Send {
  readonly key: string;
  readonly session: SessionState;
  readonly runId: string;
  marker: string | undefined;
  readonly client: string;
  /** Other clients that tried it too. */
  others: Set<string> | undefined;
  control: 'new' | 'reset' | undefined;
  textHash: number;
  /** The attempt whose text that is, by its record. */
  textOf: number;
  /** Index of the record that shows the first attempt. */
  readonly record: number;
  readonly firstSentAt: Micros;
  /** Fair time of its client at the first attempt. */
  fairAtFirst: Micros = 0;

  attempts = 0;
  /** Attempts that reached the gateway and have no answer yet, on open connections. */
  open = 0;
  /** Attempts cut off after they reached the living process: they may still be accepted. */
  unknown = 0;
  /** Attempts cut off by the end of the process: accepted before this instant or never. */
  unknownUntil: Position = NEVER;
  /** Some attempt carried another text, and when the first of those arrived: it must be refused. */
  otherText = false;
  otherTextAt: Position = Infinity;
  /** A marker of one of its texts is in a text of another send, too: which of them that is of does not show. */
  sharesMarker = false;
  /** When the first attempt that was not refused reached the gateway. */
  from: Position = Infinity;
  /** The gateway had accepted it by then; Infinity: not known to be accepted. */
  acceptedBy: Position = Infinity;
  /** An ack was delivered. */
  acknowledgedRecord = NEVER;
  acknowledgedIncarnation = 0;
  /** The only connection it was tried on; -1 once there was a second, or before the first. */
  onlyConnection = -1;
  /** It was answered as new more than once, or may have been. */
  wasReaccepted = false;
  /** How often it was answered as new. */
  freshAnswers = 0;
  /** When an attempt was answered last; Infinity: one was cut off that the gateway may still act on. */
  lastAnswered: Position = NEVER;
  /** Refused or accepted at least once, delivered. */
  answered = false;

  /** First provider call. */
  calledAt: Micros = NEVER;
  calledRecord: Position = NEVER;
  /** The prompt of a run held its text; looked for only where sends may be merged. */
  prompted = false;
  /** Sends that the prompt of its run held beside its own text: they end with it. */
  merged: Set<Send> | undefined;
  /** Its lifecycle end was sent. */
  lifecycleEnded = false;
  /** What first showed that it ended: `chat` at the gateway's leg, or a read; Infinity: nothing did. */
  settledBy: Position = Infinity;
  settledAt: Micros = Infinity;
  settledAs: SettledAs | undefined;
  terminal: 'final' | 'aborted' | 'error' | undefined;
  /** Fair readings when an answer first found it accepted; -1: none has. */
  settlingAtAccept: Micros = NEVER;
  queueingAtAccept: Micros = NEVER;

  /** The generation whose transcript shows its entry, once read; where two did, the first. */
  placed: string | undefined;
  /** Its entry's id and position, once read. */
  entryId: string | undefined;
  entrySeq: number | undefined;
  /** The id of its reply entry, once read. */
  replyId: string | undefined;
  /** A summary was asked for that may hold its run's end, too; whether it ever replaced anything is another matter. */
  summaryAsked = false;
  /** A summary that was made of its text has replaced its entry, as a lasting read shows. */
  summarised = false;
  /** Its entry was read in a checkpoint of what a compaction replaced. */
  checkpointed = false;
  /** The same, and its run may have been over when the summary was asked for: its end may lie under it. */
  endSummarised = false;
  /** Its entry was read after everything was quiet, or in an archive. */
  seen = false;
  /** Some client was pushed its entry. */
  pushed = false;
  /** Another send for the same session key and idempotency key of another session. */
  readonly nextOfRun: Send | undefined;

  constructor(ask: SendMeaning, pending: PendingRequest, session: SessionState, nextOfRun: Send | undefined) {
    this.key = ask.key;
    this.session = session;
    this.runId = ask.runId;
    this.marker = ask.marker;
    this.control = ask.control;
    this.textHash = hashString(ask.text);
    this.textOf = pending.record;
    this.client = pending.connection.client;
    this.record = pending.record;
    this.firstSentAt = pending.sentAt;
    this.nextOfRun = nextOfRun;
  }

  get accepted(): boolean {
    return this.acceptedBy !== Infinity;
  }

  /** Its model was called. */
  get isCalled(): boolean {
    return this.calledAt >= 0;
  }

  isSentBy(client: string): boolean {
    return client === this.client || this.others?.has(client) === true;
  }

  get acknowledged(): boolean {
    return this.acknowledgedRecord >= 0;
  }

  get settled(): boolean {
    return this.settledBy !== Infinity;
  }

  /** It began more than once, or may have: what it left may be anywhere. A repetition may be begun before its answer shows. */
  get reaccepted(): boolean {
    return this.wasReaccepted || (this.settled && this.open > 0);
  }

  /** It was tried again, and what came of that may have come after this instant. */
  mayBeAnew(since: Position): boolean {
    return this.attempts > 1 && (this.open > 0 || this.lastAnswered > since);
  }

  /** Latest instant at which it can have been accepted; -1: it was not, Infinity: it still may. */
  get possiblyUntil(): Position {
    if (this.accepted) return this.acceptedBy;
    return this.open > 0 || this.unknown > 0 ? Infinity : this.unknownUntil;
  }
}

const NONE: readonly Send[] = [];

export class Sends {
  readonly #byRun = new Map<string, Send>();
  readonly #byMarker = new Map<string, Send[]>();
  readonly #sessions = new Map<string, SessionState>();
  /** Not known to be accepted, and not refused either. */
  readonly #undetermined = new Set<Send>();
  /** Accepted and not settled. */
  readonly #unsettled = new Set<Send>();
  /** The send that was looked up last. */
  #last: Send | undefined;

  /** Every send, in order of the first attempt. */
  *all(): Iterable<Send> {
    for (const first of this.#byRun.values()) {
      for (let send: Send | undefined = first; send !== undefined; send = send.nextOfRun) yield send;
    }
  }

  /** Every send of a session, in order of the first attempt. */
  ofSession(key: string): readonly Send[] {
    return this.#sessions.get(key)?.all ?? NONE;
  }

  /** How many sessions were ever named. */
  get sessionCount(): number {
    return this.#sessions.size;
  }

  get unsettled(): ReadonlySet<Send> {
    return this.#unsettled;
  }

  /** Not known to be accepted, and not refused either. */
  get undetermined(): ReadonlySet<Send> {
    return this.#undetermined;
  }

  /** The send a run id stands for; `key` decides where two sessions use one id. */
  ofRun(runId: string, key?: string): Send | undefined {
    // a broadcast tells of the same run many times in a row
    const last = this.#last;
    if (last !== undefined && last.runId === runId && last.key === key) return last;
    let send = this.#byRun.get(runId);
    if (key !== undefined) while (send !== undefined && send.key !== key) send = send.nextOfRun;
    if (send !== undefined) this.#last = send;
    return send;
  }

  ofMarker(marker: string): readonly Send[] {
    return this.#byMarker.get(marker) ?? NONE;
  }

  /** The send an entry is of: by its run where the entry says it, else by its marker where only one send has it. */
  ofEntry(key: string, marker: string | undefined, runId: string | undefined): Send | undefined {
    const send = runId === undefined ? undefined : this.ofRun(runId, key);
    if (send !== undefined || marker === undefined) return send;
    const [first, second] = this.ofMarker(marker);
    return second === undefined && first?.key === key ? first : undefined;
  }

  of(pending: PendingRequest): Send | undefined {
    return pending.ask.type === 'send' ? this.ofRun(pending.ask.runId, pending.ask.key) : undefined;
  }

  /** A turn of `key` can have been accepted after `since`, or can still be. */
  possiblyAcceptedAfter(key: string, since: Position): boolean {
    const session = this.#sessions.get(key);
    if (session === undefined) return false;
    if (session.lastAcceptance > since || session.repeated.size > 0) return true;
    for (const send of session.undetermined) if (send.possiblyUntil > since) return true;
    return false;
  }

  /** A run of `key` may be under way. */
  possiblyActive(key: string): boolean {
    const session = this.#sessions.get(key);
    if (session === undefined) return false;
    const { again, repeated, undetermined, unsettled } = session;
    return again || unsettled > 0 || undetermined.size > 0 || repeated.size > 0;
  }

  /** When a run of `key` was last seen to end; -1: never. */
  lastSettlement(key: string): Micros {
    return this.#sessions.get(key)?.lastSettlement ?? NEVER;
  }

  sent(pending: PendingRequest, ask: SendMeaning): Send {
    let send = this.ofRun(ask.runId, ask.key);
    if (send === undefined) {
      send = new Send(ask, pending, this.session(ask.key), this.#byRun.get(ask.runId));
      this.#byRun.set(ask.runId, send);
      send.session.all.push(send);
      if (ask.marker !== undefined) this.#mark(send, ask.marker);
      send.onlyConnection = pending.connection.conn;
    }
    send.attempts++;
    const { client } = pending.connection;
    if (client !== send.client) (send.others ??= new Set<string>()).add(client);
    if (send.onlyConnection !== pending.connection.conn) send.onlyConnection = -1;
    return send;
  }

  arrived(send: Send, pending: PendingRequest, ask: SendMeaning, at: Position): void {
    send.open++;
    if (pending.record !== send.textOf && hashString(ask.text) !== send.textHash) {
      // a key belongs to the first text that reached the gateway under it
      if (send.accepted || send.from !== Infinity) {
        if (!send.otherText) Object.assign(send, { otherText: true, otherTextAt: at });
        if (ask.marker !== undefined) this.#mark(send, ask.marker);
      } else this.adopt(send, pending, ask);
    }
    if (send.accepted) {
      send.session.repeated.add(send);
      return;
    }
    if (at < send.from) send.from = at;
    this.#undetermined.add(send);
    send.session.undetermined.add(send);
  }

  /** That attempt's text is the one that was taken. */
  adopt(send: Send, { record }: PendingRequest, { text, marker, control }: SendMeaning): void {
    Object.assign(send, { textHash: hashString(text), textOf: record, marker, control });
    if (marker !== undefined) this.#mark(send, marker);
  }

  #mark(send: Send, marker: string): void {
    const others = this.#byMarker.get(marker);
    if (others === undefined) this.#byMarker.set(marker, [send]);
    else if (!others.includes(send)) {
      others.push(send);
      for (const one of others) one.sharesMarker = true;
    }
  }

  /** The gateway answered an attempt (at its leg, or as delivered where there is no other). */
  answered(send: Send, refusal: Refusal | undefined, fresh: boolean, at: Position): void {
    this.#close(send, at);
    if (refusal === undefined) {
      if (fresh) {
        if (++send.freshAnswers > 1) this.reaccept(send);
        send.session.lastAcceptance = at;
      }
      this.accept(send, at);
      return;
    }
    if (send.accepted || send.open > 0 || send.unknown > 0 || send.unknownUntil >= 0) return;
    send.from = Infinity;
    this.#determined(send);
  }

  /** Something shows that the gateway took it: an ack, a run event, a provider call, an entry. */
  accept(send: Send, at: Position): void {
    if (send.accepted) return;
    send.acceptedBy = at;
    if (send.from > at) send.from = send.record;
    this.#determined(send);
    const { session } = send;
    if (!send.settled) {
      this.#unsettled.add(send);
      session.unsettled++;
    }
    if (session.lastAcceptance < at) session.lastAcceptance = at;
  }

  /** The gateway may act on it until then. */
  cut(send: Send, until: Position): void {
    this.#close(send, until);
    if (!send.accepted) send.unknown++;
    else if (send.settled) this.reaccept(send);
  }

  /** Whether a key may be new again is the matter of send/exactly-once; here it counts that it may have been. */
  reaccept(send: Send): void {
    send.wasReaccepted = true;
    send.session.again = true;
  }

  /** What the dead process had not accepted by now it never will. */
  processGone(at: Position): void {
    for (const send of this.#undetermined) {
      if (send.open + send.unknown === 0) continue;
      send.open = send.unknown = 0;
      send.unknownUntil = at;
      send.lastAnswered = at;
    }
  }

  settle(send: Send, settledAs: SettledAs, at: Position, now: Micros): void {
    this.accept(send, at);
    // also when it seemed settled: it was taken to be merged into another, and has its own end all the same
    for (const one of send.merged ?? NONE) {
      if (!one.accepted) continue;
      send.merged?.delete(one);
      this.settle(one, 'merged', at, now);
    }
    if (send.settled) return;
    send.settledBy = at;
    send.settledAt = now;
    send.settledAs = settledAs;
    send.session.lastSettlement = now;
    if (this.#unsettled.delete(send)) send.session.unsettled--;
  }

  /** One attempt is over, answered or cut off. */
  #close(send: Send, at: Position): void {
    send.lastAnswered = Math.max(send.lastAnswered, at);
    if (send.open > 0) send.open--;
    if (send.open === 0) send.session.repeated.delete(send);
  }

  #determined(send: Send): void {
    if (this.#undetermined.delete(send)) send.session.undetermined.delete(send);
  }

  /** The session of this key, made at its first mention. */
  session(key: string): SessionState {
    let session = this.#sessions.get(key);
    if (session === undefined) this.#sessions.set(key, (session = new SessionState()));
    return session;
  }
}

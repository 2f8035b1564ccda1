/**
 * join/complete. A connection joins a run when its subscription (its hello, where the dialect sends a run's events to
 * every reader) is answered while the run is under way: accepted and not settled. It is owed every kind of event of what
 * the model still does in that run, once another connection is sent one which followed before and has the same scopes and
 * subscriptions; who sent the message may be sent more. That it was still to come shows by its cause: the model said
 * something, gave a tool's result or ended after the connection had joined. Streamed text is owed from the second event
 * on: what was gathered before may go to the others alone. Its first history after the terminal must hold the
 * reply, where the run said something.
 *
 * Left out: runs whose generation may have ended (who was told so may be spared the rest), who was held up by a fault
 * before the terminal, and text for slow readers.
 */
import type { EventMeaning, HistoryAnswer, ObservedEntry } from '../dialect/observation.ts';
import type { Micros } from '../kernel/time.ts';
import type { EventAbout, Of, ProviderAbout, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import { NEVER, type ConnectionState, type Position } from './model/connections.ts';
import type { Send } from './model/sends.ts';

/** What is told of a run. */
const TOLD: ReadonlySet<EventMeaning['type']> = new Set([
  'run-text',
  'run-tool',
  'run-end',
  'terminal',
  'message',
  'row',
]);

/** A run that somebody joined. */
interface JoinedRun {
  readonly joined: Joined[];
  /** When the model last said something in it, gave a tool's result, and ended; -1: it did not. */
  saidAt: Position;
  toolAt: Position;
  endedAt: Position;
}

/** One connection that joined one run. */
interface Joined {
  readonly connection: ConnectionState;
  readonly send: Send;
  readonly since: Position;
  readonly at: Micros;
  /** Fair time of its client when it joined. */
  readonly fairAt: Micros;
  /** Kinds of events that it was sent. */
  readonly sent: Set<string>;
  /** Kinds that another connection was sent meanwhile, by the record from which on they are owed. */
  readonly owed: Map<string, Position>;
  /** Kinds of streamed text that another connection was sent once meanwhile, and which. */
  readonly heard: Map<string, ConnectionState>;
  /** A fault held it up before the terminal. */
  isTroubled: boolean;
  /** Its first history after the terminal was looked at. */
  isRead: boolean;
}

export const joinComplete: Property = {
  id: 'join/complete',
  family: 'order',
  statement:
    'Who subscribes or reconnects while a run is under way gets every kind of event still to come in that run that connections like it get, and finds the reply in its first history after the terminal.',
  why: 'OpenClaw issues 90755, 100384, 81284, 45952 (a run under way is not shown to who comes later)',
  exercise: 'a kind of event owed to a connection that joined a run, or its first history after the terminal',
  watches: [
    { type: 'event', says: [...TOLD], leg: 'news' },
    { type: 'response', says: ['subscribed', 'hello', 'history'] },
    { type: 'provider', says: ['delta', 'tool', 'end', 'error'] },
    { type: 'connection', says: ['closed'] },
  ],
  start: (model) => new JoinComplete(model),
};

class JoinComplete extends FindingChecker {
  readonly #runs = new Map<Send, JoinedRun>();
  /** What each connection joined, by its number. */
  readonly #ofConnection = new Map<number, Joined[]>();
  /** When each connection was greeted. */
  readonly #greeted = new WeakMap<ConnectionState, Position>();

  response({ record, answer }: Of<'response'>, { pending }: RequestAbout): void {
    const { connection } = pending;
    if (answer?.type === 'history') {
      if (record.leg === 'client') this.#read(answer, connection.conn, pending.from, record.i);
      return;
    }
    if (pending.answeredRecord !== record.i) return;
    if (answer?.type === 'hello') this.#greeted.set(connection, record.i);
    for (const send of this.model.sends.unsettled)
      if (this.#follows(connection, send.key) === record.i) this.#join(send, connection, record);
  }

  provider({ record: { event, i } }: Of<'provider'>, { call }: ProviderAbout): void {
    if (this.#runs.size === 0 || call?.send === undefined) return;
    const run = this.#runs.get(call.send);
    if (run === undefined) return;
    if (event === 'delta') run.saidAt = i;
    else if (event === 'tool') run.toolAt = i;
    else if (event === 'end' || event === 'error') run.endedAt = i;
  }

  event({ event, meaning, record }: Of<'event'>, { connection, run: send }: EventAbout): void {
    if (this.#runs.size === 0 || !TOLD.has(meaning.type)) return;
    const run = this.#runOf(meaning, send);
    if (run === undefined) return;
    const kind = `${event} ${meaning.type}`;
    const causedAt = causeOf(meaning, run);
    for (const one of run.joined) {
      if (one.connection === connection) one.sent.add(kind);
      else if (causedAt > allSince(one) && this.#isLike(one, connection, meaning))
        this.#owe(one, kind, meaning.type === 'run-text' ? connection : undefined, record.i);
    }
    if (meaning.type === 'terminal') for (const one of run.joined) this.#ended(one, record.atMicros);
  }

  connection({ record: { conn, event } }: Of<'connection'>): void {
    if (event !== 'closed' || this.model.connections.get(conn)?.open === true) return;
    for (const one of this.#ofConnection.get(conn) ?? []) {
      const joined = this.#runs.get(one.send)?.joined ?? [];
      joined.splice(joined.indexOf(one), 1);
    }
    this.#ofConnection.delete(conn);
  }

  override finish(): void {
    const { connections, generations, phases } = this.model;
    if (!phases.atRest) return;
    for (const [send, { joined }] of this.#runs) {
      if (!send.settled || send.reaccepted || generations.mayHaveRotated(send.key, send.from)) continue;
      for (const { connection, owed, sent, since, isTroubled } of joined) {
        if (isTroubled) continue;
        for (const [kind, record] of owed) {
          const isSent = sent.has(kind);
          if (!isSent && !connections.showsAllUntil(connection, record)) continue;
          this.exercised++;
          if (isSent) continue;
          const sentence = `connection ${connection.conn} (${connection.client}) joined run ${send.runId} of ${send.key} while it was under way, and was sent no ${kind} of it, which another connection like it was`;
          this.add(`a connection that joined a run late got no ${kind}`, sentence, since, record);
        }
      }
    }
  }

  #runOf(meaning: EventMeaning, run: Send | undefined): JoinedRun | undefined {
    if (meaning.type === 'run-start') return undefined;
    let send = run;
    if (meaning.type === 'message') {
      const { role, runId } = meaning.entry;
      if (role !== 'assistant' || runId === undefined) return undefined;
      send = this.model.sends.ofRun(runId, meaning.key);
    } else if (meaning.type === 'row') {
      if (meaning.runId === undefined) return undefined;
      send = this.model.sends.ofRun(meaning.runId, meaning.key);
    }
    return send && this.#runs.get(send);
  }

  /** From when on this connection certainly gets what a run of this session streams. */
  #follows(connection: ConnectionState, key: string): Position {
    if (!connection.mayRead) return Infinity;
    return this.model.dialect.concerns.run.includes('readers')
      ? (this.#greeted.get(connection) ?? Infinity)
      : connection.followsSince(key);
  }

  #join(send: Send, connection: ConnectionState, { i, atMicros }: Of<'response'>['record']): void {
    const one: Joined = {
      connection,
      send,
      since: i,
      at: atMicros,
      fairAt: this.model.fair.client(connection.client).read(atMicros),
      sent: new Set(),
      owed: new Map(),
      heard: new Map(),
      isTroubled: false,
      isRead: false,
    };
    const run = this.#runs.get(send);
    if (run === undefined)
      this.#runs.set(send, { joined: [one], saidAt: NEVER, toolAt: NEVER, endedAt: NEVER });
    else run.joined.push(one);
    const others = this.#ofConnection.get(connection.conn);
    if (others === undefined) this.#ofConnection.set(connection.conn, [one]);
    else others.push(one);
  }

  /** `teller`: who was sent it, where it is streamed text. */
  #owe(one: Joined, kind: string, teller: ConnectionState | undefined, record: Position): void {
    const { connection, heard, owed } = one;
    if (owed.has(kind)) return;
    if (teller !== undefined) {
      const first = heard.get(kind);
      if (first === undefined) heard.set(kind, teller);
      if (first !== teller || this.model.connections.role(connection.client) === 'slow') return;
    }
    owed.set(kind, record);
  }

  #ended(one: Joined, now: Micros): void {
    const fair = this.model.fair.client(one.connection.client).read(now) - one.fairAt;
    if (fair !== now - one.at) one.isTroubled = true;
  }

  /** It joined before, has the same scopes and subscriptions, and is not sent more for being the sender. */
  #isLike({ connection, send, since }: Joined, other: ConnectionState, meaning: EventMeaning): boolean {
    const isSender = send.isSentBy(other.client);
    return (
      this.#follows(other, send.key) < since &&
      (!isSender || (meaning.type !== 'run-tool' && send.isSentBy(connection.client))) &&
      (other.sessionsSince === Infinity) === (connection.sessionsSince === Infinity) &&
      other.messagesSince.has(send.key) === connection.messagesSince.has(send.key) &&
      other.scopes?.toSorted().join() === connection.scopes?.toSorted().join()
    );
  }

  #read({ key, entries, partial }: HistoryAnswer, conn: number, from: Position, record: Position): void {
    for (const one of this.#ofConnection.get(conn) ?? []) {
      const { connection, isRead, send, since } = one;
      if (isRead || send.key !== key || send.settledBy >= from) continue;
      one.isRead = true;
      if (send.terminal !== 'final' || partial || !saidSomething(one)) continue;
      // what a run said before another message was merged into it may have been given up
      if (this.model.dialect.mergesSends) continue;
      if (send.summaryAsked || this.model.generations.mayHaveRotated(key, send.from)) continue;
      this.exercised++;
      if (this.#showsReply(send, entries)) continue;
      const sentence = `connection ${conn} (${connection.client}) joined run ${send.runId} of ${key} while it was under way, and its first history after the terminal lacks the reply`;
      const cause = 'the first history of who joined a run late lacks its reply';
      this.add(cause, sentence, since, send.settledBy, record);
    }
  }

  /** By its run; where a reply names none, any after the message. */
  #showsReply(send: Send, entries: readonly ObservedEntry[]): boolean {
    let isAfter = false;
    for (const { role, runId, marker, compaction } of entries) {
      if (compaction) return true;
      if (role === 'assistant' && (runId === undefined ? isAfter : runId === send.runId)) return true;
      if (role === 'user' && this.model.sends.ofEntry(send.key, marker, runId) === send) isAfter = true;
    }
    return false;
  }
}

/** When what this event tells of happened at the model at the latest; -1: it did not. */
function causeOf({ type }: EventMeaning, { saidAt, toolAt, endedAt }: JoinedRun): Position {
  return type === 'run-text' ? saidAt : type === 'run-tool' ? toolAt : endedAt;
}

/** From when on it has joined with all its subscriptions. */
function allSince({ connection: { messagesSince, sessionsSince }, send, since }: Joined): Position {
  return Math.max(
    since,
    messagesSince.get(send.key) ?? since,
    sessionsSince === Infinity ? since : sessionsSince,
  );
}

function saidSomething({ heard, sent }: Joined): boolean {
  return heard.size > 0 || sent.has('chat run-text') || sent.has('agent run-text');
}

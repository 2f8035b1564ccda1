/**
 * join/complete. A connection joins a run when its subscription is answered while the run is at the model. From then on
 * it is owed every kind of event of that run that another one is sent which joined before the run or earlier, with the same scopes
 * and subscriptions, and which sent the message if it did. Compared by kind: streamed text is coalesced, and a reader
 * that was held up may be spared some. Its first whole history after the terminal must hold the reply, where the run
 * said something. Runs whose generation may have ended are left out: who was told so may be spared the rest.
 */
import type { HistoryAnswer } from '../dialect/observation.ts';
import type { EventAbout, Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { ConnectionState, PendingRequest, Position } from './model/connections.ts';
import type { Send } from './model/sends.ts';

/** One connection that joined one run. */
interface Joined {
  readonly connection: ConnectionState;
  readonly since: Position;
  /** Kinds of events it was sent. */
  readonly sent: Set<string>;
  /** The first of each kind that another connection was sent meanwhile, by its record. */
  readonly owed: Map<string, Position>;
  /** Its first history after the terminal was looked at. */
  isRead: boolean;
}

export const joinComplete: Property = {
  id: 'join/complete',
  family: 'order',
  statement:
    'Who subscribes or reconnects while a run is under way gets every kind of event still to come in that run that connections like it get, and finds in its first history after the terminal what it missed.',
  why: 'OpenClaw issues 90755, 100384, 81284, 45952',
  exercise: 'an event of a run that a connection had joined late',
  watches: [
    {
      type: 'event',
      says: ['run-start', 'run-text', 'run-tool', 'run-end', 'terminal', 'message'],
    },
    { type: 'response', says: ['subscribed', 'hello', 'history'] },
  ],
  start: (model) => new JoinComplete(model),
};

class JoinComplete extends FindingChecker {
  readonly #joined = new Map<Send, Joined[]>();

  response({ record, answer }: Of<'response'>, { pending }: RequestAbout): void {
    if (answer?.type === 'history') {
      if (record.leg === 'client' && this.#joined.size > 0) this.#read(answer, pending, record.i);
      return;
    }
    if (pending.answeredRecord !== record.i) return;
    for (const send of this.model.sends.unsettled)
      if (send.calledAt >= 0 && pending.connection.followsSince(send.key) === record.i)
        this.#join(send, pending.connection, record.i);
  }

  event({ event, meaning, record }: Of<'event'>, { connection, isNews, run }: EventAbout): void {
    if (!isNews || this.#joined.size === 0) return;
    let send = run;
    if (meaning.type === 'message')
      send =
        meaning.entry.runId === undefined
          ? undefined
          : this.model.sends.ofRun(meaning.entry.runId, meaning.key);
    const joined = send === undefined ? undefined : this.#joined.get(send);
    if (send === undefined || joined === undefined) return;
    const kind = `${event} ${meaning.type}`;
    for (const one of joined) {
      if (one.connection === connection) one.sent.add(kind);
      else if (!one.owed.has(kind) && isLike(one, connection, send)) {
        this.exercised++;
        one.owed.set(kind, record.i);
      }
    }
  }

  override finish(): void {
    const { connections, fair, generations, phases } = this.model;
    if (!phases.atRest) return;
    for (const [send, joined] of this.#joined) {
      if (generations.mayHaveRotated(send.key, send.from) || send.reaccepted) continue;
      for (const { connection, owed, sent, since } of joined) {
        const { client, conn, open } = connection;
        if (!open || fair.everTroubled(client)) continue;
        for (const [kind, record] of owed) {
          if (sent.has(kind) || !connections.showsAllUntil(connection, record)) continue;
          const sentence = `connection ${conn} (${client}) joined run ${send.runId} of ${send.key} while it was under way, and was sent no ${kind} of it, which another connection like it was`;
          this.add(`a connection that joined a run late got no ${kind}`, sentence, since, record);
        }
      }
    }
  }

  #join(send: Send, connection: ConnectionState, since: Position): void {
    const one: Joined = { connection, since, sent: new Set(), owed: new Map(), isRead: false };
    const joined = this.#joined.get(send);
    if (joined === undefined) this.#joined.set(send, [one]);
    else joined.push(one);
  }

  #read(
    { key, entries, partial }: HistoryAnswer,
    { connection, from }: PendingRequest,
    record: Position,
  ): void {
    for (const [send, joined] of this.#joined) {
      if (send.key !== key || send.settledBy >= from) continue;
      const one = joined.find((other) => other.connection === connection);
      if (one === undefined || one.isRead) continue;
      one.isRead = true;
      if (send.terminal !== 'final' || partial || !saidSomething(one)) continue;
      if (this.model.generations.mayHaveRotated(key, send.from)) continue;
      const { runId } = send;
      if (entries.some((entry) => entry.compaction || (entry.runId === runId && entry.role === 'assistant')))
        continue;
      const sentence = `connection ${connection.conn} (${connection.client}) joined run ${runId} of ${key} while it was under way, and its first history after the terminal lacks the reply`;
      this.add(
        'the first history of who joined a run late lacks its reply',
        sentence,
        one.since,
        send.settledBy,
        record,
      );
    }
  }
}

function saidSomething({ owed, sent }: Joined): boolean {
  return ['chat run-text', 'agent run-text'].some((kind) => owed.has(kind) || sent.has(kind));
}

/** It followed before, has the same scopes and subscriptions, and sent the message if the other did. */
function isLike({ connection, since }: Joined, other: ConnectionState, send: Send): boolean {
  return (
    other.followsSince(send.key) < since &&
    (other.sessionsSince === Infinity) === (connection.sessionsSince === Infinity) &&
    other.messagesSince.has(send.key) === connection.messagesSince.has(send.key) &&
    send.isSentBy(other.client) === send.isSentBy(connection.client) &&
    other.scopes?.toSorted().join() === connection.scopes?.toSorted().join()
  );
}

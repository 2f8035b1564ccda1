/**
 * gap/announced. Chosen reading: the entry of a send, its reply and its terminal, once sent to one connection, must
 * by the time of quiet have been sent to every other connection that certainly followed the session before the send
 * arrived and is open still; who follows a key goes on following it when what stands behind it ends. Sends whose generation may have ended are left out (a told connection may be spared
 * their terminals). Deltas are coalescing, not loss. Notices are judged by eviction/notified. Version 2 added summaries
 * that took the place of entries, also where only a read witnesses them.
 */
import type { EventAbout, Of } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { ConnectionState } from './model/connections.ts';
import type { JudgeModel } from './model/judge-model.ts';
import type { Send } from './model/sends.ts';
import { PushedSummaries } from './pushed-summaries.ts';

type What = 'entry' | 'reply' | 'terminal';

/** Something one connection was sent, and the others that should be sent it too. */
interface Witnessed {
  readonly what: What;
  readonly send: Send;
  readonly record: number;
  /** By number. */
  readonly missing: Map<number, ConnectionState>;
  /** Another connection that was owed it was sent it. */
  hasReached: boolean;
}

export const gapAnnounced: Property = {
  id: 'gap/announced',
  version: 2,
  later: { 2: ['a connection that stayed open never got a summary that took the place of entries'] },
  family: 'order',
  statement:
    'What an entitled connection should have got and another one or a read witnessed (messages, terminals, summaries) reaches it, or it is closed with a code.',
  why: 'incident #7442; OpenClaw issues 12895, 25722, 74614',
  exercise: 'a message, terminal or summary owed to a second connection when all is quiet',
  watches: [
    { type: 'event', says: ['terminal', 'message'] },
    { type: 'response', says: ['history', 'history-page'], leg: 'client' },
    { type: 'connection', says: ['closed'] },
  ],
  start: (model) => new GapAnnounced(model),
};

class GapAnnounced extends FindingChecker {
  /** What was witnessed of each send, each thing once. */
  readonly #witnessed = new Map<Send, Witnessed[]>();
  /** What connections still lack, by their numbers. */
  readonly #owedTo = new Map<number, Set<Witnessed>>();
  readonly #summaries: PushedSummaries;

  constructor(model: JudgeModel) {
    super(model);
    this.#summaries = new PushedSummaries(model);
  }

  event({ record, meaning }: Of<'event'>, { connection, isNews, run }: EventAbout): void {
    if (!isNews) return;
    if (meaning.type === 'terminal') {
      if (run !== undefined) this.#witness('terminal', run, connection, record.i);
      return;
    }
    if (meaning.type !== 'message') return;
    const { entry, generation, key } = meaning;
    if (entry.compaction && generation !== undefined && this.model.dialect.pushesSummaries)
      this.#summaries.pushed(key, generation, entry, connection.conn, record.i);
    const { role, runId, stopReason } = entry;
    if (runId === undefined) return;
    const send = this.model.sends.ofRun(runId, meaning.key);
    if (send === undefined) return;
    if (role === 'user') this.#witness('entry', send, connection, record.i);
    else if (role === 'assistant' && stopReason !== undefined)
      this.#witness('reply', send, connection, record.i);
  }

  response({ record, answer }: Of<'response'>): void {
    if (record.leg !== 'client' || !this.model.dialect.pushesSummaries) return;
    if (answer?.type !== 'history' && answer?.type !== 'history-page') return;
    const { entries, generation, key } = answer;
    if (generation === undefined) return;
    for (const entry of entries) if (entry.compaction) this.#summaries.read(key, generation, entry, record.i);
  }

  /** Nothing is owed any more to a connection that is closed. */
  connection({ record: { conn, event } }: Of<'connection'>): void {
    if (event !== 'closed' || this.model.connections.get(conn)?.open === true) return;
    for (const one of this.#owedTo.get(conn) ?? []) this.#owesNoMore(one, conn);
    this.#owedTo.delete(conn);
  }

  override finish(): void {
    if (!this.model.phases.atRest) return;
    for (const { connection, id, isMissed, key, record } of this.#summaries.owed()) {
      this.exercised++;
      if (!isMissed) continue;
      const sentence = `connection ${connection.conn} (${connection.client}), which follows ${key}, was never pushed the summary ${id} that took the place of a part of its transcript`;
      this.add(
        'a connection that stayed open never got a summary that took the place of entries',
        sentence,
        record,
      );
    }
    for (const [send, witnessed] of this.#witnessed) {
      if (!send.accepted || this.model.generations.mayHaveRotated(send.key, send.from)) continue;
      for (const one of witnessed) this.#judge(one);
    }
  }

  #judge({ what, send, record, missing, hasReached }: Witnessed): void {
    if (hasReached) this.exercised++;
    for (const connection of missing.values()) {
      if (!connection.open || !this.model.connections.showsAllUntil(connection, record)) continue;
      this.exercised++;
      const sentence = `connection ${connection.conn} (${connection.client}) never got the ${what} of run ${send.runId}, which another connection got`;
      this.add(`a connection that stayed open never got a ${what} that another one got`, sentence, record);
    }
  }

  #witness(what: What, send: Send, connection: ConnectionState, record: number): void {
    let ofSend = this.#witnessed.get(send);
    if (ofSend === undefined) this.#witnessed.set(send, (ofSend = []));
    for (const one of ofSend) {
      if (one.what !== what) continue;
      if (this.#owesNoMore(one, connection.conn)) one.hasReached = true;
      return;
    }
    const missing = this.#lacking(what, send, connection);
    const one: Witnessed = { what, send, record, missing, hasReached: false };
    ofSend.push(one);
    for (const conn of one.missing.keys()) {
      const owed = this.#owedTo.get(conn);
      if (owed === undefined) this.#owedTo.set(conn, new Set([one]));
      else owed.add(one);
    }
  }

  /** The other connections that certainly followed the session before the send arrived. */
  #lacking(what: What, send: Send, { conn }: ConnectionState): Map<number, ConnectionState> {
    const lacking = new Map<number, ConnectionState>();
    for (const other of this.model.connections.live()) {
      if (other.conn === conn || !other.open || !other.mayRead) continue;
      const since =
        what === 'terminal' ? other.followsSince(send.key) : (other.messagesSince.get(send.key) ?? Infinity);
      if (since < send.from) lacking.set(other.conn, other);
    }
    return lacking;
  }

  /** Gives whether that connection was owed it. */
  #owesNoMore(one: Witnessed, conn: number): boolean {
    this.#owedTo.get(conn)?.delete(one);
    return one.missing.delete(conn);
  }
}

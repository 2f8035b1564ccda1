/**
 * run/terminates. A run is settled by a terminal sent to anyone or by a reply entry that somebody read. At quiet
 * every accepted send must be settled, unless its session could not be read in full or it lies under a summary. A
 * reply in the transcript is not enough for the connection that sent the message: tried on that connection alone,
 * accepted there, open and reading ever since, it must have got the terminal, whatever became of its generation.
 * So must the connection on which it was tried again last, if that was told that the run is under way.
 * Where sends may be merged, a send that no model saw and that was told no final may have been cut short with the run
 * it was steered into: its retry is answered as over, and the run's own interrupted end stands behind its entry. Version 2 added sends
 * that are tried again, version 3 those whose generation may have ended before them.
 */
import type { EventMeaning, ObservedEntry } from '../dialect/observation.ts';
import type { FrameRecord } from '../history/record.ts';
import type { EventAbout, Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { ConnectionState, PendingRequest } from './model/connections.ts';
import type { Send } from './model/sends.ts';

type Terminal = Extract<EventMeaning, { type: 'terminal' }>;

export const runTerminates: Property = {
  id: 'run/terminates',
  version: 3,
  later: {
    2: ['who tried a send again never got its terminal'],
    3: ['the sender of a run that may have ended with its generation never got its terminal'],
  },
  family: 'account',
  statement:
    'Every accepted run is settled exactly once, and no connection sees two terminals for it; a restart ends a run as interrupted or resumes it.',
  why: 'OpenClaw issues 119407, 74614, 121507, 105593, 138564',
  exercise: 'a terminal delivered',
  watches: [
    { type: 'event', says: ['terminal'] },
    { type: 'request', says: ['send'], leg: 'client' },
    { type: 'response', says: ['history', 'archive', 'send'], leg: 'client' },
    { type: 'connection', says: ['closed'], leg: 'client' },
    'phase',
  ],
  start: (model) => new RunTerminates(model),
};

class RunTerminates extends FindingChecker {
  /** Of each connection, by its number, the runs whose terminal it got, with the record. */
  readonly #terminals: (Map<Send | string, number> | undefined)[] = [];
  /** Sends acknowledged as new, with the connection that was told so; it may be closed. */
  readonly #awaited = new Map<Send, number>();
  /** Sends of which the answer to the last attempt said that their run is under way, with that answer. */
  readonly #retried = new Map<Send, PendingRequest>();
  /** Sends whose one connection was sent their terminal: it may come before the acknowledgement. */
  readonly #told = new Set<Send>();
  /** In which incarnation a run's first terminal was sent. */
  readonly #endedIn = new Map<Send, number>();
  /** Sends that an answer said are over. */
  readonly #saidOver = new Set<Send>();
  /** Sends whose entries stand between that of an interrupted run and its end. */
  readonly #cutShort = new Set<Send>();
  #judged = false;

  event({ record, meaning }: Of<'event'>, about: EventAbout): void {
    if (meaning.type === 'terminal') this.#terminal(record, meaning, about);
  }

  /** Who tries it now is to be told its end. */
  request({ record }: Of<'request'>, { pending, send }: RequestAbout): void {
    if (send !== undefined && pending.record === record.i) this.#retried.delete(send);
  }

  response({ record, answer }: Of<'response'>, { pending, send }: RequestAbout): void {
    if (answer?.type === 'history') {
      this.#read(answer.key, answer.entries, record.i);
    } else if (answer?.type === 'archive' && answer.offset === 0) {
      const archive = this.model.transcripts.archives.get(answer.archive);
      if (archive !== undefined && this.model.dialect.mergesSends)
        this.#interrupted(archive.info.sessionKey, answer.entries);
    } else if (answer?.type === 'send' && send !== undefined) {
      if (answer.status === 'accepted') this.#accepted(send, record);
      else if (answer.status === 'in-flight' && !send.settled) this.#retried.set(send, pending);
      else if (answer.status === 'ended' && !send.settled) this.#saidOver.add(send);
    }
  }

  connection({ record: { conn, event } }: Of<'connection'>): void {
    if (event === 'closed') this.#terminals[conn] = undefined;
  }

  phase({ record }: Of<'phase'>): void {
    if (record.phase === 'end' && this.model.phases.atRest) this.#judge();
  }

  override finish(): void {
    if (!this.#judged && this.model.phases.atRest) this.#judge();
  }

  #terminal(record: FrameRecord, meaning: Terminal, { connection, isNews, run }: EventAbout): void {
    if (record.leg === 'client') this.#delivered(record, meaning, run);
    if (run === undefined) return;
    if (isNews) {
      if (run.onlyConnection === record.conn) this.#told.add(run);
      this.#endedAgain(run, connection.incarnation, record.i);
    }
    if (this.#awaited.get(run) === record.conn) this.#awaited.delete(run);
    if (this.#retried.get(run)?.connection === connection) this.#retried.delete(run);
  }

  #delivered({ conn, i }: FrameRecord, { runId, state }: Terminal, send: Send | undefined): void {
    const runs = (this.#terminals[conn] ??= new Map<Send | string, number>());
    const run = send ?? runId;
    const earlier = runs.get(run);
    this.exercised++;
    if (earlier === undefined || send?.reaccepted === true) runs.set(run, i);
    else {
      const sentence = `connection ${conn} got two terminals of run ${runId}: ${send?.terminal ?? 'one'}, then ${state}`;
      this.add('one connection got two terminals of a run', sentence, earlier, i);
    }
  }

  #accepted(send: Send, { conn, i }: FrameRecord): void {
    // an ack can be overtaken by its own run's end; a second one, for a new run, starts the count again
    if (send.acknowledgedRecord !== i) this.#terminals[conn]?.delete(send);
    if (!this.#told.has(send)) this.#awaited.set(send, conn);
  }

  /** A run ends in one life of the process, that of the connection: what was told of it is not told anew by the next. */
  #endedAgain(send: Send, incarnation: number, record: number): void {
    const first = this.#endedIn.get(send);
    if (first === undefined) this.#endedIn.set(send, incarnation);
    else if (first !== incarnation && !send.reaccepted) {
      const sentence = `run ${send.runId} of ${send.key} had its terminal before the restart, and another one after it`;
      this.add('a run was ended again after a restart', sentence, send.settledBy, record);
    }
  }

  #read(key: string, entries: readonly ObservedEntry[], record: number): void {
    if (this.model.dialect.mergesSends) this.#interrupted(key, entries);
    else this.#untold(key, entries, record);
  }

  /** Any send stored while an interrupted run was under way may have been steered into it. */
  #interrupted(key: string, entries: readonly ObservedEntry[]): void {
    const { sends } = this.model;
    for (const [end, { stopReason, runId }] of entries.entries()) {
      if (stopReason !== 'interrupted' || runId === undefined) continue;
      const own = entries.findIndex((one) => one.role === 'user' && one.runId === runId);
      if (own < 0) continue;
      for (const one of entries.slice(own + 1, end)) {
        const send = one.role === 'user' && one.runId !== undefined && sends.ofRun(one.runId, key);
        if (send) this.#cutShort.add(send);
      }
    }
  }

  /** A run whose final was told is not stored as cut short: the final was sent before it was durable. */
  #untold(key: string, entries: readonly ObservedEntry[], record: number): void {
    const { sends } = this.model;
    for (const { runId, stopReason } of entries) {
      if (stopReason !== 'interrupted' || runId === undefined) continue;
      const send = sends.ofRun(runId, key);
      if (send?.terminal !== 'final' || send.reaccepted) continue;
      const sentence = `run ${runId} of ${key} told its final, and its transcript says that it was interrupted`;
      this.add('a run that told its final is stored as interrupted', sentence, send.settledBy, record);
    }
  }

  #judge(): void {
    this.#judged = true;
    const { generations, position, sends } = this.model;
    for (const send of sends.unsettled) {
      if (!send.acknowledged && !send.isCalled) continue;
      const excuse = this.#excuseOf(send);
      if (excuse !== undefined) {
        this.excuse('run', excuse, send);
        continue;
      }
      const sentence = `run ${send.runId} of ${send.key} was accepted; no terminal was sent, and no reply can be read`;
      this.add('an accepted run never ended', sentence, send.acceptedBy, position);
    }
    for (const [send, conn] of this.#awaited) {
      if (!this.#isOwedTerminal(send, conn)) continue;
      const sentence = `connection ${conn} sent run ${send.runId}, stayed open, and never got its terminal`;
      const mayHaveRotated = generations.mayHaveRotated(send.key, send.from);
      const cause = mayHaveRotated
        ? 'the sender of a run that may have ended with its generation never got its terminal'
        : 'the sender of a run never got its terminal';
      const when = mayHaveRotated ? '; its generation may have ended before it did' : '';
      this.add(cause, `${sentence}${when}`, send.acknowledgedRecord, position);
    }
    for (const [send, { answeredRecord, connection }] of this.#retried) {
      if (this.#awaited.get(send) === connection.conn || !this.#isOwedAgain(send, answeredRecord, connection))
        continue;
      const sentence = `connection ${connection.conn} tried run ${send.runId} again, was told that it is under way, stayed open, and never got its terminal`;
      this.add('who tried a send again never got its terminal', sentence, answeredRecord, position);
    }
  }

  /** It may still be at work, or its end may lie where nobody could read. */
  #excuseOf(send: Send): string | undefined {
    if (send.endSummarised) return 'their ends may lie under a summary';
    if (this.model.runs.running(send.key)) return 'a run of their session goes on';
    if (!this.model.readInFull(send.key)) return 'their session could not be read in full';
    return this.#mayBeMerged(send) ? 'they may have been merged into another' : undefined;
  }

  #mayBeMerged(send: Send): boolean {
    if (!this.model.dialect.mergesSends) return false;
    // of two sends with one marker, a prompt does not show which it holds: either may have been merged
    if (send.sharesMarker) return true;
    return send.terminal === undefined && this.#saidOver.has(send) && this.#cutShort.has(send);
  }

  /** It ended after that answer, and every attempt on an open connection was answered. */
  #isOwedAgain(send: Send, answered: number, connection: ConnectionState): boolean {
    const { connections, dialect, generations, runs } = this.model;
    return (
      !dialect.mergesSends &&
      connection.open &&
      connection.mayRead &&
      send.settled &&
      send.settledBy > answered &&
      !send.reaccepted &&
      send.open === 0 &&
      !runs.running(send.key) &&
      !generations.mayHaveRotated(send.key, send.from) &&
      connections.showsAllUntil(connection, send.settledBy)
    );
  }

  #isOwedTerminal(send: Send, conn: number): boolean {
    const { connections, runs } = this.model;
    const connection = connections.get(conn);
    return (
      connection !== undefined &&
      connection.open &&
      connection.mayRead &&
      send.settled &&
      send.onlyConnection === conn &&
      !runs.running(send.key) &&
      connections.showsAllUntil(connection, send.settledBy)
    );
  }
}

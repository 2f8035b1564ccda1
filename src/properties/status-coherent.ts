/**
 * status/coherent. Listed rows need a hello, so a boot excuses nothing here. Convicts a row that
 * (a) says running and no active run in one breath (where either of the two says it: while no run can be under way), (b) runs after quiet while no run is at the provider,
 * (c) runs although every run of the session was seen to end a while before the list was asked for,
 * (d) does not run while a provider call for an unsettled run of its certain generation lasted throughout the read,
 * and where the dialect has the status alone say it, also one that is pushed, or listed, and
 * (e) has another status and an active run, or
 * (f) does not run while an accepted message waited: its first provider call came later, or
 * (g) runs, and does not name the run of such a message among those that are active, where it names any; and one that
 * (h) names a run as active that was seen to end a while before the list was asked for.
 * A pushed row is as old as the start or the end that it is pushed for, since events may be gathered, and as what its
 * connection was sent before it, where its sending is not recorded itself.
 * Runs that were aborted, tampered with by the plan, or have had their lifecycle end are left out of (d); so are those
 * that end soon after without the provider: it may have been over for the gateway, and show on no other leg yet.
 * Version 2 added (e) to (h).
 */
import type { EventMeaning, ObservedRow } from '../dialect/observation.ts';
import { seconds, type Micros } from '../kernel/time.ts';
import type { EventAbout, Of, ProviderAbout, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { ConnectionState, PendingRequest, Position } from './model/connections.ts';
import type { ModelCall } from './model/runs.ts';
import type { Send } from './model/sends.ts';

/** A gateway may tell the terminal before it has written the row. */
const WRITE_GRACE = seconds(5);

/** A row that did not say running during a call; it convicts once the call was seen to go on. */
interface Idle {
  readonly call: ModelCall;
  readonly send: Send;
  readonly at: Micros;
  readonly record: number;
}

type RowMeaning = Extract<EventMeaning, { type: 'row' }>;

/** Where a row was pushed, and when what it tells of happened. */
interface Pushed {
  readonly connection: ConnectionState;
  readonly of: Position;
}

/** What a row said while a message waited. */
interface Unsaid {
  /** In words. */
  readonly said: string;
  readonly cause: string;
  readonly record: number;
}

export const statusCoherent: Property = {
  id: 'status/coherent',
  version: 2,
  later: {
    2: [
      'a row has another status and an active run',
      'a row does not say running while a message waits',
      'a row does not name an active run',
      'a row names a run that is over',
    ],
  },
  family: 'generation',
  statement:
    'A row says running, and nothing else, exactly while a run of its generation is active, accepted messages that wait included; after a restart nothing says running without a run.',
  why: 'incident #88538; OpenClaw issues 82382, 63819, 59878, 96853',
  exercise: 'the read of a row',
  watches: [
    { type: 'event', says: ['row'] },
    { type: 'response', says: ['rows'], leg: 'client' },
    { type: 'response', says: ['send'] },
    { type: 'provider', says: ['call', 'end', 'error', 'cancel'] },
    'process',
  ],
  start: (model) => new StatusCoherent(model),
};

class StatusCoherent extends FindingChecker {
  #idle: Idle[] = [];
  /** Messages that wait, and the row that did not say so, by its record. */
  readonly #waiting = new Map<Send, Unsaid>();
  /** The connection on which the first word of a send's acceptance was its own answer. */
  readonly #answeredOn = new WeakMap<Send, ConnectionState>();

  event({ record, meaning }: Of<'event'>, { connection, isNews }: EventAbout): void {
    if (!isNews || meaning.type !== 'row' || meaning.row === undefined) return;
    const isExact = record.bufferedBytes !== undefined;
    const from = isExact ? record.i : connection.caughtUpAt;
    this.#judgeStatus(meaning.row, from, record.i, { connection, of: this.#toldFrom(meaning) });
  }

  /**
   * When what a row is pushed for happened, at the least: events may be gathered, and be overtaken by answers. One of no
   * run that was at the model knows the message that its session began with.
   */
  #toldFrom({ key, row, runId = '' }: RowMeaning): Position {
    const { attempts, sends } = this.model;
    const send = sends.ofRun(runId, key);
    const attempt = send && attempts.of(send).at(-1);
    if (attempt === undefined) {
      // one that nobody was told of may have been taken as soon as it came
      const taken = sends.ofSession(key).flatMap((one) => {
        if (!one.accepted) return sends.undetermined.has(one) ? [one.from] : [];
        return [this.#answeredOn.has(one) ? one.acceptedBy : one.from];
      });
      return taken.length === 0 ? 0 : Math.min(...taken) + 1;
    }
    return row?.activeRunIds?.includes(runId) === true ? attempt.record : attempt.lastRecord;
  }

  response({ record, answer }: Of<'response'>, { connection, pending, send }: RequestAbout): void {
    const isTaken = answer?.type === 'send' && answer.status === 'accepted';
    if (isTaken && send?.acceptedBy === record.i) this.#answeredOn.set(send, connection);
    if (record.leg !== 'client' || answer?.type !== 'rows') return;
    for (const row of answer.rows) {
      this.exercised++;
      if (row.status === 'running' || row.hasActiveRun === true) this.#judgeRunning(row, pending, record.i);
      else if (row.hasActiveRun === false) this.#judgeIdle(row, pending, record.i);
      this.#judgeStatus(row, pending.from, record.i);
      this.#judgeNamed(row, pending, record.i);
    }
  }

  provider({ record: { event, i } }: Of<'provider'>, { call }: ProviderAbout): void {
    if (event === 'call') this.#waited(call?.send, i);
    else this.#settleIdle(event !== 'cancel');
  }

  process(): void {
    this.#settleIdle(false);
  }

  override finish(): void {
    for (const idle of this.#idle) this.#convictIdle(idle);
  }

  #judgeRunning(row: ObservedRow, pending: PendingRequest, record: number): void {
    const { key } = row;
    const { dialect, phases, runs, sends } = this.model;
    const isSplit = row.hasActiveRun === false || row.activeRunIds?.length === 0;
    if (isSplit && !(dialect.rowsRun === 'either' && this.#mayRun(key, pending))) {
      const sentence = `${key}: status ${row.status ?? 'null'} without an active run`;
      this.add('a row says running and no active run', sentence, record);
    } else if (pending.record > phases.quietFrom && runs.idle(key)) {
      const sentence = `${key} says running, and no run is at the provider`;
      this.add('a row says running when everything is quiet', sentence, record);
    } else if (!dialect.mergesSends && !sends.possiblyActive(key)) {
      // where sends may be merged, one counts as over with the run that may have held it, and may still run
      const ended = sends.lastSettlement(key);
      const sentence = `${key} says running, and its last run was over`;
      if (ended >= 0 && pending.sentAt - ended > WRITE_GRACE)
        this.add('a row says running after its runs ended', sentence, record);
    }
  }

  /** A run of this session may have been under way in this life of the process when the row was read, or a while before. */
  #mayRun(key: string, { sentAt }: PendingRequest): boolean {
    const { runs, sends } = this.model;
    const ended = sends.lastSettlement(key);
    if (runs.running(key) || (ended >= 0 && sentAt - ended <= WRITE_GRACE)) return true;
    for (const send of sends.unsettled) if (this.#mayBeActive(send, key)) return true;
    for (const send of sends.undetermined) if (this.#mayBeActive(send, key)) return true;
    return false;
  }

  /** What waited in an earlier life is run in this one, also where nobody was told that it was accepted. */
  #mayBeActive(send: Send, key: string): boolean {
    if (send.key !== key || send.settled) return false;
    const { attempts, generations, runs } = this.model;
    const { bornAt, incarnation } = generations.log;
    if (send.from >= bornAt) return true;
    // whether it waited, or was at the model, a history without calls does not show
    if (!send.isCalled) return runs.prompts.whyNoCalls === undefined;
    return attempts.of(send).at(-1)?.incarnation === incarnation;
  }

  /** `from`: the row is no older than that. One that was pushed is no older either than what its connection was sent before. */
  #judgeStatus(row: ObservedRow, from: Position, record: number, pushed?: Pushed): void {
    const { activeRunIds, hasActiveRun, key, status } = row;
    const { dialect, generations, sends } = this.model;
    if (dialect.rowsRun !== 'status') return;
    if (status !== 'running' && hasActiveRun === true) {
      const sentence = `${key}: status ${status ?? 'null'} with an active run (${(activeRunIds ?? []).join(', ')})`;
      this.add('a row has another status and an active run', sentence, record);
      return;
    }
    if (status === 'running' && (activeRunIds === undefined || dialect.mergesSends)) return;
    if (!sends.possiblyActive(key)) return;
    for (const send of sends.unsettled) {
      // of two messages with one text, which one a call is for is a guess
      if (send.key !== key || send.isCalled || send.wasReaccepted || send.sharesMarker) continue;
      if (status === 'running' && activeRunIds?.includes(send.runId) === true) continue;
      const isBefore = pushed !== undefined && this.#answeredOn.get(send) === pushed.connection;
      if (send.acceptedBy >= (pushed?.of ?? from) || (send.acceptedBy >= from && !isBefore)) continue;
      if (!this.#waiting.has(send) && !generations.mayHaveRotated(key, send.from))
        this.#waiting.set(send, { ...unsaid(row), record });
    }
  }

  /** The runs that it says are active were not over long before. */
  #judgeNamed({ activeRunIds = [], key }: ObservedRow, { sentAt }: PendingRequest, record: number): void {
    const { dialect, sends } = this.model;
    if (dialect.mergesSends) return;
    for (const runId of activeRunIds) {
      const send = sends.ofRun(runId, key);
      if (send === undefined || send.reaccepted || !(sentAt - send.settledAt > WRITE_GRACE)) continue;
      const sentence = `${key} names run ${runId} as active, ${Math.round((sentAt - send.settledAt) / 1_000_000)} s after it was over`;
      this.add('a row names a run that is over', sentence, send.settledBy, record);
    }
  }

  /** The run of a message reaches the model: it waited until now. */
  #waited(send: Send | undefined, record: number): void {
    const unsaid = send === undefined ? undefined : this.#waiting.get(send);
    if (send === undefined || unsaid === undefined) return;
    this.#waiting.delete(send);
    // a message that was settled meanwhile waits no more: its key begins anew
    if (send.sharesMarker || send.settled) return;
    const sentence = `${send.key} said ${unsaid.said} while message ${send.runId}, accepted before, waited for its run`;
    this.add(unsaid.cause, sentence, send.acceptedBy, unsaid.record, record);
  }

  #judgeIdle(row: ObservedRow, pending: PendingRequest, record: number): void {
    const { aborts, generations, runs } = this.model;
    for (const call of runs.calls.values()) {
      const { send } = call;
      if (call.key !== row.key || call.purpose !== 'run' || send === undefined || call.record > pending.from)
        continue;
      if (send.settled || send.lifecycleEnded || call.tampered) continue;
      if (aborts.mayHaveEnded(send, send.from) || generations.mayHaveRotated(row.key, send.from)) continue;
      if (!this.#idle.some((idle) => idle.call === call))
        this.#idle.push({ call, send, at: this.model.now, record });
    }
  }

  /** The provider ended the call, or somebody else did. */
  #settleIdle(byProvider: boolean): void {
    if (this.#idle.length === 0) return;
    const { calls } = this.model.runs;
    this.#idle = this.#idle.filter((idle) => {
      if (calls.has(idle.call.call)) return true;
      if (byProvider || this.model.now - idle.at > WRITE_GRACE) this.#convictIdle(idle);
      return false;
    });
  }

  #convictIdle({ call, send, at, record }: Idle): void {
    if (call.tampered || send.lifecycleEnded || send.settledAt - at <= WRITE_GRACE) return;
    const sentence = `${send.key} does not say running while run ${send.runId} is at the provider`;
    this.add('a row does not say running during a run', sentence, call.record, record);
  }
}

function unsaid({ activeRunIds = [], status }: ObservedRow): Omit<Unsaid, 'record'> {
  return status === 'running'
    ? {
        said: `that its active runs are (${activeRunIds.join(', ')})`,
        cause: 'a row does not name an active run',
      }
    : {
        said: `status ${status ?? 'null'} and no active run`,
        cause: 'a row does not say running while a message waits',
      };
}

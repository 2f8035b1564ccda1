/**
 * status/coherent. Rows come from lists, which need a hello, so a boot excuses nothing here. Convicts a row that
 * (a) says running and no active run in one breath, (b) runs after quiet while no run is at the provider,
 * (c) runs although every run of the session was seen to end a while before the list was asked for, or
 * (d) does not run while a provider call for an unsettled run of its certain generation lasted throughout the read.
 * Runs that were aborted, tampered with by the plan, or have had their lifecycle end are left out of (d); so are those
 * that end soon after without the provider: it may have been over for the gateway, and show on no other leg yet.
 */
import type { ObservedRow } from '../dialect/observation.ts';
import { seconds, type Micros } from '../kernel/time.ts';
import type { Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { PendingRequest } from './model/connections.ts';
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

export const statusCoherent: Property = {
  id: 'status/coherent',
  family: 'generation',
  statement:
    'A row says running exactly while a run of its generation is active; after a restart nothing says running without a run.',
  why: 'incident #88538; OpenClaw issues 82382, 63819, 59878, 96853',
  exercise: 'the read of a row',
  watches: [
    { type: 'request', says: ['abort'] },
    { type: 'response', says: ['rows'], leg: 'client' },
    { type: 'provider', says: ['end', 'error', 'cancel'] },
    'process',
  ],
  start: (model) => new StatusCoherent(model),
};

class StatusCoherent extends FindingChecker {
  /** When each session was last asked to abort. */
  readonly #aborted = new Map<string, number>();
  #idle: Idle[] = [];

  request({ record, ask }: Of<'request'>): void {
    if (ask.type === 'abort') this.#aborted.set(ask.key, record.i);
  }

  response({ record, answer }: Of<'response'>, { pending }: RequestAbout): void {
    if (answer?.type !== 'rows') return;
    for (const row of answer.rows) {
      this.exercised++;
      if (row.status === 'running' || row.hasActiveRun === true) this.#judgeRunning(row, pending, record.i);
      else if (row.hasActiveRun === false) this.#judgeIdle(row, pending, record.i);
    }
  }

  provider({ record }: Of<'provider'>): void {
    this.#settleIdle(record.event !== 'cancel');
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
    if (row.hasActiveRun === false || row.activeRunIds?.length === 0) {
      const sentence = `${key}: status ${row.status ?? 'null'} without an active run`;
      this.add('a row says running and no active run', sentence, record);
    } else if (pending.record > phases.quietFrom && !runs.running(key)) {
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

  #judgeIdle(row: ObservedRow, pending: PendingRequest, record: number): void {
    const { generations, runs } = this.model;
    for (const call of runs.calls.values()) {
      const { send } = call;
      if (call.key !== row.key || call.purpose !== 'run' || send === undefined || call.record > pending.from)
        continue;
      if (send.settled || send.lifecycleEnded || call.tampered) continue;
      if ((this.#aborted.get(row.key) ?? -1) > send.from || generations.mayHaveRotated(row.key, send.from))
        continue;
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

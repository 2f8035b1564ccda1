/**
 * The state of the protocol while a history grows: coarse, one word, the same for every gateway. Where several hold,
 * the first of this list names the state:
 *
 *   recovering   the process is down, booting again, or up again and no connection was answered yet
 *   draining     the stop signal came and the process is still up
 *   resetting    a reset, a delete or a slash command reached the gateway and was not answered yet
 *   compacting   a compaction summary is outstanding
 *   running      a run's provider call is outstanding
 *   handshaking  a connection is open and was not answered yet
 *   idle         none of these
 *
 * Each type of observation that can change it has a method. Remembers where the state changed. Must not know: properties, who asks.
 */
import type { RequestObservation, ResponseObservation } from '../dialect/observation.ts';
import type { ConnectionRecord, ProcessRecord, ProviderRecord } from '../history/record.ts';

/** In the order in which people read them. */
export const STATES = [
  'idle',
  'handshaking',
  'running',
  'compacting',
  'resetting',
  'recovering',
  'draining',
] as const;
export type ProtocolState = (typeof STATES)[number];

/** Watches one history from its beginning. */
export class ProtocolStates {
  /** Open connections that were not answered yet. */
  readonly #unanswered = new Set<number>();
  /** Rotations asked for and not answered: by request and connection, the connection. */
  readonly #rotations = new Map<string, number>();
  readonly #runs = new Set<number>();
  readonly #summaries = new Set<number>();
  #recovering = false;
  #draining = false;
  #answered = 0;
  /** The records at which the state changed, and to what. */
  readonly #since: number[] = [];
  readonly #states: ProtocolState[] = [];

  /** The state after the records so far. */
  get state(): ProtocolState {
    return this.#states.at(-1) ?? 'idle';
  }

  /** The state once this record was made; the present one for a record that is still to come. */
  at(record: number): ProtocolState {
    return this.#states[this.#since.findLastIndex((since) => since <= record)] ?? 'idle';
  }

  /** Connections the gateway answered at least once. None at all: it never came up. */
  get answered(): number {
    return this.#answered;
  }

  response({ record: { i, conn }, id, refusal }: ResponseObservation): void {
    const answered = this.#rotations.size > 0 && this.#rotations.delete(`${id} ${conn}`);
    if (refusal === undefined && this.#unanswered.delete(conn)) {
      this.#answered++;
      this.#recovering = false;
    } else if (!answered) return;
    this.#is(i);
  }

  /** A request that ends a generation, or would in a release that honours slash commands. */
  request({ record: { i, conn, leg }, id, ask }: RequestObservation): void {
    const rotates =
      ask.type === 'reset' || ask.type === 'delete' || (ask.type === 'send' && ask.control !== undefined);
    if (leg !== 'gateway' || !rotates) return;
    this.#rotations.set(`${id} ${conn}`, conn);
    this.#is(i);
  }

  connection({ i, event, conn }: ConnectionRecord): void {
    if (event === 'opened') this.#unanswered.add(conn);
    else {
      this.#unanswered.delete(conn);
      // nobody will be answered there any more
      for (const [rotation, at] of this.#rotations) if (at === conn) this.#rotations.delete(rotation);
    }
    this.#is(i);
  }

  provider(record: ProviderRecord): void {
    const { event } = record;
    // nearly all
    if (event === 'delta') return;
    const outstanding = record.purpose === 'run' ? this.#runs : this.#summaries;
    if (event === 'call') outstanding.add(record.call);
    else if (event === 'end' || event === 'error' || event === 'cancel') outstanding.delete(record.call);
    else return;
    this.#is(record.i);
  }

  process({ i, event, incarnation }: ProcessRecord): void {
    if (event === 'stopping') this.#draining = true;
    const isDown = event === 'exited' || event === 'crashed';
    if (isDown || (event === 'booting' && incarnation > 1)) {
      this.#recovering = true;
      this.#draining = false;
      this.#unanswered.clear();
      this.#rotations.clear();
      this.#runs.clear();
      this.#summaries.clear();
    }
    this.#is(i);
  }

  /** Notes the state that holds from this record on. */
  #is(record: number): void {
    const state = this.#named();
    if (state === this.state) return;
    this.#since.push(record);
    this.#states.push(state);
  }

  #named(): ProtocolState {
    if (this.#recovering) return 'recovering';
    if (this.#draining) return 'draining';
    if (this.#rotations.size > 0) return 'resetting';
    if (this.#summaries.size > 0) return 'compacting';
    if (this.#runs.size > 0) return 'running';
    return this.#unanswered.size > 0 ? 'handshaking' : 'idle';
  }
}

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
 * Events change nothing and need not be shown. Remembers where the state changed. Must not know: properties, who asks.
 */
import type { Observation, RequestObservation, ResponseObservation } from '../dialect/observation.ts';
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

  observe(observation: Observation): void {
    if (observation.type === 'request') this.#request(observation);
    else if (observation.type === 'response') this.#response(observation);
    else if (observation.type === 'connection') this.#connection(observation.record);
    else if (observation.type === 'provider') this.#provider(observation.record);
    else if (observation.type === 'process') this.#process(observation.record);
    else return;
    const state = this.#named();
    if (state === this.state) return;
    this.#since.push(observation.record.i);
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

  #response({ record: { conn }, id, refusal }: ResponseObservation): void {
    if (this.#rotations.size > 0) this.#rotations.delete(`${id} ${conn}`);
    if (refusal !== undefined || !this.#unanswered.delete(conn)) return;
    this.#answered++;
    this.#recovering = false;
  }

  /** A request that ends a generation, or would in a release that honours slash commands. */
  #request({ record: { conn, leg }, id, ask }: RequestObservation): void {
    const rotates =
      ask.type === 'reset' || ask.type === 'delete' || (ask.type === 'send' && ask.control !== undefined);
    if (leg === 'gateway' && rotates) this.#rotations.set(`${id} ${conn}`, conn);
  }

  #connection({ event, conn }: ConnectionRecord): void {
    if (event === 'opened') {
      this.#unanswered.add(conn);
      return;
    }
    this.#unanswered.delete(conn);
    // nobody will be answered there any more
    for (const [rotation, at] of this.#rotations) if (at === conn) this.#rotations.delete(rotation);
  }

  #provider({ event, call, purpose }: ProviderRecord): void {
    const outstanding = purpose === 'run' ? this.#runs : this.#summaries;
    if (event === 'call') outstanding.add(call);
    else if (event === 'end' || event === 'error' || event === 'cancel') outstanding.delete(call);
  }

  #process({ event, incarnation }: ProcessRecord): void {
    if (event === 'stopping') this.#draining = true;
    const isDown = event === 'exited' || event === 'crashed';
    if (!isDown && !(event === 'booting' && incarnation > 1)) return;
    this.#recovering = true;
    this.#draining = false;
    this.#unanswered.clear();
    this.#rotations.clear();
    this.#runs.clear();
    this.#summaries.clear();
  }
}

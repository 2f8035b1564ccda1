/**
 * The scene: what the facts share, kept as the history grows. Which session each provider call works for, which
 * requests arrived at the gateway and wait for their answer, when each session was last rotated or interfered with.
 * Reads the gateway's leg only. Memory: a few words per call and per session. Decides nothing.
 */
import type { RequestMeaning, Observation } from '../../dialect/observation.ts';
import type { FrameRecord, ProviderRecord } from '../../history/record.ts';

/** One call to the model. */
export interface Call {
  readonly purpose: 'run' | 'summary';
  /** The session of the last marker in its prompt; undefined when it carries none. */
  readonly key: string | undefined;
  /** Record of its beginning. */
  readonly since: number;
  isOver: boolean;
  /** It said or did something. */
  spoke: boolean;
}

/** A request that reached the gateway. */
export interface Arrival {
  readonly ask: RequestMeaning;
  readonly conn: number;
  readonly client: string;
  /** What its session had at the provider when it arrived. */
  readonly during: { readonly run: boolean; readonly summary: boolean };
}

export class Scene {
  /** The session that each marker was sent to. */
  readonly #keys = new Map<string, string>();
  readonly #calls = new Map<number, Call>();
  readonly #outstanding = new Set<Call>();
  /** By connection and request id. */
  readonly #arrivals = new Map<number, Map<string, Arrival>>();
  readonly #waiting = new Set<Arrival>();
  readonly #rotatedAt = new Map<string, number>();
  readonly #disturbedAt = new Map<string, number>();
  /** Clients of the plan; the auditor is none. */
  readonly clients = new Set<string>();
  maxPayloadBytes = Infinity;
  /** The stop signal came and the process is still up. */
  draining = false;
  /** The call that the provider record under way belongs to. */
  call: Call | undefined;
  /** The request that arrives, or that the response under way answers. */
  arrival: Arrival | undefined;

  /** Calls under way. */
  get outstanding(): Iterable<Call> {
    return this.#outstanding;
  }

  /** Something of this purpose is under way; for one session, or for any. */
  has(purpose: Call['purpose'], key?: string): boolean {
    for (const call of this.#outstanding)
      if (call.purpose === purpose && (key === undefined || call.key === key)) return true;
    return false;
  }

  /** Requests that arrived and were not answered. */
  get waiting(): Iterable<Arrival> {
    return this.#waiting;
  }

  /** The record at which a reset or delete of this session was last answered; -1: never. */
  rotatedAt(key: string): number {
    return this.#rotatedAt.get(key) ?? -1;
  }

  /** The record at which somebody last asked to end what this session does; -1: never. */
  disturbedAt(key: string): number {
    return this.#disturbedAt.get(key) ?? -1;
  }

  observe(observation: Observation): void {
    switch (observation.type) {
      case 'request':
        if (observation.record.leg === 'gateway')
          this.#arrive(observation.record, observation.id, observation.ask);
        return;
      case 'response':
        this.arrival = undefined;
        if (observation.record.leg === 'gateway') this.#answer(observation);
        return;
      case 'provider':
        this.#provider(observation.record);
        return;
      case 'connection':
        if (observation.record.event === 'closed') this.#forget(observation.record.conn);
        return;
      case 'process':
        if (observation.record.event === 'stopping') this.draining = true;
        return;
      case 'plan':
        this.maxPayloadBytes = observation.record.maxPayloadBytes;
        for (const { client } of observation.record.clients) this.clients.add(client);
        return;
      default:
    }
  }

  /** To be called after the facts saw that the process is gone: until then they see what it left behind. */
  processGone(): void {
    this.draining = false;
    this.#outstanding.clear();
    this.#arrivals.clear();
    this.#waiting.clear();
  }

  #forget(conn: number): void {
    for (const arrival of this.#arrivals.get(conn)?.values() ?? []) this.#waiting.delete(arrival);
    this.#arrivals.delete(conn);
  }

  #arrive({ conn, client, i }: FrameRecord, id: string, ask: RequestMeaning): void {
    const key = 'key' in ask ? ask.key : undefined;
    const during = {
      run: key !== undefined && this.has('run', key),
      summary: key !== undefined && this.has('summary', key),
    };
    this.arrival = { ask, conn, client, during };
    let arrivals = this.#arrivals.get(conn);
    if (arrivals === undefined) this.#arrivals.set(conn, (arrivals = new Map<string, Arrival>()));
    const earlier = arrivals.get(id);
    if (earlier !== undefined) this.#waiting.delete(earlier);
    arrivals.set(id, this.arrival);
    this.#waiting.add(this.arrival);
    if (ask.type === 'send' && ask.marker !== undefined) this.#keys.set(ask.marker, ask.key);
    if (ask.type === 'abort' || ask.type === 'reset' || ask.type === 'delete')
      this.#disturbedAt.set(ask.key, i);
    else if (ask.type === 'send' && ask.control !== undefined) this.#disturbedAt.set(ask.key, i);
  }

  #answer({ record, id, answer }: Extract<Observation, { type: 'response' }>): void {
    const arrivals = this.#arrivals.get(record.conn);
    this.arrival = arrivals?.get(id);
    if (this.arrival !== undefined) {
      arrivals?.delete(id);
      this.#waiting.delete(this.arrival);
    }
    if (answer?.type === 'reset' || answer?.type === 'delete') this.#rotatedAt.set(answer.key, record.i);
  }

  #provider(record: ProviderRecord): void {
    if (record.event === 'call') this.#begin(record);
    this.call = this.#calls.get(record.call);
    if (this.call === undefined || record.injected === true) return;
    switch (record.event) {
      case 'delta':
      case 'tool':
        this.call.spoke = true;
        return;
      case 'end':
      case 'error':
      case 'cancel':
        this.call.isOver = true;
        this.#outstanding.delete(this.call);
        return;
      default:
    }
  }

  #begin({ call, purpose, promptMarkers, i }: ProviderRecord): void {
    const marker = promptMarkers?.at(-1);
    const key = marker === undefined ? undefined : this.#keys.get(marker);
    const begun: Call = { purpose, key, since: i, isOver: false, spoke: false };
    this.#calls.set(call, begun);
    this.#outstanding.add(begun);
  }
}

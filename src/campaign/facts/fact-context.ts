/**
 * What the facts share beyond what the judge's model knows. What each session had at the provider when a
 * request arrived, which calls said something, when each session was last rotated or interfered with.
 * Reads the gateway's leg only. Memory: a few words per call and per session. Decides nothing.
 */
import type { About, RequestAbout } from '../../properties/about.ts';
import type { RequestObservation, Observation } from '../../dialect/observation.ts';
import type { PendingRequest } from '../../properties/model/connections.ts';
import type { JudgeModel } from '../../properties/model/judge-model.ts';
import type { ModelCall } from '../../properties/model/runs.ts';

/** What a session had at the provider. */
interface AtProvider {
  readonly run: boolean;
  readonly summary: boolean;
}

export class FactContext {
  /** What the judge knows, the observation under way included. */
  readonly model: JudgeModel;
  /** By number; also those that are over, of which something can still be injected. */
  readonly #calls = new Map<number, ModelCall>();
  readonly #spoke = new WeakSet<ModelCall>();
  readonly #during = new WeakMap<PendingRequest, AtProvider>();
  readonly #rotatedAt = new Map<string, number>();
  readonly #disturbedAt = new Map<string, number>();
  /** The stop signal came and the process is still up. */
  draining = false;
  /** The call that the provider record under way belongs to. */
  call: ModelCall | undefined;
  /** The request that the response under way answers. */
  asked: PendingRequest | undefined;

  constructor(model: JudgeModel) {
    this.model = model;
  }

  /** Requests that arrived and were not answered. */
  *waiting(): Iterable<PendingRequest> {
    for (const { open, pending } of this.model.connections.live())
      if (open) for (const one of pending.values()) if (one.hasArrived && !one.isAnswered) yield one;
  }

  /** What the session of the request under way had at the provider when it arrived. */
  get during(): AtProvider | undefined {
    return this.asked === undefined ? undefined : this.#during.get(this.asked);
  }

  /** It said or did something. */
  spoke(call: ModelCall): boolean {
    return this.#spoke.has(call);
  }

  /** The record at which a reset or delete of this session was last answered; -1: never. */
  rotatedAt(key: string): number {
    return this.#rotatedAt.get(key) ?? -1;
  }

  /** The record at which somebody last asked to end what this session does; -1: never. */
  disturbedAt(key: string): number {
    return this.#disturbedAt.get(key) ?? -1;
  }

  observe(observation: Observation, about: About): void {
    switch (observation.type) {
      case 'request':
        if (observation.record.leg === 'gateway') this.#arrive(observation, about as RequestAbout);
        return;
      case 'response': {
        const { record, answer } = observation;
        const asked = about.type === 'response' ? about.pending : undefined;
        this.asked = asked?.answeredRecord === record.i && asked.connection.open ? asked : undefined;
        if (record.leg === 'gateway' && (answer?.type === 'reset' || answer?.type === 'delete'))
          this.#rotatedAt.set(answer.key, record.i);
        return;
      }
      case 'provider': {
        const { call, event, injected } = observation.record;
        if (about.type !== 'provider') return;
        if (event === 'call' && about.call !== undefined) this.#calls.set(call, about.call);
        this.call = this.#calls.get(call);
        if (this.call !== undefined && injected !== true && (event === 'delta' || event === 'tool'))
          this.#spoke.add(this.call);
        return;
      }
      case 'process': {
        const { event } = observation.record;
        if (event === 'stopping') this.draining = true;
        else if (event === 'crashed' || event === 'exited') this.draining = false;
        return;
      }
      default:
    }
  }

  #arrive({ ask, record }: RequestObservation, { pending }: RequestAbout): void {
    if (!('key' in ask)) return;
    const { key, type } = ask;
    const { runs } = this.model;
    this.#during.set(pending, { run: runs.running(key), summary: runs.summarising(key) });
    if (
      type === 'abort' ||
      type === 'reset' ||
      type === 'delete' ||
      (type === 'send' && ask.control !== undefined)
    )
      this.#disturbedAt.set(key, record.i);
  }
}

/** One agent execution, from the accepted send to its settlement. State only; `runs.ts` moves it. */
import type { Micros } from '../../kernel/time.ts';
import type { ProviderCall, TimerHandle } from '../port.ts';
import type { Core } from './core.ts';
import type { Entry } from './entry.ts';
import type { Session } from './session.ts';

export interface Run {
  readonly runId: string;
  readonly key: string;
  /** The generation current when the send was accepted; what it writes goes nowhere else. */
  readonly generation: string;
  /** The user entry's text. */
  readonly text: string;
  /** Messages that came while it was at the provider and were steered into it, oldest first. */
  readonly steered: { readonly runId: string; readonly text: string }[];
  readonly acceptedAt: Micros;
  /** The connection that sent it last; it gets the run's events whether or not it subscribed. */
  sender: number | undefined;
  phase: 'queued' | 'starting' | 'running' | 'ending' | 'settled';
  /** Last used run seq. */
  seq: number;
  reply: string;
  /** Text streamed to agents but not yet to `chat` (coalesced). */
  unsent: string;
  tools: { readonly name: string; readonly result: string }[];
  startedAt: number;
  call: ProviderCall | undefined;
  /** How often it was handed to the provider: what an earlier call still says is late. */
  calls: number;
  timeout: TimerHandle | undefined;
  flush: TimerHandle | undefined;
}

/** A run for a message of a transcript. `sender`: none for one that is read back. */
export function runOf(
  { host }: Core,
  { key, generation = '' }: Pick<Session, 'key' | 'generation'>,
  { idempotencyKey, runId = idempotencyKey ?? '', text }: Pick<Entry, 'idempotencyKey' | 'runId' | 'text'>,
  sender?: number,
): Run {
  return {
    runId,
    key,
    generation,
    text,
    acceptedAt: host.clock.monotonicMicros(),
    sender,
    phase: 'queued',
    steered: [],
    seq: 0,
    reply: '',
    unsent: '',
    tools: [],
    startedAt: host.clock.wallMillis(),
    call: undefined,
    calls: 0,
    timeout: undefined,
    flush: undefined,
  };
}

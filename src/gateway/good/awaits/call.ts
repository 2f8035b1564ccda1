/**
 * A model call as an async iterable. Every call has its own: what the runtime says late, twice or without a name
 * arrives here, after the end, and is heard by nobody. No event is ever looked up by a run or session id.
 */
import { ms } from '../../../kernel/time.ts';
import type { Host, ProviderCall, ProviderEvent, ProviderRequest, TimerHandle } from '../../port.ts';
import { deferred, type Deferred } from './promised.ts';

export class Call {
  readonly #host: Host;
  readonly #provider: ProviderCall;
  readonly #timer: TimerHandle;
  readonly #said: ProviderEvent[] = [];
  #news: Deferred<void> = deferred();
  #closed = false;

  /** Calls the provider; a call that has not ended after `timeoutMs` ends with an error. */
  constructor(host: Host, request: ProviderRequest, timeoutMs: number) {
    this.#host = host;
    this.#provider = host.provider.call(request, (event) => this.#say(event));
    this.#timer = host.timers.set(ms(timeoutMs), () =>
      this.#say({
        type: 'error',
        message: 'the model took too long',
        totalTokens: 0,
        runId: undefined,
        sessionKey: undefined,
        sessionId: undefined,
      }),
    );
  }

  /** What the runtime says, up to and with its end or error; ends without either when the call is closed. */
  async *events(): AsyncGenerator<ProviderEvent, void> {
    while (!this.#closed) {
      const event = this.#said.shift();
      if (event === undefined) {
        await this.#news.promise;
        this.#news = deferred();
        continue;
      }
      yield event;
      if (event.type === 'end' || event.type === 'error') return this.close();
    }
  }

  /** Ends the call; nothing it says from now on is heard. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#host.timers.clear(this.#timer);
    this.#provider.cancel();
    this.#news.resolve();
  }

  #say(event: ProviderEvent): void {
    if (this.#closed) return;
    this.#said.push(event);
    this.#news.resolve();
  }
}

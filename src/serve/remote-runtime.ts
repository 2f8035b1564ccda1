/**
 * An agent runtime behind HTTP: one POST for each call, answered by a stream of lines, the first of which names the
 * call and every other is an event. A cancel is a DELETE of the call; what is still said afterwards is passed on. A
 * connection that breaks before the call's end is told as an error of the run. Must not know: what the events say.
 */
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';
import { isObject, parseJson } from '../protocol/frame.ts';
import type { ProviderCall, ProviderEvent, ProviderRequest } from '../gateway/port.ts';
import { InputError } from '../input/problem.ts';
import type { Life } from './life.ts';
import { identityOf, type Identity, type Runtime } from './runtime.ts';

const CALLS = '/runtime/calls';

/** `address` is `http://HOST:PORT`, with or without a path before the calls. Throws InputError when it is not. */
export function remoteRuntime(address: string): Runtime {
  const base = baseOf(address);
  return { mount: (life) => ({ call: (asked, onEvent) => new RemoteCall(base, life, asked, onEvent) }) };
}

function baseOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'http:') throw new InputError(`provider '${address}' is no http:// address`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}${CALLS}`;
}

class RemoteCall implements ProviderCall {
  readonly #base: string;
  readonly #life: Life;
  readonly #identity: Identity;
  readonly #onEvent: (event: ProviderEvent) => void;
  readonly #request: ClientRequest | undefined;
  readonly #forget: () => void = () => {};
  /** The call's name; undefined until the first line came. */
  #name: string | undefined;
  /** Its end was told, or nobody waits for one. */
  #over = false;
  #cancelled = false;

  constructor(base: string, life: Life, asked: ProviderRequest, onEvent: (event: ProviderEvent) => void) {
    this.#base = base;
    this.#life = life;
    this.#identity = identityOf(asked);
    this.#onEvent = onEvent;
    if (!life.alive) return;
    const headers = { 'content-type': 'application/json' };
    this.#request = request(base, { method: 'POST', headers, agent: false }, (response) =>
      this.#read(response),
    );
    this.#request.on('error', (error) => this.#break(error.message));
    this.#request.on('close', () => this.#forget());
    this.#forget = life.onEnd(() => this.#request?.destroy());
    this.#request.end(JSON.stringify(asked));
  }

  cancel(): void {
    if (this.#cancelled || !this.#life.alive) return;
    this.#cancelled = true;
    if (this.#name !== undefined) this.#delete(this.#name);
  }

  #delete(name: string): void {
    const asked = request(`${this.#base}/${encodeURIComponent(name)}`, { method: 'DELETE', agent: false });
    asked.on('response', (response) => response.resume());
    // the runtime is gone, and the call with it
    asked.on('error', () => {});
    asked.end();
  }

  #read(response: IncomingMessage): void {
    if (response.statusCode !== 200) {
      response.resume();
      return this.#break(`the provider answered ${response.statusCode ?? 'nothing'}`);
    }
    const decoder = new StringDecoder('utf8');
    let pieces: string[] = [];
    response.on('data', (chunk: Buffer) => {
      const lines = decoder.write(chunk).split('\n');
      const rest = lines.pop() ?? '';
      for (const line of lines) {
        this.#line([...pieces, line].join(''));
        pieces = [];
      }
      // a line can come in very many pieces
      pieces.push(rest);
    });
    response.on('error', (error) => this.#break(error.message));
    response.on('end', () => this.#line(pieces.join('')));
    // the peer went away in the middle of the answer
    response.on('close', () => {
      if (!response.complete) this.#break('the connection to the provider broke');
    });
  }

  #line(line: string): void {
    if (line.trim() === '') return;
    const parsed = parseJson(line);
    const value = parsed.ok ? parsed.value : undefined;
    if (this.#name === undefined) {
      if (!isObject(value) || typeof value['call'] !== 'string') return this.#garbled();
      this.#name = value['call'];
      if (this.#cancelled) this.#delete(this.#name);
      return;
    }
    const event = eventSchema.safeParse(value).data;
    if (event === undefined) return this.#garbled();
    if (event.type === 'end' || event.type === 'error') this.#over = true;
    this.#life.deliver(() => this.#onEvent({ ...NOBODY, ...event }));
  }

  #garbled(): void {
    this.#break('the provider said what is no event');
    this.#request?.destroy();
  }

  #break(why: string): void {
    if (this.#over || this.#cancelled) return;
    this.#over = true;
    const event = { ...this.#identity, type: 'error', message: `provider: ${why}`, totalTokens: 0 } as const;
    this.#life.deliver(() => this.#onEvent(event));
  }
}

const NOBODY: Identity = { runId: undefined, sessionKey: undefined, sessionId: undefined };

const id = z.string().optional().catch(undefined);
const about = { runId: id, sessionKey: id, sessionId: id };
const totalTokens = z.number().catch(0);
/** A line that is an event; what is no member of one is left out. */
const eventSchema = z.discriminatedUnion('type', [
  z.object({ ...about, type: z.literal('start') }),
  z.object({ ...about, type: z.literal('delta'), text: z.string() }),
  z.object({ ...about, type: z.literal('tool'), name: z.string(), result: z.string() }),
  z.object({ ...about, type: z.literal('end'), totalTokens }),
  z.object({ ...about, type: z.literal('error'), message: z.string().catch(''), totalTokens }),
]);

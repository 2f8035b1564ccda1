/**
 * The fake model provider: an HTTP server on loopback behind which the scripted provider plays the plan's turn scripts.
 * Speaks OpenAI-compatible chat completions (any gateway) and the runtime wire (gateways behind the in-process port).
 * Owns requests and their answers; what is said and when belongs to the scripted provider.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import type { ProviderCall, ProviderRequest } from '../gateway/port.ts';
import { isObject, parseJson } from '../protocol/frame.ts';
import type { MountedProvider } from '../execution/provider.ts';
import { cutBytes } from '../wire/cut-bytes.ts';
import { answerJson, CompletionAnswer, MODELS, problem } from '../wire/completion-answer.ts';
import { readCompletionRequest } from '../wire/completion-request.ts';
import { listenOnLoopback, LOOPBACK, portOf } from './loopback.ts';
import type { RealTime } from './real-time.ts';

/** A call of the runtime wire, as a served gateway posts it. */
const runtimeRequest = z.object({
  purpose: z.enum(['run', 'summary']),
  messages: z.array(z.object({ role: z.enum(['user', 'assistant', 'tool', 'system']), text: z.string() })),
  run: z.object({ runId: z.string(), sessionKey: z.string(), sessionId: z.string() }).exactOptional(),
}) satisfies z.ZodType<ProviderRequest>;

const LARGEST_PROMPT_BYTES = 256 * 1024 * 1024;

export class ProviderServer {
  readonly #time: RealTime;
  readonly #provider: () => MountedProvider;
  readonly #server: Server;
  readonly #calls = new Map<string, ProviderCall>();
  #count = 0;

  /** `provider`: the scripted provider as the present incarnation sees it. */
  constructor(time: RealTime, provider: () => MountedProvider) {
    this.#time = time;
    this.#provider = provider;
    this.#server = createServer((request, response) => {
      void this.#serve(request, response).catch(() => response.destroy());
    });
    this.#server.requestTimeout = 0;
    // an idle connection that we close is a request that fails at the moment the gateway takes it up again
    this.#server.keepAliveTimeout = 0;
  }

  async listen(): Promise<void> {
    await listenOnLoopback(this.#server);
  }

  /** Without a path. */
  get url(): string {
    return `http://${LOOPBACK}:${portOf(this.#server)}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '/' } = request;
    const path = url.split('?', 1)[0] ?? '/';
    response.on('error', () => undefined);
    if (method === 'DELETE' && path.startsWith('/runtime/calls/')) {
      this.#time.enter(() => this.#calls.get(path.slice('/runtime/calls/'.length))?.cancel());
      response.writeHead(204).end();
      return;
    }
    if (method === 'GET' && path === '/v1/models') return answerJson(response, 200, MODELS);
    if (method !== 'POST') return answerJson(response, 404, problem(`no ${method ?? ''} ${path} here`));
    const body = await bodyOf(request);
    const parsed = parseJson(body, 600);
    if (!parsed.ok || !isObject(parsed.value))
      return answerJson(response, 400, problem('a JSON object is expected'));
    const { value } = parsed;
    if (path === '/v1/chat/completions') return this.#time.enter(() => this.#complete(value, response));
    if (path === '/runtime/calls') return this.#time.enter(() => this.#play(value, response));
    return answerJson(response, 404, problem(`no POST ${path} here`));
  }

  #complete(body: Readonly<Record<string, unknown>>, response: ServerResponse): void {
    const answer = new CompletionAnswer(response, body['stream'] === true, ++this.#count, Date.now);
    const call = this.#provider().call(readCompletionRequest(body), (event) => answer.say(event), {
      isCompletion: true,
    });
    // the gateway hung up: it gave the call up, or died
    response.on('close', () =>
      this.#time.enter(() => {
        if (!answer.over) call.cancel();
      }),
    );
  }

  #play(body: Readonly<Record<string, unknown>>, response: ServerResponse): void {
    const request = runtimeRequest.safeParse(body);
    if (!request.success) return answerJson(response, 400, problem('purpose and messages are expected'));
    const id = String(++this.#count);
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write(`${JSON.stringify({ call: id })}\n`);
    const call = this.#provider().call(
      request.data,
      (event) => {
        if (response.destroyed) return;
        for (const bytes of cutBytes(`${JSON.stringify(event)}\n`)) response.write(bytes);
      },
      { onSilent: () => response.end() },
    );
    this.#calls.set(id, call);
    response.on('close', () => this.#calls.delete(id));
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > LARGEST_PROMPT_BYTES) throw new Error('the prompt is too large');
  }
  return Buffer.concat(chunks, length).toString('utf8');
}

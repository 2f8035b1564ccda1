/**
 * The answer to one chat completion: what the scripted provider says, as server-sent events or as one JSON object.
 * A completion knows no tool results and nothing after its end: that is left out. What is streamed comes in bytes that
 * part inside a character where they can. Owns the response; must not know scripts.
 */
import type { ProviderEvent } from '../gateway/port.ts';
import { cutBytes } from './cut-bytes.ts';

/** The response that is written: Node's own has this shape. */
export interface AnswerSink {
  readonly headersSent: boolean;
  readonly destroyed: boolean;
  writeHead(status: number, headers: Readonly<Record<string, string>>): unknown;
  write(body: string | Uint8Array, done?: () => void): unknown;
  end(text: string): unknown;
  destroy(): unknown;
}

/** Characters in one event of a stream; OpenClaw 2026.9.6 gives a stream up that has 16 Mi of them in one. */
const MOST_IN_CHUNK = 8 * 1024 * 1024;

export class CompletionAnswer {
  /** The response has its end. */
  over = false;
  readonly #response: AnswerSink;
  readonly #streams: boolean;
  readonly #id: string;
  readonly #wallMillis: () => number;
  #text = '';

  /** `wallMillis`: what it is dated by. */
  constructor(response: AnswerSink, streams: boolean, count: number, wallMillis: () => number) {
    this.#response = response;
    this.#wallMillis = wallMillis;
    this.#streams = streams;
    this.#id = `chatcmpl-${count}`;
  }

  say(event: ProviderEvent): void {
    if (this.over || this.#response.destroyed) return;
    switch (event.type) {
      case 'start':
        return this.#begin();
      case 'delta':
        return this.#add(event.text);
      case 'tool':
        return;
      case 'end':
        return this.#end(event.totalTokens);
      case 'error':
        return this.#fail(event.message);
    }
  }

  #begin(): void {
    if (!this.#streams || this.#response.headersSent) return;
    this.#response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    this.#chunk({ role: 'assistant', content: '' }, null);
  }

  #add(text: string): void {
    this.#text += text;
    if (!this.#streams) return;
    this.#begin();
    for (const content of piecesOf(text)) this.#chunk({ content }, null);
  }

  #end(totalTokens: number): void {
    this.over = true;
    const usage = { prompt_tokens: totalTokens, completion_tokens: 0, total_tokens: totalTokens };
    if (!this.#streams) {
      const message = { role: 'assistant', content: this.#text };
      const choices = [{ index: 0, message, finish_reason: 'stop' }];
      return answerJson(this.#response, 200, { ...this.#envelope('chat.completion'), choices, usage });
    }
    this.#begin();
    this.#chunk({}, 'stop', usage);
    this.#response.end('data: [DONE]\n\n');
  }

  /** Before the first word as a status, afterwards as what a provider does that breaks down: it hangs up. */
  #fail(message: string): void {
    this.over = true;
    const error = { error: { message, type: 'server_error' } };
    if (!this.#response.headersSent) return answerJson(this.#response, 500, error);
    this.#response.write(`data: ${JSON.stringify(error)}\n\n`, () => this.#response.destroy());
  }

  #chunk(delta: object, finish: string | null, usage?: object): void {
    const choices = [{ index: 0, delta, finish_reason: finish }];
    const chunk = { ...this.#envelope('chat.completion.chunk'), choices, usage };
    for (const bytes of cutBytes(`data: ${JSON.stringify(chunk)}\n\n`)) this.#response.write(bytes);
  }

  #envelope(object: string): object {
    return { id: this.#id, object, created: Math.floor(this.#wallMillis() / 1000), model: 'fake-1' };
  }
}

export function answerJson(response: AnswerSink, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** One piece at least; no character is cut in two. */
function* piecesOf(text: string): Iterable<string> {
  let from = 0;
  do {
    let to = from + MOST_IN_CHUNK;
    const last = text.codePointAt(to - 1) ?? 0;
    if (last > 0xffff) to++;
    yield text.slice(from, to);
    from = to;
  } while (from < text.length);
}

export const MODELS = { object: 'list', data: [{ id: 'fake-1', object: 'model', owned_by: 'gauntlet' }] };

export function problem(message: string): object {
  return { error: { message, type: 'invalid_request_error' } };
}

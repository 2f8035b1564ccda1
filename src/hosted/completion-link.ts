/**
 * A connection on which the hosted process asks its model: chat completions over HTTP, answered by the provider of the
 * world. Who hangs up before the end has given the call up.
 */
import type { ProviderCall } from '../gateway/port.ts';
import { isObject, parseJson } from '../protocol/frame.ts';
import { answerJson, CompletionAnswer, MODELS, problem } from '../wire/completion-answer.ts';
import { readCompletionRequest } from '../wire/completion-request.ts';
import { HttpAnswer, HttpRequestReader, type HttpRequest } from '../wire/http-request.ts';
import type { Boundary, LinkEnd } from './boundary.ts';

export class CompletionLink implements LinkEnd {
  readonly #boundary: Boundary;
  readonly #link: number;
  readonly #next: () => number;
  readonly #reader = new HttpRequestReader();
  #response: HttpAnswer | undefined;
  #answer: CompletionAnswer | undefined;
  #call: ProviderCall | undefined;

  /** `next` numbers the completions of an execution. */
  constructor(boundary: Boundary, link: number, next: () => number) {
    this.#boundary = boundary;
    this.#link = link;
    this.#next = next;
  }

  data(bytes: Buffer): number {
    for (const request of this.#reader.push(bytes)) this.#serve(request);
    return 0;
  }

  end(): void {
    this.#hangUp();
    this.#boundary.enter({ type: 'end', link: this.#link });
    this.#boundary.forget(this.#link);
  }

  reset(): void {
    this.#hangUp();
    this.#boundary.forget(this.#link);
  }

  #hangUp(): void {
    if (this.#response !== undefined) this.#response.destroyed = true;
    if (this.#answer?.over === false) this.#call?.cancel();
  }

  #serve({ method, path, body }: HttpRequest): void {
    const response = new HttpAnswer(
      (bytes) => this.#boundary.enter({ type: 'data', link: this.#link, bytes: bytes.toString('base64') }),
      () => this.#boundary.enter({ type: 'reset', link: this.#link }),
    );
    this.#response = response;
    if (method === 'GET' && path === '/v1/models') return answerJson(response, 200, MODELS);
    if (method !== 'POST' || path !== '/v1/chat/completions')
      return answerJson(response, 404, problem(`no ${method} ${path} here`));
    const parsed = parseJson(body, 600);
    if (!parsed.ok || !isObject(parsed.value))
      return answerJson(response, 400, problem('a JSON object is expected'));
    const { host } = this.#boundary;
    const answer = new CompletionAnswer(response, parsed.value['stream'] === true, this.#next(), () =>
      host.clock.wallMillis(),
    );
    this.#answer = answer;
    this.#call = host.provider.call(readCompletionRequest(parsed.value), (event) => answer.say(event));
  }
}

/**
 * Requests of HTTP/1.1 as a client that we know writes them, out of a stream of bytes; and an answer, written as it
 * comes. No pipelining beyond order, no trailers, no upgrades. Must not know what is asked.
 */
import type { AnswerSink } from './completion-answer.ts';

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

const HEAD_END = '\r\n\r\n';
const LINE_END = '\r\n';

export class HttpRequestReader {
  #bytes = Buffer.alloc(0);

  /** Takes bytes and gives the requests that are complete. */
  *push(bytes: Buffer): Generator<HttpRequest> {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (let request = this.#take(); request !== undefined; request = this.#take()) yield request;
  }

  #take(): HttpRequest | undefined {
    const end = this.#bytes.indexOf(HEAD_END);
    if (end < 0) return undefined;
    const [start = '', ...headers] = this.#bytes.toString('latin1', 0, end).split(LINE_END);
    const from = end + HEAD_END.length;
    const length = /^content-length:\s*(\d+)$/im.exec(headers.join('\n'))?.[1];
    const isChunked = headers.some((line) => /^transfer-encoding:.*chunked/i.test(line));
    const body = isChunked ? this.#chunks(from) : this.#plain(from, Number(length ?? 0));
    if (body === undefined) return undefined;
    this.#bytes = this.#bytes.subarray(body.end);
    const [method = '', target = '/'] = start.split(' ');
    return { method, path: target.split('?', 1)[0] ?? '/', body: body.text };
  }

  #plain(from: number, length: number): { text: string; end: number } | undefined {
    const end = from + length;
    return this.#bytes.length < end ? undefined : { text: this.#bytes.toString('utf8', from, end), end };
  }

  #chunks(from: number): { text: string; end: number } | undefined {
    const parts: Buffer[] = [];
    for (let at = from; ;) {
      const lineEnd = this.#bytes.indexOf(LINE_END, at);
      if (lineEnd < 0) return undefined;
      const size = parseInt(this.#bytes.toString('latin1', at, lineEnd), 16);
      const begin = lineEnd + LINE_END.length;
      const next = begin + size + LINE_END.length;
      if (this.#bytes.length < next) return undefined;
      if (size === 0) return { text: Buffer.concat(parts).toString('utf8'), end: next };
      parts.push(this.#bytes.subarray(begin, begin + size));
      at = next;
    }
  }
}

/** An answer in chunks, as bytes. */
export class HttpAnswer implements AnswerSink {
  headersSent = false;
  destroyed = false;
  readonly #send: (bytes: Buffer) => void;
  readonly #cut: () => void;

  constructor(send: (bytes: Buffer) => void, cut: () => void) {
    this.#send = send;
    this.#cut = cut;
  }

  writeHead(status: number, headers: Readonly<Record<string, string>>): void {
    this.headersSent = true;
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    this.#send(
      Buffer.from(
        [
          `HTTP/1.1 ${status} ${status < 300 ? 'OK' : 'Error'}`,
          ...lines,
          'transfer-encoding: chunked',
          LINE_END,
        ].join(LINE_END),
      ),
    );
  }

  write(body: string | Uint8Array, done?: () => void): void {
    if (this.destroyed) return;
    const bytes = Buffer.from(body);
    if (bytes.length > 0)
      this.#send(
        Buffer.concat([Buffer.from(`${bytes.length.toString(16)}${LINE_END}`), bytes, Buffer.from(LINE_END)]),
      );
    done?.();
  }

  end(text: string): void {
    this.write(text);
    if (!this.destroyed) this.#send(Buffer.from(`0${HEAD_END}`));
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.#cut();
  }
}

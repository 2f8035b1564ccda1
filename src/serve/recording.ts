/**
 * A served session as a history: what crosses the port of the gateway, written line by line while it happens, so that
 * `gauntlet judge` can judge it. Everything is seen at the gateway's side, and what is handed to a socket counts as
 * taken at its other end: over the loopback interface it is, unless the line was cut in that moment. Nothing of a plan or
 * of a disk stands in it. Owns the file and the blobs beside it. Must not know: sockets.
 */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Gateway, Host, Provider, ServerSocket, SocketHandler } from '../gateway/port.ts';
import { Recorder } from '../history/history.ts';
import { headerLine, recordLine, type Blob } from '../history/jsonl.ts';
import type { HistoryRecord, RecordBody } from '../history/record.ts';
import { PromptWriter } from '../history/recorded-prompt.ts';
import { recordText } from '../history/recorded-text.ts';
import { InputError, messageOf } from '../input/problem.ts';
import { CLOSE } from '../protocol/close-codes.ts';
import type { Message } from '../protocol/message.ts';
import type { ServeSettings } from './settings.ts';

const BLOBS = 'blobs';
const LEGS = ['gateway', 'client'] as const;

interface Open {
  readonly conn: number;
  readonly client: string;
  /** Who ended it, once that is known. */
  by?: 'gateway';
}

export interface RecordingAbout {
  readonly target: string;
  readonly dialect: string;
  readonly profile: string;
}

export class ServedRecording {
  readonly #path: string;
  readonly #folder: string;
  readonly #file: number;
  readonly #recorder: Recorder;
  readonly #prompts = new PromptWriter();
  readonly #began = process.hrtime.bigint();
  readonly #open = new Set<Open>();
  readonly #kept = new Set<string>();
  #incarnation = 0;
  #running = false;
  #problem: string | undefined;
  #conns = 0;
  #frames = 0;
  #calls = 0;

  /** Throws InputError when the file is there already or cannot be written. */
  constructor(path: string, about: RecordingAbout, { limits, rules }: ServeSettings, token: string) {
    this.#path = path;
    this.#folder = join(dirname(path), BLOBS);
    try {
      this.#file = openSync(path, 'wx', 0o600);
    } catch (thrown) {
      const isThere = (thrown as NodeJS.ErrnoException).code === 'EEXIST';
      throw new InputError(
        `--record ${path}: ${isThere ? 'it is there already; name another file' : messageOf(thrown)}`,
      );
    }
    const stars = '*'.repeat(token.length);
    this.#recorder = new Recorder({
      keep: false,
      onRecord: (record) => this.#write(record),
      masked: (text) => text.replaceAll(token, stars),
    });
    writeSync(this.#file, `${headerLine({ ...about })}\n`);
    const { maxPayloadBytes, maxBufferedBytes, dedupeWindowMs } = limits;
    this.#add({
      kind: 'plan',
      dailyRule: rules.dailyResetMinute !== null,
      maxPayloadBytes,
      maxBufferedBytes,
      dedupeWindowMs,
      clients: [],
    });
  }

  /** The gateway, recorded. */
  around(gateway: Gateway): Gateway {
    return {
      ...gateway,
      boot: (host) => {
        this.#incarnation++;
        this.#running = true;
        this.#add({ kind: 'process', event: 'booting' });
        gateway.boot(this.#host(host));
      },
    };
  }

  /** It is over; a gateway that has not exited by itself was ended. Throws InputError when not all could be written. */
  end(): void {
    this.#gone('crashed');
    this.#add({ kind: 'phase', phase: 'end', pending: [] });
    closeSync(this.#file);
    if (this.#problem !== undefined)
      throw new InputError(`${this.#path}: the history is not whole: ${this.#problem}`);
  }

  #host(host: Host): Host {
    return {
      ...host,
      provider: this.#provider(host.provider),
      listen: (accept) => {
        this.#add({ kind: 'process', event: 'listening' });
        host.listen((socket) => this.#accept(accept, socket));
      },
      onStop: (handler) =>
        host.onStop(() => {
          this.#add({ kind: 'process', event: 'stopping' });
          handler();
        }),
      exit: () => {
        this.#gone('exited');
        host.exit();
      },
      log: (level, text) => {
        this.#add({ kind: 'log', level, text });
        host.log(level, text);
      },
    };
  }

  #accept(accept: (socket: ServerSocket) => SocketHandler, socket: ServerSocket): SocketHandler {
    const conn = ++this.#conns;
    const open: Open = { conn, client: `client-${conn}` };
    this.#open.add(open);
    for (const leg of LEGS) this.#add({ kind: 'connection', event: 'opened', leg, ...named(open) });
    const handler = accept({
      send: (message) => {
        this.#frame('gateway', open, message);
        socket.send(message);
      },
      get bufferedBytes() {
        return socket.bufferedBytes;
      },
      setMaxPayload: (bytes) => socket.setMaxPayload(bytes),
      close: (code, reason) => {
        open.by ??= 'gateway';
        socket.close(code, reason);
      },
      terminate: () => {
        open.by ??= 'gateway';
        socket.terminate();
      },
    });
    return {
      onMessage: (message) => {
        this.#frame('client', open, message);
        handler.onMessage(message);
      },
      onClose: (code, reason) => {
        this.#closed(open, code, reason, open.by ?? (code === CLOSE.abnormal ? 'network' : 'client'));
        handler.onClose(code, reason);
      },
    };
  }

  #provider(provider: Provider): Provider {
    return {
      call: (request, onEvent) => {
        const call = ++this.#calls;
        const { purpose } = request;
        const about = { kind: 'provider', call, purpose } as const;
        const prompt = this.#prompts.record(call, request.messages);
        this.#add({ ...about, event: 'call', prompt });
        let isOver = false;
        let summary = '';
        const under = provider.call(request, (event) => {
          const { type } = event;
          if (type === 'delta' && purpose === 'summary') summary += event.text;
          else if (type === 'delta') this.#add({ ...about, event: type, text: recordText(event.text) });
          else if (type === 'tool') this.#add({ ...about, event: type, text: recordText(event.result) });
          else if (type === 'start') this.#add({ ...about, event: type });
          else if (type === 'error')
            this.#add({ ...about, event: type, message: event.message, tokens: event.totalTokens });
          else if (purpose === 'summary') this.#add({ ...about, event: type, text: recordText(summary) });
          else this.#add({ ...about, event: type, tokens: event.totalTokens });
          isOver ||= type === 'end' || type === 'error';
          onEvent(event);
        });
        return {
          cancel: () => {
            if (!isOver) this.#add({ ...about, event: 'cancel' });
            isOver = true;
            under.cancel();
          },
        };
      },
    };
  }

  #frame(from: 'gateway' | 'client', open: Open, message: Message): void {
    // behind a close nothing is sent any more
    if (!this.#open.has(open) || open.by !== undefined) return;
    const frameId = this.#frames++;
    const other = from === 'gateway' ? 'client' : 'gateway';
    for (const leg of [from, other] as const)
      this.#add({ kind: 'frame', from, leg, ...named(open), frameId, message });
  }

  #closed(open: Open, code: number, reason: string, by: 'gateway' | 'client' | 'network' | 'process'): void {
    if (!this.#open.delete(open)) return;
    for (const leg of LEGS)
      this.#add({ kind: 'connection', event: 'closed', leg, ...named(open), code, reason, by });
  }

  /** This life is over, and with it every connection that is still there. */
  #gone(event: 'exited' | 'crashed'): void {
    if (!this.#running) return;
    this.#running = false;
    this.#add({ kind: 'process', event });
    for (const open of this.#open) this.#closed(open, CLOSE.abnormal, '', open.by ?? 'process');
  }

  #add(body: RecordBody): void {
    const atMicros = Number((process.hrtime.bigint() - this.#began) / 1000n);
    this.#recorder.add(body, atMicros, this.#incarnation);
  }

  /** What goes wrong with the file is not to end the gateway. */
  #write(record: HistoryRecord): void {
    if (this.#problem !== undefined) return;
    try {
      writeSync(this.#file, `${recordLine(record, (blob) => this.#keep(blob))}\n`);
    } catch (thrown) {
      this.#problem = messageOf(thrown);
    }
  }

  #keep({ name, text }: Blob): void {
    if (this.#kept.has(name)) return;
    this.#kept.add(name);
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(join(this.#folder, name), text, { mode: 0o600 });
  }
}

function named({ conn, client }: Open): { readonly conn: number; readonly client: string } {
  return { conn, client };
}

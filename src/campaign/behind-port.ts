/**
 * Holds a gateway of somebody else to the in-process port. The compiler would refuse most of what is refused here, but
 * a gateway may be JavaScript: a mistake in a call of the host throws where it is made, so that it is the gateway's,
 * and not later in the world, where it would look like ours. A message is taken as the text that would cross a socket.
 */
import type { Disk, Gateway, Host, Provider, ProviderRequest, ServerSocket } from '../gateway/port.ts';
import { Message } from '../protocol/message.ts';

export interface PortListener {
  /** The gateway's code is called. */
  entered(): void;
  booted(host: Host): void;
}

const LEVELS: ReadonlySet<unknown> = new Set(['info', 'warn', 'error']);

export function behindPort(gateway: Gateway, listener: Partial<PortListener> = {}): Gateway {
  const { name, awaits } = gateway;
  return {
    name,
    ...(awaits === undefined ? {} : { awaits }),
    boot(host) {
      listener.booted?.(host);
      listener.entered?.();
      gateway.boot(new Port(host, () => listener.entered?.()).host());
    },
  };
}

class Port {
  readonly #host: Host;
  readonly #entered: () => void;
  /** A broadcast is one message on many sockets. */
  readonly #texts = new WeakMap<Message, Message>();

  constructor(host: Host, entered: () => void) {
    this.#host = host;
    this.#entered = entered;
  }

  host(): Host {
    const host = this.#host;
    return {
      settings: host.settings,
      clock: host.clock,
      random: host.random,
      timers: {
        set: (delay, callback) =>
          host.timers.set(
            numeric('host.timers.set: the delay in microseconds', delay),
            this.#callback('host.timers.set', callback),
          ),
        clear: (timer) => host.timers.clear(timer),
      },
      disk: this.#disk(host.disk),
      provider: this.#provider(host.provider),
      listen: (accept) => {
        functional('host.listen', accept);
        host.listen((socket) => {
          this.#entered();
          const handler = accept(this.#socket(socket));
          return {
            onMessage: (message) => {
              this.#entered();
              handler.onMessage(message);
            },
            onClose: (code, reason) => {
              this.#entered();
              handler.onClose(code, reason);
            },
          };
        });
      },
      onStop: (handler) => host.onStop(this.#callback('host.onStop', handler)),
      exit: () => host.exit(),
      log: (level, text) => {
        ask(LEVELS.has(level), 'host.log: the level is info, warn or error', level);
        host.log(level, textual('host.log: the text', text));
      },
    };
  }

  #disk(disk: Disk): Disk {
    const path = (value: string): string => textual('host.disk: a path', value);
    const content = (value: string): string => textual('host.disk: a text', value);
    return {
      read: (name, done) => disk.read(path(name), this.#callback('host.disk.read', done)),
      list: (prefix, done) => disk.list(path(prefix), this.#callback('host.disk.list', done)),
      append: (name, text, done) =>
        disk.append(path(name), content(text), this.#callback('host.disk.append', done)),
      write: (name, text, done) =>
        disk.write(path(name), content(text), this.#callback('host.disk.write', done)),
      sync: (name, done) => disk.sync(path(name), this.#callback('host.disk.sync', done)),
      rename: (from, to, done) => disk.rename(path(from), path(to), this.#callback('host.disk.rename', done)),
      remove: (name, done) => disk.remove(path(name), this.#callback('host.disk.remove', done)),
    };
  }

  #provider(provider: Provider): Provider {
    return {
      call: (request, onEvent) => {
        checkRequest(request);
        return provider.call(request, this.#callback('host.provider.call', onEvent));
      },
    };
  }

  #socket(socket: ServerSocket): ServerSocket {
    return {
      send: (message) => socket.send(this.#asText(message)),
      get bufferedBytes() {
        return socket.bufferedBytes;
      },
      setMaxPayload: (bytes) => socket.setMaxPayload(numeric('socket.setMaxPayload', bytes)),
      close: (code, reason) =>
        socket.close(numeric('socket.close: the code', code), textual('socket.close: the reason', reason)),
      terminate: () => socket.terminate(),
    };
  }

  #asText(message: Message): Message {
    // by what it can do: a gateway may have loaded another copy of its class
    const sendable = typeof (message as Partial<Message> | null | undefined)?.text === 'function';
    ask(sendable, 'socket.send takes a Message (Message.of(frame))', message);
    let taken = this.#texts.get(message);
    if (taken === undefined) {
      taken = Message.ofText(textual('socket.send: the JSON text of the frame', message.text()));
      this.#texts.set(message, taken);
    }
    return taken;
  }

  #callback<A extends readonly unknown[]>(
    what: string,
    callback: (...args: A) => void,
  ): (...args: A) => void {
    functional(what, callback);
    return (...args) => {
      this.#entered();
      callback(...args);
    };
  }
}

function checkRequest(request: ProviderRequest): void {
  const { purpose, messages } = request;
  ask(
    purpose === 'run' || purpose === 'summary',
    'host.provider.call: the purpose is run or summary',
    purpose,
  );
  ask(Array.isArray(messages), 'host.provider.call: the messages are a list', messages);
  for (const { text } of messages) textual("host.provider.call: a message's text", text);
}

function functional(what: string, value: unknown): void {
  ask(typeof value === 'function', `${what} takes a callback`, value);
}

function numeric(what: string, value: number): number {
  ask(Number.isFinite(value), `${what} is a finite number`, value);
  return value;
}

function textual(what: string, value: string): string {
  ask(typeof value === 'string', `${what} is a string`, value);
  return value;
}

function ask(holds: boolean, what: string, value: unknown): void {
  if (holds) return;
  throw new TypeError(
    `${what}, not ${typeof value === 'number' ? String(value) : value === null ? 'null' : typeof value}`,
  );
}

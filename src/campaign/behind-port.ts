/**
 * Holds a gateway of somebody else to the in-process port. The compiler would refuse most of what is refused here, but
 * a gateway may be JavaScript: a mistake in a call of the host throws where it is made, so that it is the gateway's,
 * and not later in the world, where it would look like ours. A message is taken as the text that would cross a socket.
 */
import type { Disk, Gateway, Host, ProviderRequest, ServerSocket } from '../gateway/port.ts';
import { Message } from '../protocol/message.ts';

export interface PortListener {
  /** The gateway's code is called. */
  entered(): void;
  booted(host: Host): void;
}

const LEVELS: ReadonlySet<unknown> = new Set(['info', 'warn', 'error']);

export function behindPort(gateway: Gateway, listener: Partial<PortListener> = {}): Gateway {
  const { name, awaits, neverMutates } = gateway;
  const checked: Checked = (what, callback) => {
    ask(typeof callback === 'function', `${what} takes a callback`, callback);
    return (...args) => {
      listener.entered?.();
      return callback(...args);
    };
  };
  const boot = checked('boot', (host: Host) =>
    gateway.boot(checkedHost(host, checked, neverMutates === true)),
  );
  return {
    name,
    ...(awaits === undefined ? {} : { awaits }),
    ...(neverMutates === undefined ? {} : { neverMutates }),
    boot(host) {
      listener.booted?.(host);
      boot(host);
    },
  };
}

/** A callback of the gateway's: `what` takes it, and whoever listens hears when it is called. */
type Checked = <A extends readonly unknown[], R>(
  what: string,
  callback: (...args: A) => R,
) => (...args: A) => R;

function checkedHost(host: Host, checked: Checked, shares: boolean): Host {
  const { settings, clock, random, timers, provider } = host;
  const asText = textOnce(shares);
  return {
    settings,
    clock,
    random,
    timers: {
      set: (delay, callback) =>
        timers.set(
          numeric('host.timers.set: the delay in microseconds', delay),
          checked('host.timers.set', callback),
        ),
      clear: (timer) => timers.clear(timer),
    },
    disk: checkedDisk(host.disk, checked),
    provider: {
      call: (request, onEvent) => {
        checkRequest(request);
        return provider.call(request, checked('host.provider.call', onEvent));
      },
    },
    listen: (accept) => {
      const accepting = checked('host.listen', accept);
      host.listen((socket) => {
        const handler = accepting(checkedSocket(socket, asText));
        return {
          onMessage: checked('onMessage', (message) => handler.onMessage(message)),
          onClose: checked('onClose', (code, reason) => handler.onClose(code, reason)),
        };
      });
    },
    onStop: (handler) => host.onStop(checked('host.onStop', handler)),
    exit: () => host.exit(),
    log: (level, text) => {
      ask(LEVELS.has(level), 'host.log: the level is info, warn or error', level);
      host.log(level, textual('host.log: the text', text));
    },
  };
}

function checkedDisk(disk: Disk, checked: Checked): Disk {
  const path = (value: string): string => textual('host.disk: a path', value);
  const content = (value: string): string => textual('host.disk: a text', value);
  return {
    read: (name, done) => disk.read(path(name), checked('host.disk.read', done)),
    list: (prefix, done) => disk.list(path(prefix), checked('host.disk.list', done)),
    append: (name, text, done) => disk.append(path(name), content(text), checked('host.disk.append', done)),
    write: (name, text, done) => disk.write(path(name), content(text), checked('host.disk.write', done)),
    sync: (name, done) => disk.sync(path(name), checked('host.disk.sync', done)),
    rename: (from, to, done) => disk.rename(path(from), path(to), checked('host.disk.rename', done)),
    remove: (name, done) => disk.remove(path(name), checked('host.disk.remove', done)),
  };
}

function checkedSocket(socket: ServerSocket, asText: (message: Message) => Message): ServerSocket {
  return {
    send: (message) => socket.send(asText(message)),
    get bufferedBytes() {
      return socket.bufferedBytes;
    },
    setMaxPayload: (bytes) => socket.setMaxPayload(numeric('socket.setMaxPayload', bytes)),
    close: (code, reason) =>
      socket.close(numeric('socket.close: the code', code), textual('socket.close: the reason', reason)),
    terminate: () => socket.terminate(),
  };
}

/** A broadcast is one message on many sockets, and one text. `shares`: our own messages may be taken as they are. */
function textOnce(shares: boolean): (message: Message) => Message {
  const texts = new WeakMap<Message, Message>();
  return (message) => {
    // by what it can do: a gateway may have loaded another copy of its class
    const sendable = typeof (message as Partial<Message> | null | undefined)?.text === 'function';
    ask(sendable, 'socket.send takes a Message (Message.of(frame))', message);
    const known = texts.get(message);
    if (known !== undefined) return known;
    const text = textual('socket.send: the JSON text of the frame', message.text());
    const taken = shares && message instanceof Message ? message : Message.ofText(text);
    texts.set(message, taken);
    return taken;
  };
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

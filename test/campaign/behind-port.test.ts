import { describe, expect, it } from 'vitest';
import { behindPort } from '../../src/campaign/behind-port.ts';
import type { Gateway, Host, ServerSocket } from '../../src/gateway/port.ts';
import { Message } from '../../src/protocol/message.ts';

const EVENT = Message.event('tick', { n: 1 });

/** What the host is given when the gateway sends `message` to two sockets. */
function sent(flags: Partial<Gateway>, message: Message): readonly Message[] {
  const taken: Message[] = [];
  const socket = { send: (one: Message) => void taken.push(one) } as unknown as ServerSocket;
  const host = {
    listen: (accept: (socket: ServerSocket) => unknown) => [accept(socket), accept(socket)],
  } as unknown as Host;
  const boot: Gateway['boot'] = ({ listen }) =>
    listen((each) => {
      each.send(message);
      return { onMessage: () => undefined, onClose: () => undefined };
    });
  behindPort({ name: 'mine', ...flags, boot }).boot(host);
  return taken;
}

describe('a message of a gateway of somebody else', () => {
  it('is taken as its text, once for all sockets', () => {
    const [first, second] = sent({}, EVENT);
    expect(first).not.toBe(EVENT);
    expect(first?.text()).toBe(EVENT.text());
    expect(second).toBe(first);
  });

  it('is taken as it is when the gateway never mutates', () => {
    expect(sent({ neverMutates: true }, EVENT)).toEqual([EVENT, EVENT]);
    expect(sent({ neverMutates: true }, EVENT)[0]).toBe(EVENT);
  });

  it('throws where it is sent when it can not be', () => {
    const circle: Record<string, unknown> = {};
    circle['circle'] = circle;
    for (const flags of [{}, { neverMutates: true } as const])
      for (const payload of [circle, { big: 1n }])
        expect(() => sent(flags, Message.event('odd', payload))).toThrow();
  });
});

import { describe, expect, it } from 'vitest';
import { Stranger, type HandshakeMistake } from '../../src/client/stranger.ts';
import type { ClientEvents } from '../../src/client/host.ts';
import { Message } from '../../src/protocol/message.ts';
import { fakeHost } from './fake-host.ts';

const CHALLENGE = Message.event('connect.challenge', {});

/** A stranger whose gateway is a test: what it sent, what became of its connection, and what it reports. */
function bench(mistake: HandshakeMistake) {
  const sent: Message[] = [];
  const seen: string[] = [];
  const fake = fakeHost();
  let events: ClientEvents | undefined;
  const host = {
    ...fake,
    connect(end: ClientEvents) {
      events = end;
      return {
        send: (message: Message) => void sent.push(message),
        close(code: number, reason: string) {
          seen.push(`closed ${code} ${reason}`);
          end.onClose(code, reason);
        },
      };
    },
  };
  const stranger = new Stranger(host, mistake, {
    onMistake: () => seen.push('mistake'),
    onGone: () => seen.push('gone'),
  });
  return {
    stranger,
    seen,
    until: (atMs: number) => fake.until(atMs),
    say: (message: Message) => events?.onMessage(message),
    drop: () => events?.onClose(1008, ''),
    frames: () => sent.map((message) => message.frame ?? message.text()),
  };
}

function connectOf(mistake: HandshakeMistake): unknown {
  const one = bench(mistake);
  one.say(CHALLENGE);
  const [frame] = one.frames();
  return typeof frame === 'object' && frame.type === 'req' ? frame.params : frame;
}

describe('a stranger', () => {
  it.each<[string, HandshakeMistake, object]>([
    ['an empty token', { token: 'empty' }, { auth: { token: '' } }],
    ['the beginning of the token', { token: 'cut' }, { auth: { token: 'secre' } }],
    ['the token and more', { token: 'longer' }, { auth: { token: 'secretx' } }],
    ['another token of the same length', { token: 'other' }, { auth: { token: 'xxxxxx' } }],
    ['other versions', { protocols: [5, 9] }, { minProtocol: 5, maxProtocol: 9, auth: { token: 'secret' } }],
  ])('connects with %s', (_what, mistake, params) => {
    expect(connectOf(mistake)).toMatchObject({ minProtocol: 3, maxProtocol: 4, ...params });
  });

  it('connects without a token', () => {
    expect(connectOf({ token: 'none' })).not.toHaveProperty('auth');
  });

  it.each<['request' | 'event', object]>([
    ['request', { type: 'req', method: 'sessions.list' }],
    ['event', { type: 'event', event: 'tick' }],
  ])('sends another %s before it connects', (first, frame) => {
    const one = bench({ first });
    one.say(CHALLENGE);
    expect(one.frames()).toMatchObject([frame, { method: 'connect', params: { auth: { token: 'secret' } } }]);
  });

  it('sends a text before it connects', () => {
    const one = bench({ first: 'text' });
    one.say(CHALLENGE);
    expect(one.frames()).toMatchObject(['hello', { method: 'connect' }]);
  });

  it('says nothing, and what it does wrong has happened once it was spoken to', () => {
    const one = bench({ first: 'nothing' });
    expect(one.seen).toEqual([]);
    one.say(CHALLENGE);
    expect(one.frames()).toEqual([]);
    expect(one.seen).toEqual(['mistake']);
  });

  it('speaks once, and to nothing but a challenge', () => {
    const one = bench({ token: 'none' });
    one.say(Message.event('tick', {}));
    one.say(Message.ofText('what?'));
    expect(one.frames()).toEqual([]);
    one.say(CHALLENGE);
    one.say(CHALLENGE);
    expect(one.frames()).toHaveLength(1);
  });

  it('is gone when it is turned away', () => {
    const one = bench({ token: 'none' });
    one.say(CHALLENGE);
    one.say(Message.of({ type: 'res', id: 'connect', ok: false, error: { code: 'X', message: '' } }));
    expect(one.seen).toEqual(['mistake']);
    one.drop();
    one.drop();
    expect(one.seen).toEqual(['mistake', 'gone']);
    one.stranger.leave();
    expect(one.seen).toEqual(['mistake', 'gone']);
  });

  it('leaves when it is greeted all the same', () => {
    const one = bench({ token: 'none' });
    one.say(CHALLENGE);
    one.say(Message.of({ type: 'res', id: 'connect', ok: true, payload: {} }));
    expect(one.seen).toEqual(['mistake', 'closed 1000 leaving', 'gone']);
  });

  it('leaves when nothing comes of it for thirty seconds', () => {
    const one = bench({ first: 'nothing' });
    one.until(29_999);
    expect(one.seen).toEqual([]);
    one.until(30_000);
    expect(one.seen).toEqual(['closed 1000 leaving', 'gone']);
  });
});

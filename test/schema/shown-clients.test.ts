/** What the clients of a release ask, as they were seen to ask it, and whether what they are answered is by the schema. */
import { afterEach, describe, expect, it } from 'vitest';
import { isObject, type Frame } from '../../src/protocol/frame.ts';
import { knownRequests } from '../clients/known-requests.ts';
import { slowRuntime } from '../clients/slow-runtime.ts';
import { Bench } from '../serve/served-bench.ts';
import { validateFrame } from './official.ts';

const bench = new Bench();
afterEach(() => bench.end());

/** What makes a conversation another one is asked last. */
const LAST = ['chat.abort', 'sessions.reset'];

describe.each(['control-ui', 'terminal-ui'])('what %s asks', (client) => {
  const requests = [...knownRequests(client)].sort((a, b) => LAST.indexOf(a.method) - LAST.indexOf(b.method));

  it('is allowed by the official schema, and answered as it says', async () => {
    const { url } = await bench.serve();
    const peer = await bench.greeted(url);
    await peer.send('so that there is something to show', 'first');
    await peer.event('chat', ({ state }) => state === 'final');
    expect(requests.length).toBeGreaterThan(5);
    const { sessionId } = await peer.ask('chat.history', { sessionKey: 'main' });
    for (const { method, params: asked } of requests) {
      // what they name is the session that they were answered
      const params = {
        ...(asked as object),
        ...(isObject(asked) && 'sessionId' in asked ? { sessionId } : {}),
      };
      expect({ method, problems: validateFrame({ type: 'req', id: '1', method, params }) }).toEqual({
        method,
        problems: [],
      });
      const answer = (await peer.request(method, params)) as unknown as Frame;
      expect(answer, method).toMatchObject({ ok: true });
      expect({ method, problems: validateFrame(answer, method) }).toEqual({ method, problems: [] });
    }
  });
});

describe('a client that shows chats', () => {
  it.each([
    ['webchat', true],
    ['ui', true],
    ['backend', false],
  ])('in mode %s is streamed all text so far with each delta: %s', async (mode, isShown) => {
    const { url } = await bench.serve({ runtime: slowRuntime() });
    const peer = bench.peer(url);
    await peer.connect(undefined, mode);
    await peer.send('speak slowly', 'k1');
    await peer.event('chat', ({ deltaText }) => String(deltaText).includes('word 3'));
    const deltas = peer.frames.filter(({ event, payload }) => isObject(payload) && event === 'chat');
    expect(deltas.length).toBeGreaterThan(1);
    let said = '';
    for (const frame of deltas) {
      expect(validateFrame(frame as unknown as Frame)).toEqual([]);
      const { deltaText, message } = frame['payload'] as { deltaText: string; message?: unknown };
      said += deltaText;
      const shown = { role: 'assistant', content: [{ type: 'text', text: said }] };
      if (isShown) expect(message).toMatchObject(shown);
      else expect(message).toBeUndefined();
    }
  });
});

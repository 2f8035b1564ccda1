import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { tryHandshake, type Handshake } from '../../src/live/handshake.ts';
import { until } from './temporary-folder.ts';

type Request = {
  readonly id: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
};

interface Door {
  readonly url: string;
  readonly requests: Request[];
  /** Connections that are open. */
  readonly open: Set<WebSocket>;
}

const CHALLENGE = { type: 'event', event: 'connect.challenge', payload: { nonce: 'n', ts: 1 } };

/** A gateway that greets, and answers `connect` as told. */
async function door(
  answer: (say: (frame: unknown) => void, request: Request, socket: WebSocket) => void,
  greet: (say: (frame: unknown) => void, socket: WebSocket) => void = (say) => say(CHALLENGE),
): Promise<Door> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const requests: Request[] = [];
  const open = new Set<WebSocket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    const say = (frame: unknown): void =>
      socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
    socket.on('message', (data) => {
      const request = JSON.parse((data as Buffer).toString('utf8')) as Request;
      requests.push(request);
      answer(say, request, socket);
    });
    greet(say, socket);
  });
  await until(() => server.address() !== null, 'the server');
  onTestFinished(() => {
    for (const socket of open) socket.terminate();
    server.close();
  });
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, open };
}

const SERVER = { version: '1.2.3', connId: 'c1' };

function hello(id: string): object {
  return {
    type: 'res',
    id,
    ok: true,
    payload: { type: 'hello-ok', protocol: 4, server: SERVER },
  };
}

function refusal(id: string, error: object): object {
  return { type: 'res', id, ok: false, error };
}

function shake(url: string, withinMs = 15_000): Promise<Handshake> {
  return tryHandshake(url, 'the-token', withinMs);
}

describe('the handshake', () => {
  it('says what the hello said, and leaves', async () => {
    const given = await door((say, { id }) => say(hello(id)));
    expect(await shake(given.url)).toEqual({
      type: 'hello',
      server: { version: '1.2.3', protocol: 4 },
    });
    expect(given.requests).toMatchObject([
      { method: 'connect', params: { auth: { token: 'the-token' }, minProtocol: 3, maxProtocol: 4 } },
    ]);
    await until(() => given.open.size === 0, 'the goodbye');
  });

  it('waits for the challenge, past other events and answers', async () => {
    const given = await door(
      (say, { id }) => {
        say({ type: 'res', id: 'another', ok: true, payload: {} });
        say(hello(id));
      },
      (say) => {
        say({ type: 'event', event: 'tick', payload: {} });
        say('nonsense');
        say(CHALLENGE);
      },
    );
    expect((await shake(given.url)).type).toBe('hello');
  });

  it('takes a hello that says nothing of itself', async () => {
    const given = await door((say, { id }) => say({ type: 'res', id, ok: true, payload: {} }));
    expect(await shake(given.url)).toEqual({ type: 'hello', server: {} });
  });

  it.each<[string, object, Handshake['type'], string]>([
    [
      'wrong token',
      { code: 'INVALID_REQUEST', message: 'unauthorized' },
      'never',
      'it refused the connection: INVALID_REQUEST: unauthorized',
    ],
    ['it is starting', { code: 'UNAVAILABLE', message: 'starting' }, 'not-yet', 'UNAVAILABLE: starting'],
    ['it says retry', { code: 'BUSY', message: 'later', retryable: true }, 'not-yet', 'BUSY: later'],
  ])('tells a refusal that stays from one that passes: %s', async (_why, error, type, reason) => {
    const given = await door((say, { id }) => say(refusal(id, error)));
    expect(await shake(given.url)).toEqual({ type, reason });
    await until(() => given.open.size === 0, 'the end');
  });

  it('is not yet made when nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await shake(`ws://127.0.0.1:${port}`)).toEqual({
      type: 'not-yet',
      reason: expect.stringContaining('ECONNREFUSED') as string,
    });
  });

  it('is not yet made when the gateway closes, and says how', async () => {
    const given = await door((_say, _request, socket) => socket.close(1008, 'no thanks'));
    expect(await shake(given.url)).toEqual({
      type: 'not-yet',
      reason: 'it closed the connection before hello (1008 no thanks)',
    });
  });

  it('is given up in time when nothing comes, and says how far it got', async () => {
    const silent = await door(() => undefined);
    expect(await shake(silent.url, 200)).toEqual({
      type: 'not-yet',
      reason: 'no hello within 200 ms (it said a challenge)',
      timedOut: true,
    });
    await until(() => silent.open.size === 0, 'the end');
  });

  it('is never made with what says a thousand other things', async () => {
    const given = await door(
      () => undefined,
      (say) => {
        for (let k = 0; k < 1_100; k++) say('nonsense');
      },
    );
    expect(await shake(given.url)).toMatchObject({ type: 'never' });
  });

  it('is broken off by an abort', async () => {
    const given = await door(() => undefined);
    const controller = new AbortController();
    const going = tryHandshake(given.url, 'the-token', 15_000, controller.signal);
    await until(() => given.requests.length === 1, 'the request');
    controller.abort(new Error('enough'));
    await expect(going).rejects.toThrow('enough');
    await until(() => given.open.size === 0, 'the end');
  });
});

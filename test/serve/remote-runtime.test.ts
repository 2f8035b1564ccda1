import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProviderCall, ProviderEvent, ProviderRequest } from '../../src/gateway/port.ts';
import { Life } from '../../src/serve/life.ts';
import { remoteRuntime } from '../../src/serve/remote-runtime.ts';
import { until } from './served-bench.ts';

const RUN = { runId: 'r1', sessionKey: 'agent:main:main', sessionId: 's1' };
const REQUEST: ProviderRequest = { purpose: 'run', messages: [{ role: 'user', text: 'hi' }], run: RUN };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Called {
  readonly events: ProviderEvent[];
  readonly call: ProviderCall;
  readonly life: Life;
  /** What was asked of the runtime, as `METHOD path`. */
  readonly asked: string[];
  readonly bodies: string[];
}

/** Calls a runtime that answers a POST as `answer` says. */
async function call(answer: (response: ServerResponse, request: IncomingMessage) => void): Promise<Called> {
  const asked: string[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      bodies.push(body);
      if (request.method === 'POST') answer(response, request);
      else response.writeHead(204).end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const events: ProviderEvent[] = [];
  const life = new Life(() => {});
  const provider = remoteRuntime(`http://127.0.0.1:${port}/`).mount(life);
  return { events, call: provider.call(REQUEST, (event) => events.push(event)), life, asked, bodies };
}

function lines(...values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

describe('a remote runtime', () => {
  it('is asked with the whole request, and its events are told as they come', async () => {
    const { events, asked, bodies } = await call((response) => {
      response.write(lines({ call: 'c1' }, { type: 'start', ...RUN }, { type: 'delta', text: 'é', ...RUN }));
      response.end(
        lines(
          { type: 'tool', name: 'clock', result: 'noon', runId: 'r1' },
          { type: 'end', totalTokens: 7, ...RUN },
          { type: 'error', message: 'late', totalTokens: 0 },
        ),
      );
    });
    await until(() => events.length === 5, 'five events');
    expect(asked).toEqual(['POST /runtime/calls']);
    expect(JSON.parse(bodies[0] ?? '')).toEqual(REQUEST);
    const nobody = { runId: undefined, sessionKey: undefined, sessionId: undefined };
    expect(events).toEqual([
      { type: 'start', ...RUN },
      { type: 'delta', text: 'é', ...RUN },
      { type: 'tool', name: 'clock', result: 'noon', ...nobody, runId: 'r1' },
      { type: 'end', totalTokens: 7, ...RUN },
      { type: 'error', message: 'late', totalTokens: 0, ...nobody },
    ]);
  });

  it('may cut its lines anywhere', async () => {
    const bytes = Buffer.from(lines({ call: 'c1' }, { type: 'delta', text: '日本語', ...RUN }));
    const { events } = await call((response) => {
      const next = (k: number): void => {
        if (k < bytes.length) response.write(bytes.subarray(k, k + 1), () => next(k + 1));
        else response.end();
      };
      next(0);
    });
    await until(() => events.length === 1, 'the event');
    expect(events).toEqual([{ type: 'delta', text: '日本語', ...RUN }]);
  });

  it('is told to cancel, and may go on', async () => {
    let going: ServerResponse | undefined;
    const {
      events,
      call: made,
      asked,
    } = await call((response) => {
      going = response;
      response.write(lines({ call: 'c/1' }, { type: 'start', ...RUN }));
    });
    await until(() => events.length === 1, 'the start');
    made.cancel();
    made.cancel();
    await until(() => asked.length === 2, 'the cancel');
    expect(asked).toEqual(['POST /runtime/calls', 'DELETE /runtime/calls/c%2F1']);
    going?.end(lines({ type: 'delta', text: 'still here', ...RUN }));
    await until(() => events.length === 2, 'the rest');
  });

  it('is told to cancel once it has named the call', async () => {
    let going: ServerResponse | undefined;
    const { call: made, asked } = await call((response) => (going = response));
    made.cancel();
    await until(() => going !== undefined, 'the call');
    going?.write(lines({ call: 'c1' }));
    await until(() => asked.length === 2, 'the cancel');
    expect(asked[1]).toBe('DELETE /runtime/calls/c1');
  });

  it('makes an error of the run of everything that breaks', async () => {
    const breaks: readonly (readonly [
      string,
      (response: ServerResponse, request: IncomingMessage) => void,
    ])[] = [
      ['answered 500', (response) => response.writeHead(500).end('no')],
      ['hang up', (_response, request) => request.socket.destroy()],
      [
        'provider: ',
        (response, request) => response.write(lines({ call: 'c1' }), () => request.socket.resetAndDestroy()),
      ],
      ['no event', (response) => response.end('{"call":"c1"}\nnonsense\n')],
      ['no event', (response) => response.end(lines({ call: 'c1' }, { type: 'delta' }))],
      ['no event', (response) => response.end(lines({ type: 'start' }))],
    ];
    for (const [why, answer] of breaks) {
      const { events } = await call(answer);
      await until(() => events.length > 0, `the error (${why})`);
      expect(events, why).toMatchObject([{ type: 'error', totalTokens: 0, ...RUN }]);
      expect(JSON.stringify(events)).toContain(why);
    }
  });

  it('is silent when its answer ends without an end', async () => {
    let ended = false;
    const { events } = await call((response) =>
      response.on('close', () => (ended = true)).end(lines({ call: 'c1' }, { type: 'start', ...RUN })),
    );
    await until(() => ended && events.length > 0, 'the end of the answer');
    expect(events).toEqual([{ type: 'start', ...RUN }]);
  });

  it('is left, and silent, once the life is over', async () => {
    let left = false;
    const {
      events,
      life,
      asked,
      call: made,
    } = await call((response) => {
      response.on('close', () => (left = true)).write(lines({ call: 'c1' }));
    });
    await until(() => asked.length === 1, 'the call');
    life.exit();
    await until(() => left, 'the end of the connection');
    made.cancel();
    expect(events).toEqual([]);
  });

  it('has an http address', () => {
    for (const address of ['', 'localhost:1', 'ftp://127.0.0.1', 'https://127.0.0.1'])
      expect(() => remoteRuntime(address)).toThrow(/is no http:\/\/ address/);
  });
});

import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { endAbruptly } from '../../src/live/abrupt-end.ts';
import { until } from './temporary-folder.ts';

interface Pair {
  readonly here: Socket;
  readonly there: Socket;
  /** What became of each, in order. */
  readonly told: string[];
}

async function pair(): Promise<Pair> {
  const told: string[] = [];
  let there: Socket | undefined;
  const server = createServer((socket) => {
    there = socket;
    follow(socket, 'there');
  });
  const follow = (socket: Socket, name: string): void => {
    socket.on('error', (error: NodeJS.ErrnoException) => told.push(`${name} ${error.code ?? ''}`));
    socket.on('close', () => told.push(`${name} closed`));
    socket.resume();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const here = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  follow(here, 'here');
  onTestFinished(() => {
    here.destroy();
    there?.destroy();
    server.close();
  });
  await until(() => there !== undefined && !here.connecting, 'the connection');
  return { here, there: there as unknown as Socket, told };
}

describe('an abrupt end', () => {
  it('is a reset for the other side', async () => {
    const { here, told } = await pair();
    endAbruptly(here);
    await until(() => told.length === 3, 'both ends');
    expect(told).toContain('there ECONNRESET');
  });

  it('closes a socket that has just been ended, without an error', async () => {
    const { here, told } = await pair();
    here.end();
    endAbruptly(here);
    await until(() => told.includes('here closed'), 'its end');
    expect(told).not.toContain('here EINVAL');
  });

  it('comes once', async () => {
    const { here, told } = await pair();
    endAbruptly(here);
    endAbruptly(here);
    await until(() => told.includes('here closed'), 'its end');
    expect(told.filter((one) => one.startsWith('here'))).toEqual(['here closed']);
  });
});

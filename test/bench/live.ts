/**
 * The peer of virtual time: a message to a WebSocket server on this machine and back, by ws, one at a time. What a
 * test against a real gateway pays for each request before the gateway has done anything.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { Subject } from './subject.ts';

const ROUND_TRIPS = 200;
const TEXT = JSON.stringify({
  type: 'req',
  id: 'bench-000001',
  method: 'chat.send',
  params: 'x'.repeat(140),
});

/** Opens a server on a free port of the loopback and a client to it, which go with the process. */
export async function liveRoundTrip(): Promise<Subject> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(data as Buffer)));
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(client, 'open');
  return {
    name: 'live ws round trip, loopback',
    unit: 'round trips',
    portion: async () => {
      for (let k = 0; k < ROUND_TRIPS; k++) {
        const answered = once(client, 'message');
        client.send(TEXT);
        await answered;
      }
      return ROUND_TRIPS;
    },
  };
}

import { describe, expect, it } from 'vitest';
import type { Gateway, ServerSocket } from '../../src/gateway/port.ts';
import type { LinkCondition } from '../../src/execution/link-condition.ts';
import type { ClientTransport } from '../../src/client/host.ts';
import { bench, conditionOf, faultLogOf, WELL, type Bench, type PlannedFault } from './fault-bench.ts';
import { named } from '../simulation/small-network.ts';
import { recordsOf } from './small-context.ts';

interface Given extends Bench {
  /** The gateway's ends, in the order they were accepted. */
  readonly sockets: ServerSocket[];
  connect(client: string): { readonly socket: ClientTransport; readonly seen: string[] };
}

function given(faults: readonly PlannedFault[], limits: object = {}): Given {
  const sockets: ServerSocket[] = [];
  const gateway: Gateway = {
    name: 'keeps sockets',
    boot: (host) =>
      host.listen((socket) => {
        sockets.push(socket);
        return { onMessage: () => {}, onClose: () => {} };
      }),
  };
  const all = bench(faults, gateway, { limits, socketBytes: 1_024 });
  all.until(2);
  return Object.assign(all, {
    sockets,
    connect: (client: string) => {
      const seen: string[] = [];
      const socket = all.network.connect(all.links.get(client) as LinkCondition, {
        onOpen: () => seen.push('open'),
        onMessage: () => seen.push('message'),
        onClose: (code) => seen.push(`closed ${code} at ${all.world.now / 1_000}`),
      });
      return { socket, seen };
    },
  });
}

const arrived = (all: Bench): string[] =>
  recordsOf(all.recorder, 'frame')
    .filter(({ from, leg }) => from !== leg)
    .map(({ from, client }) => `${from} ${client}`);

describe('link.broken', () => {
  it('loses what the gateway sends next and all behind it, and is over with the connection', () => {
    const all = given([{ kind: 'link.broken', id: 'f', client: 'web', atMs: 20 }]);
    const web = all.connect('web');
    all.until(10);
    const app = all.connect('app');
    all.until(30);
    for (const name of ['lost', 'behind it']) all.sockets[0]?.send(named(name));
    all.sockets[1]?.send(named('fine'));
    web.socket.send(named('too late'));
    all.until(60);
    expect([web.seen, app.seen]).toEqual([
      ['open', 'closed 1006 at 31'],
      ['open', 'message'],
    ]);
    expect(arrived(all)).toEqual(['gateway app']);
    expect(faultLogOf(all)).toEqual(['20 injected f', '30 landed f', '30 healed f']);
    expect(conditionOf(all)).toEqual(WELL);
    all.connect('web');
    all.until(70);
    all.sockets[2]?.send(named('fine'));
    all.until(90);
    expect(arrived(all)).toEqual(['gateway app', 'gateway web']);
  });
});

describe('link.tear', () => {
  const tear: PlannedFault = { kind: 'link.tear', id: 'f', client: 'web', atMs: 20 };

  it.each(['gateway', 'client'] as const)(
    'loses the next frame of the %s and the connection with it',
    (from) => {
      const all = given([tear]);
      const { socket, seen } = all.connect('web');
      all.until(30);
      expect(faultLogOf(all)).toEqual(['20 injected f']);
      if (from === 'gateway') all.sockets[0]?.send(named('torn'));
      else socket.send(named('torn'));
      all.until(60);
      expect(seen).toEqual(['open', 'closed 1006 at 32']);
      expect(arrived(all)).toEqual([]);
      expect(faultLogOf(all)).toEqual(['20 injected f', '31 landed f', '31 healed f']);
      expect(conditionOf(all)).toEqual(WELL);
    },
  );

  it('tears one frame, not those of the next connection or of another client', () => {
    const all = given([tear]);
    all.connect('web');
    all.connect('app');
    all.until(30);
    all.sockets[1]?.send(named('fine'));
    all.sockets[0]?.send(named('torn'));
    all.until(60);
    all.connect('web');
    all.until(70);
    all.sockets[2]?.send(named('fine'));
    all.until(90);
    expect(arrived(all).toSorted()).toEqual(['gateway app', 'gateway web']);
  });

  it('lets nothing through behind the torn frame', () => {
    const all = given([{ kind: 'reader.pause', id: 'pause', client: 'web', atMs: 10, durationMs: 30 }, tear]);
    const { seen } = all.connect('web');
    all.until(30);
    for (const name of ['torn', 'behind it']) all.sockets[0]?.send(named(name));
    all.until(90);
    expect(seen).toEqual(['open', 'closed 1006 at 41']);
    expect(arrived(all)).toEqual([]);
  });

  it('is waited for without end by nobody, and forgotten when the world heals', () => {
    const all = given([tear]);
    const { seen } = all.connect('web');
    all.until(30);
    expect([all.faults.active, all.faults.waiting]).toEqual([0, 1]);
    all.faults.heal();
    expect(all.faults.waiting).toBe(0);
    all.sockets[0]?.send(named('fine'));
    all.until(60);
    expect(seen).toEqual(['open', 'message']);
    expect(faultLogOf(all)).toEqual(['20 injected f', '30 healed f']);
  });
});

describe('link.storm', () => {
  const storm: PlannedFault = { kind: 'link.storm', id: 'f', atMs: 20, times: 3, everyMs: 10 };

  it('cuts everybody who is connected, as often as it says', () => {
    const all = given([storm]);
    const clients = [all.connect('web'), all.connect('app')];
    all.until(25);
    clients.push(all.connect('web'));
    all.until(45);
    const late = all.connect('app');
    all.until(90);
    expect(clients.map(({ seen }) => seen.at(-1))).toEqual([
      'closed 1006 at 21',
      'closed 1006 at 21',
      'closed 1006 at 31',
    ]);
    expect(late.seen).toEqual(['open']);
    expect(faultLogOf(all)).toEqual(['20 injected f', '20 landed f', '40 healed f']);
  });

  it('lands when it first cuts somebody', () => {
    const all = given([storm]);
    all.until(33);
    all.connect('web');
    all.until(90);
    expect(faultLogOf(all)).toEqual(['20 injected f', '40 landed f', '40 healed f']);
  });

  it('lands nowhere when nobody is connected, and is over when the world heals', () => {
    const alone = given([storm]);
    alone.until(90);
    expect(faultLogOf(alone)).toEqual(['20 injected f', '40 healed f']);
    const healed = given([storm]);
    healed.until(25);
    healed.faults.heal();
    const { seen } = healed.connect('web');
    healed.until(90);
    expect(seen).toEqual(['open']);
    expect(faultLogOf(healed)).toEqual(['20 injected f', '25 healed f']);
  });
});

describe('reader.brink', () => {
  const filling: PlannedFault = { kind: 'reader.brink', id: 'f', client: 'web', atMs: 20, durationMs: 100 };
  const limits = { maxBufferedBytes: 16_384 };

  it('reads on when the gateway has buffered almost as much as it may', () => {
    const all = given([filling], limits);
    const { seen } = all.connect('web');
    all.until(30);
    for (let k = 0; k < 20; k++) {
      all.sockets[0]?.send(named('event', 1_000));
      all.until(31 + k);
    }
    const most = Math.max(...recordsOf(all.recorder, 'frame').map((frame) => frame.bufferedBytes ?? 0));
    expect(most).toBeGreaterThanOrEqual(16_384 - 2_048);
    expect(most).toBeLessThan(16_384);
    all.until(90);
    expect(seen.filter((one) => one === 'message')).toHaveLength(20);
    expect(faultLogOf(all)).toEqual(['20 injected f', '31 landed f', '45 healed f']);
  });

  it('reads on when its time is over and nobody sends that much', () => {
    const all = given([filling], limits);
    const { seen } = all.connect('web');
    all.until(30);
    all.sockets[0]?.send(named('event', 1_000));
    all.until(110);
    expect(seen).toEqual(['open']);
    all.until(130);
    expect(seen).toEqual(['open', 'message']);
    expect(faultLogOf(all)).toEqual(['20 injected f', '31 landed f', '120 healed f']);
  });

  it('does not land when there is nothing to read', () => {
    const all = given([filling], limits);
    all.connect('web');
    all.until(200);
    expect(faultLogOf(all)).toEqual(['20 injected f', '120 healed f']);
  });
});

describe('reader.hoard', () => {
  it('asks for histories and does not read them until its time is over', () => {
    const all = given([
      { kind: 'reader.hoard', id: 'f', client: 'web', session: 's', requests: 7, atMs: 20, durationMs: 50 },
    ]);
    const { seen } = all.connect('web');
    all.until(30);
    expect(all.performed).toMatchObject([{ do: 'history', client: 'web', session: 's', times: 7 }]);
    expect(faultLogOf(all)).toEqual(['20 injected f']);
    all.sockets[0]?.send(named('answer'));
    all.until(69);
    expect(seen).toEqual(['open']);
    all.until(80);
    expect(seen).toEqual(['open', 'message']);
    expect(faultLogOf(all)).toEqual(['20 injected f', '31 landed f', '70 healed f']);
  });
});

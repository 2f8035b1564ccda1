import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ProxiedPipe } from '../../src/live/proxied-pipe.ts';
import { PipeBench, pipeSuite, type NewPipe } from '../execution/pipe-suite.ts';

/** A socket as a pipe uses it; what is written to it is counted, and has room or has not. */
class FakeSocket extends EventEmitter {
  readonly destroyed = false;
  paused = false;
  ended = false;
  hasRoom = true;
  written = 0;

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  write(bytes: Buffer, onWritten?: () => void): boolean {
    this.written += bytes.length;
    onWritten?.();
    return this.hasRoom;
  }

  end(): void {
    this.ended = true;
  }
}

interface Ends {
  readonly source: FakeSocket;
  readonly sink: FakeSocket;
  pipe?: ProxiedPipe;
}

function pipeBetween(ends: Ends): NewPipe {
  return ({ small, link, direction, passed, torn }) => {
    const pipe: ProxiedPipe = new ProxiedPipe({
      world: small.world,
      link,
      source: ends.source as unknown as Socket,
      sink: ends.sink as unknown as Socket,
      direction,
      onTorn: torn,
      onRoom: () => pipe.pump(),
    });
    ends.pipe = pipe;
    return {
      send: (name, bytes) => pipe.push({ raw: Buffer.alloc(bytes), isFrame: true, pass: () => passed(name) }),
      refresh: () => pipe.pump(),
      kill: () => pipe.kill(),
    };
  };
}

function between(): Ends {
  return { source: new FakeSocket(), sink: new FakeSocket() };
}

describe('a pipe of the proxy', () => {
  pipeSuite((options) => pipeBetween(between())(options));

  it('reads nothing more while something waits, and reads on afterwards', () => {
    const ends = between();
    const bench = new PipeBench(pipeBetween(ends));
    bench.damage({ readBytesPerSecond: 1_000 });
    bench.pipe.send(0, 100);
    expect(ends.source.paused).toBe(true);
    bench.end();
    expect(ends.source.paused).toBe(false);
  });

  it('lets the far end take what it wrote before it goes on', () => {
    const ends = between();
    const bench = new PipeBench(pipeBetween(ends));
    ends.sink.hasRoom = false;
    for (let k = 0; k < 3; k++) bench.pipe.send(k, 100);
    expect(bench.names).toEqual([0]);
    expect(ends.source.paused).toBe(true);
    ends.sink.hasRoom = true;
    ends.sink.emit('drain');
    expect(bench.names).toEqual([0, 1, 2]);
    expect(ends.source.paused).toBe(false);
  });

  it('ends the far end when all has passed, and not while the link is silent', () => {
    const ends = between();
    const bench = new PipeBench(pipeBetween(ends), { extra: 5_000 });
    bench.pipe.send(0, 100);
    ends.pipe?.end();
    bench.damage({ held: true });
    bench.end();
    expect(ends.sink.ended).toBe(false);
    bench.heal();
    expect(bench.names).toEqual([0]);
    expect(ends.sink.ended).toBe(true);
  });

  it('writes half of a frame that it tears', () => {
    const ends = between();
    const bench = new PipeBench(pipeBetween(ends), { tears: true });
    bench.pipe.send(0, 101);
    expect(ends.sink.written).toBe(51);
  });
});

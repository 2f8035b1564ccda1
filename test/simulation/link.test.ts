import { describe, expect, it } from 'vitest';
import { Link } from '../../src/simulation/link.ts';
import type { Line } from '../../src/execution/line.ts';
import { PipeBench, pipeSuite, type NewPipe } from '../execution/pipe-suite.ts';

/** The link of a bench's pipe, for what only this world has. */
interface Simulated {
  link?: Link;
}

function pipeOf(simulated: Simulated): NewPipe {
  return ({ small, line, direction, passed, torn }) => {
    const link = new Link(small.world, direction, line, direction);
    simulated.link = link;
    const tear = (): boolean => {
      link.kill();
      torn();
      return true;
    };
    return {
      send: (name, bytes) => link.send({ bytes, tear, arrive: () => passed(name) }),
      refresh: () => {
        link.pump();
        link.read();
      },
      kill: () => link.kill(),
    };
  };
}

function bench(line: Partial<Line> = {}, socketBytes = 2_048): PipeBench & { readonly link: Link } {
  const simulated: Simulated = {};
  const made = new PipeBench(pipeOf(simulated), line, 'down', socketBytes);
  return Object.assign(made, { link: simulated.link as Link });
}

describe('a link', () => {
  pipeSuite((options) => pipeOf({})(options));

  it('delivers what the network had taken, then says that it is over, when its sender dies', () => {
    const given = bench({ latencyMs: [3, 3], held: true }, 1_024);
    given.pipe.send(9, 400);
    given.heal();
    for (let k = 0; k < 5; k++) given.pipe.send(k, 400);
    given.damage({ reading: false });
    let over: number[] = [];
    given.link.finish(() => {
      over = given.names;
    });
    expect(given.link.bufferedBytes).toBe(0);
    given.end();
    expect(over).toEqual([]);
    given.heal();
    given.end();
    expect(over).toEqual([9, 0]);
    expect(given.names).toEqual(over);
  });

  it('takes its latency, and longer by what a fault adds', () => {
    const given = bench({ latencyMs: [3, 3] });
    given.pipe.send(0, 100);
    given.end();
    given.damage({ extra: 400_000 });
    given.pipe.send(1, 100);
    given.end();
    expect(given.arrived).toEqual([
      { name: 0, atMs: 3 },
      { name: 1, atMs: 406 },
    ]);
    expect(given.effects).toEqual(['link.latency']);
  });

  it('lets the buffer grow while nothing is read, and drain afterwards', () => {
    const given = bench({ reading: false }, 1_024);
    for (let k = 0; k < 10; k++) given.pipe.send(k, 500);
    given.small.until(100);
    // two messages fit into the sockets; the others wait at the sender
    expect(given.link.bufferedBytes).toBe(8 * 500);
    expect(given.effects).toEqual(['unread', 'unread']);
    given.heal();
    given.end();
    expect(given.names).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(given.link.bufferedBytes).toBe(0);
  });

  it('lets one message pass that is larger than the sockets', () => {
    const given = bench({}, 1_024);
    given.pipe.send(0, 1_000_000);
    given.pipe.send(1, 1);
    expect(given.link.bufferedBytes).toBe(1);
    given.end();
    expect(given.names).toEqual([0, 1]);
  });

  it('has its reader take nothing before it is ready', () => {
    const given = bench();
    given.link.ready = false;
    given.pipe.send(0, 100);
    given.end();
    expect(given.arrived).toEqual([]);
    expect(given.effects).toEqual([]);
    given.link.ready = true;
    given.link.read();
    expect(given.names).toEqual([0]);
  });
});

import { describe, expect, it } from 'vitest';
import { SimulatedPipe } from '../../src/simulation/simulated-pipe.ts';
import type { LinkCondition } from '../../src/execution/link-condition.ts';
import { PipeBench, pipeSuite, type NewPipe } from '../execution/pipe-suite.ts';

/** The pipe of a bench's pipe, for what only this world has. */
interface Simulated {
  pipe?: SimulatedPipe;
}

function pipeOf(simulated: Simulated): NewPipe {
  return ({ small, link, direction, passed, torn }) => {
    const pipe = new SimulatedPipe(small.world, direction, link, direction);
    simulated.pipe = pipe;
    const tear = (): boolean => {
      pipe.kill();
      torn();
      return true;
    };
    return {
      send: (name, bytes) => {
        const pass = (): void => {
          passed(name);
          pipe.pump();
        };
        pipe.send({ bytes, tear, pass });
      },
      refresh: () => {
        pipe.pump();
        pipe.read();
      },
      kill: () => pipe.kill(),
    };
  };
}

function bench(
  link: Partial<LinkCondition> = {},
  socketBytes = 2_048,
): PipeBench & { readonly simulated: SimulatedPipe } {
  const simulated: Simulated = {};
  const made = new PipeBench(pipeOf(simulated), link, 'down', socketBytes);
  return Object.assign(made, { simulated: simulated.pipe as SimulatedPipe });
}

describe('a pipe', () => {
  pipeSuite((options) => pipeOf({})(options));

  it('delivers what the network had taken, then says that it is over, when its sender dies', () => {
    const given = bench({ latencyMs: [3, 3], held: true }, 1_024);
    given.pipe.send(9, 400);
    given.heal();
    for (let k = 0; k < 5; k++) given.pipe.send(k, 400);
    given.damage({ reading: false });
    let over: number[] = [];
    given.simulated.finish(() => {
      over = given.names;
    });
    expect(given.simulated.bufferedBytes).toBe(0);
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
    expect(given.simulated.bufferedBytes).toBe(8 * 500);
    expect(given.effects).toEqual(['unread', 'unread']);
    given.heal();
    given.end();
    expect(given.names).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(given.simulated.bufferedBytes).toBe(0);
  });

  it('lets one message pass that is larger than the sockets', () => {
    const given = bench({}, 1_024);
    given.pipe.send(0, 1_000_000);
    given.pipe.send(1, 1);
    expect(given.simulated.bufferedBytes).toBe(1);
    given.end();
    expect(given.names).toEqual([0, 1]);
  });

  it('has its reader take nothing before it is ready', () => {
    const given = bench();
    given.simulated.ready = false;
    given.pipe.send(0, 100);
    given.end();
    expect(given.arrived).toEqual([]);
    expect(given.effects).toEqual([]);
    given.simulated.ready = true;
    given.simulated.read();
    expect(given.names).toEqual([0]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ms } from '../../src/kernel/time.ts';
import { Link } from '../../src/simulation/link.ts';
import type { LineCondition } from '../../src/execution/line.ts';
import { smallContext, type SmallContext } from '../execution/small-context.ts';

type Condition = { -readonly [K in keyof LineCondition]: LineCondition[K] } & { effects: string[] };

interface Bench extends SmallContext {
  readonly line: Condition;
  readonly link: Link;
  /** What arrived, in order, each with its time in microseconds. */
  readonly arrived: { readonly name: number; readonly at: number }[];
  send(name: number, bytes: number): void;
}

function bench(line: Partial<Condition> = {}, socketBytes = 2_048, seed = 'link'): Bench {
  const small = smallContext({ seed, socketBytes });
  const effects: string[] = [];
  const condition: Condition = {
    latencyMs: [1, 1],
    bytesPerSecond: null,
    extra: 0,
    held: false,
    effects,
    onEffect: (kind) => effects.push(kind),
    ...line,
  };
  const arrived: { name: number; at: number }[] = [];
  const link = new Link(small.world, 'up', condition);
  return Object.assign(small, {
    line: condition,
    link,
    arrived,
    send: (name: number, bytes: number) =>
      link.send({
        bytes,
        arrive: () => {
          expect({ held: condition.held, reading: link.reading }).toEqual({ held: false, reading: true });
          arrived.push({ name, at: small.world.now });
        },
      }),
  });
}

/** Something that happens to a link at a time: a message, or a change of its condition. */
type Step =
  | { readonly type: 'send'; readonly bytes: number }
  | { readonly type: 'hold' | 'pause'; readonly on: boolean }
  | { readonly type: 'slow'; readonly rate: number | null }
  | { readonly type: 'extra'; readonly extraMs: number };

const steps: fc.Arbitrary<{ at: number; step: Step }[]> = fc.array(
  fc.record({
    at: fc.nat(60),
    step: fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          type: fc.constant('send' as const),
          bytes: fc.integer({ min: 1, max: 3_000 }),
        }),
      },
      fc.record({ type: fc.constantFrom('hold' as const, 'pause' as const), on: fc.boolean() }),
      fc.record({ type: fc.constant('slow' as const), rate: fc.constantFrom(null, 2_000, 100_000) }),
      fc.record({ type: fc.constant('extra' as const), extraMs: fc.constantFrom(0, 5, 50) }),
    ),
  }),
  { maxLength: 60 },
);

const conditions = fc.record({
  seed: fc.string({ minLength: 1, maxLength: 5 }),
  latencyMs: fc.constantFrom<[number, number]>([0, 0], [0.1, 20], [3, 3]),
  bytesPerSecond: fc.constantFrom(null, 5_000, 400_000),
  socketBytes: fc.constantFrom(1_024, 4_096, 65_536),
});

/** Plays the steps at their times; `sent` are the names of the messages, in order. */
function play(given: Bench, script: readonly { at: number; step: Step }[]): number[] {
  const sent: number[] = [];
  const { link, line } = given;
  const ordered = script.toSorted((one, other) => one.at - other.at);
  for (const { at, step } of ordered) {
    given.until(at);
    switch (step.type) {
      case 'send':
        sent.push(sent.length);
        given.send(sent.length - 1, step.bytes);
        break;
      case 'hold':
        line.held = step.on;
        break;
      case 'pause':
        link.reading = !step.on;
        break;
      case 'slow':
        link.readBytesPerSecond = step.rate;
        break;
      case 'extra':
        line.extra = ms(step.extraMs);
    }
    link.pump();
    link.read();
    expect(names(given)).toEqual(sent.slice(0, given.arrived.length));
  }
  return sent;
}

function names({ arrived }: Bench): number[] {
  return arrived.map((one) => one.name);
}

describe('a link', () => {
  it('delivers everything once and in order, never while held or unread, once it is well again', () => {
    fc.assert(
      fc.property(conditions, steps, ({ seed, socketBytes, ...line }, script) => {
        const given = bench(line, socketBytes, seed);
        const sent = play(given, script);
        given.line.held = false;
        given.link.reading = true;
        given.link.pump();
        given.link.read();
        given.world.loop.runUntil(Infinity);
        expect(names(given)).toEqual(sent);
        expect(given.link.bufferedBytes).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  it('delivers a prefix of what was sent, and nothing more, when it is killed', () => {
    fc.assert(
      fc.property(conditions, steps, fc.nat(60), ({ seed, socketBytes, ...line }, script, killAt) => {
        const given = bench(line, socketBytes, seed);
        const before = script.filter(({ at }) => at <= killAt);
        const sent = play(given, before);
        given.link.kill();
        const delivered = given.arrived.length;
        given.send(999, 1);
        given.world.loop.runUntil(Infinity);
        expect(names(given)).toEqual(sent.slice(0, delivered));
        expect(given.link.bufferedBytes).toBe(0);
      }),
    );
  });

  it('delivers what the network had taken, then says that it is over, when its sender dies', () => {
    fc.assert(
      fc.property(conditions, steps, ({ seed, socketBytes, ...line }, script) => {
        const given = bench(line, socketBytes, seed);
        const sent = play(given, script);
        let over = -1;
        given.link.finish(() => {
          over = given.arrived.length;
        });
        given.line.held = false;
        given.link.reading = true;
        given.link.pump();
        given.link.read();
        given.world.loop.runUntil(Infinity);
        expect(names(given)).toEqual(sent.slice(0, given.arrived.length));
        expect(over).toBe(given.arrived.length);
        expect(given.link.bufferedBytes).toBe(0);
      }),
    );
  });

  it('takes its latency', () => {
    const given = bench({ latencyMs: [3, 3] });
    given.send(0, 100);
    given.world.loop.runUntil(Infinity);
    expect(given.arrived).toEqual([{ name: 0, at: 3_000 }]);
  });

  it('takes longer by what a latency fault adds, and says so', () => {
    const given = bench({ extra: 400_000 });
    given.send(0, 100);
    given.world.loop.runUntil(Infinity);
    expect(given.arrived).toEqual([{ name: 0, at: 401_000 }]);
    expect(given.line.effects).toEqual(['link.latency']);
  });

  it('carries only so many bytes a second', () => {
    const given = bench({ bytesPerSecond: 1_000 }, 65_536);
    for (let k = 0; k < 3; k++) given.send(k, 100);
    given.world.loop.runUntil(Infinity);
    expect(given.arrived.map(({ at }) => at)).toEqual([101_000, 201_000, 301_000]);
  });

  it('lets the buffer grow while nothing is read, and drain afterwards', () => {
    const given = bench({}, 1_024);
    given.link.reading = false;
    for (let k = 0; k < 10; k++) given.send(k, 500);
    given.until(100);
    // two messages fit into the sockets; the others wait at the sender
    expect(given.link.bufferedBytes).toBe(8 * 500);
    expect(given.arrived).toEqual([]);
    expect(given.line.effects).toEqual(['unread', 'unread']);
    given.link.reading = true;
    given.link.read();
    given.world.loop.runUntil(Infinity);
    expect(names(given)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(given.link.bufferedBytes).toBe(0);
  });

  it('lets one message pass that is larger than the sockets', () => {
    const given = bench({}, 1_024);
    given.send(0, 1_000_000);
    given.send(1, 1);
    expect(given.link.bufferedBytes).toBe(1);
    given.world.loop.runUntil(Infinity);
    expect(names(given)).toEqual([0, 1]);
  });

  it('hands messages to a slow reader as fast as it reads', () => {
    const given = bench({}, 65_536);
    given.link.readBytesPerSecond = 1_000;
    for (let k = 0; k < 3; k++) given.send(k, 100);
    given.world.loop.runUntil(Infinity);
    expect(given.arrived.map(({ at }) => at)).toEqual([101_000, 201_000, 301_000]);
  });

  it('delivers what it held back in one burst, in order', () => {
    const given = bench({ held: true });
    for (let k = 0; k < 4; k++) given.send(k, 10);
    given.until(50);
    expect(given.arrived).toEqual([]);
    expect(given.line.effects).toContain('held');
    given.line.held = false;
    given.link.pump();
    given.world.loop.runUntil(Infinity);
    expect(given.arrived).toEqual([0, 1, 2, 3].map((name) => ({ name, at: 51_000 })));
  });

  it('holds back what was under way when it was stalled', () => {
    const given = bench();
    given.send(0, 10);
    given.until(0.5);
    given.line.held = true;
    given.until(50);
    expect(given.arrived).toEqual([]);
    given.line.held = false;
    given.link.read();
    expect(names(given)).toEqual([0]);
  });
});

/**
 * One suite for one direction of a connection, whichever world it is of: whatever stops, slows or delays it has its
 * inverse, after which everything is there, once and in order. The pipes of both worlds pass it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createLinkCondition,
  type LinkCondition,
  type LinkEffect,
} from '../../src/execution/link-condition.ts';
import type { Direction } from '../../src/execution/pipe-gate.ts';
import { ms } from '../../src/kernel/time.ts';
import { smallContext, type SmallContext } from './small-context.ts';

export interface PipeOptions {
  readonly small: SmallContext;
  readonly link: LinkCondition;
  readonly direction: Direction;
  /** Expected to be called for every message that came through, in order. */
  readonly passed: (name: number) => void;
  /** Expected to be called when one was torn. */
  readonly torn: () => void;
}

/** A pipe of one world. */
export interface Pipe {
  send(name: number, bytes: number): void;
  /** The link changed. */
  refresh(): void;
  kill(): void;
}

export type NewPipe = (options: PipeOptions) => Pipe;

/** A pipe whose link can be damaged, and healed. */
export class PipeBench {
  readonly small: SmallContext;
  readonly link: LinkCondition;
  readonly effects: LinkEffect[] = [];
  /** What came through, each with its time in milliseconds. */
  readonly arrived: { readonly name: number; readonly atMs: number }[] = [];
  torn = 0;
  readonly pipe: Pipe;

  constructor(
    newPipe: NewPipe,
    given: Partial<LinkCondition> = {},
    direction: Direction = 'down',
    socketBytes = 65_536,
  ) {
    this.small = smallContext({ seed: 'pipe', socketBytes });
    this.link = createLinkCondition({ id: 'web', latencyMs: [0, 0] }, (effect) => this.effects.push(effect));
    Object.assign(this.link, given);
    this.pipe = newPipe({
      small: this.small,
      link: this.link,
      direction,
      passed: (name) => {
        expect(this.link.held).toBe(false);
        if (direction === 'down') expect(this.link.reading).toBe(true);
        this.arrived.push({ name, atMs: this.small.world.now / 1_000 });
      },
      torn: () => this.torn++,
    });
  }

  damage(link: Partial<LinkCondition>): void {
    Object.assign(this.link, link);
    this.pipe.refresh();
  }

  heal(): void {
    this.link.reset();
    this.pipe.refresh();
  }

  end(): void {
    this.small.world.loop.runUntil(Infinity);
  }

  get names(): number[] {
    return this.arrived.map(({ name }) => name);
  }
}

/** Something that happens to a pipe at a time: a message, or a change of its link. */
type Step = { readonly send: number } | { readonly damage: Partial<LinkCondition> };

const steps: fc.Arbitrary<{ at: number; step: Step }[]> = fc.array(
  fc.record({
    at: fc.nat(60),
    step: fc.oneof(
      { weight: 4, arbitrary: fc.record({ send: fc.integer({ min: 1, max: 3_000 }) }) },
      fc.record({
        damage: fc.oneof(
          fc.record({ held: fc.boolean() }),
          fc.record({ reading: fc.boolean() }),
          fc.record({ readBytesPerSecond: fc.constantFrom(null, 2_000, 100_000) }),
          fc.record({ extra: fc.constantFrom(0, ms(5), ms(50)) }),
        ),
      }),
    ),
  }),
  { maxLength: 60 },
);

const links: fc.Arbitrary<Partial<LinkCondition>> = fc.record({
  latencyMs: fc.constantFrom<[number, number]>([0, 0], [0.1, 20], [3, 3]),
  bytesPerSecond: fc.constantFrom(null, 5_000, 400_000),
});

/** Plays the steps at their times; gives the names of the messages, in order. */
function play(bench: PipeBench, script: readonly { at: number; step: Step }[]): number[] {
  const sent: number[] = [];
  for (const { at, step } of script.toSorted((one, other) => one.at - other.at)) {
    bench.small.until(at);
    if ('send' in step) bench.pipe.send(sent.push(sent.length) - 1, step.send);
    else bench.damage(step.damage);
    expect(bench.names).toEqual(sent.slice(0, bench.arrived.length));
  }
  return sent;
}

export function pipeSuite(newPipe: NewPipe): void {
  const begin = (link: Partial<LinkCondition> = {}, direction: Direction = 'down'): PipeBench =>
    new PipeBench(newPipe, link, direction);

  it('lets everything through once and in order, nothing while held or unread, all of it once healed', () => {
    fc.assert(
      fc.property(links, steps, fc.constantFrom<Direction>('up', 'down'), (link, script, direction) => {
        const bench = new PipeBench(newPipe, link, direction, 2_048);
        const sent = play(bench, script);
        bench.heal();
        bench.end();
        expect(bench.names).toEqual(sent);
      }),
      { numRuns: 400 },
    );
  });

  it('lets the first of what was sent through, and nothing more, once it is killed', () => {
    fc.assert(
      fc.property(links, steps, fc.nat(60), (link, script, killAt) => {
        const bench = new PipeBench(newPipe, link, 'down', 2_048);
        const sent = play(
          bench,
          script.filter(({ at }) => at <= killAt),
        );
        bench.pipe.kill();
        const before = bench.arrived.length;
        bench.pipe.send(999, 1);
        bench.heal();
        bench.end();
        expect(bench.names).toEqual(sent.slice(0, before));
      }),
    );
  });

  describe('held, then let go', () => {
    it.each<Direction>(['up', 'down'])('%s: holds back, says so, and lets all go at once', (direction) => {
      const bench = begin({}, direction);
      bench.damage({ held: true });
      expect(bench.effects).toEqual([]);
      for (let k = 0; k < 3; k++) bench.pipe.send(k, 100);
      bench.small.until(50);
      expect(bench.arrived).toEqual([]);
      expect(new Set(bench.effects)).toEqual(new Set(['held']));
      bench.heal();
      bench.end();
      expect(bench.arrived).toEqual([0, 1, 2].map((name) => ({ name, atMs: 50 })));
    });
  });

  describe('unread, then read', () => {
    it('keeps what has come, says so, and hands it over at once', () => {
      const bench = begin();
      bench.damage({ reading: false });
      for (let k = 0; k < 3; k++) bench.pipe.send(k, 100);
      bench.small.until(50);
      expect(bench.arrived).toEqual([]);
      expect(new Set(bench.effects)).toEqual(new Set(['unread']));
      bench.heal();
      expect(bench.arrived).toEqual([0, 1, 2].map((name) => ({ name, atMs: 50 })));
    });

    it('is no matter of what goes to the gateway', () => {
      const bench = begin({}, 'up');
      bench.damage({ reading: false, readBytesPerSecond: 10 });
      bench.pipe.send(0, 100);
      bench.end();
      expect(bench.arrived).toEqual([{ name: 0, atMs: 0 }]);
      expect(bench.effects).toEqual([]);
    });
  });

  describe('read slowly, then well', () => {
    it('passes as fast as it is read, and says so', () => {
      const bench = begin({ readBytesPerSecond: 1_000 });
      for (let k = 0; k < 3; k++) bench.pipe.send(k, 100);
      bench.end();
      expect(bench.arrived.map(({ atMs }) => atMs)).toEqual([100, 200, 300]);
      expect(new Set(bench.effects)).toEqual(new Set(['unread']));
    });

    it('hands over at once what the reader was in the middle of, and all behind it', () => {
      const bench = begin({ readBytesPerSecond: 1 });
      for (let k = 0; k < 3; k++) bench.pipe.send(k, 100);
      bench.small.until(20);
      bench.heal();
      bench.end();
      expect(bench.arrived).toEqual([0, 1, 2].map((name) => ({ name, atMs: 20 })));
    });

    it.each([
      ['faster', 10_000, 100 + 90],
      ['more slowly', 100, 100 + 9_000],
    ])('goes on %s with the rest of what it is in the middle of', (_how, readBytesPerSecond, atMs) => {
      const bench = begin({ readBytesPerSecond: 1_000 });
      bench.pipe.send(0, 1_000);
      bench.small.until(100);
      bench.damage({ readBytesPerSecond });
      bench.end();
      expect(bench.arrived).toEqual([{ name: 0, atMs }]);
    });

    it.each<[string, Partial<LinkCondition>, Partial<LinkCondition>]>([
      ['held', { held: true }, { held: false }],
      ['unread', { reading: false }, { reading: true }],
    ])('goes on with the rest when it was %s meanwhile', (_what, damage, inverse) => {
      const bench = begin({ readBytesPerSecond: 1_000 });
      bench.pipe.send(0, 1_000);
      bench.small.until(400);
      bench.damage(damage);
      bench.small.until(5_000);
      expect(bench.arrived).toEqual([]);
      bench.damage(inverse);
      bench.end();
      expect(bench.arrived).toEqual([{ name: 0, atMs: 5_600 }]);
    });

    it('begins nothing anew when it hears of a change that changes nothing', () => {
      const bench = begin({ readBytesPerSecond: 1_000 });
      bench.pipe.send(0, 1_000);
      for (const at of [0.3, 0.7, 333.3]) {
        bench.small.until(at);
        bench.pipe.refresh();
      }
      bench.end();
      expect(bench.arrived).toEqual([{ name: 0, atMs: 1_000 }]);
    });
  });

  it('carries only so many bytes a second', () => {
    const bench = begin({ bytesPerSecond: 1_000 });
    for (let k = 0; k < 3; k++) bench.pipe.send(k, 100);
    bench.end();
    expect(bench.arrived.map(({ atMs }) => atMs)).toEqual([100, 200, 300]);
    expect(bench.effects).toEqual([]);
  });

  it('is late by what is added, in order also when it is added no more', () => {
    const bench = begin({ extra: ms(400) });
    bench.pipe.send(0, 100);
    bench.small.until(10);
    bench.heal();
    bench.pipe.send(1, 100);
    bench.end();
    expect(bench.arrived).toEqual([0, 1].map((name) => ({ name, atMs: 400 })));
    expect(bench.effects).toEqual(['link.latency']);
  });

  it('holds back what was under way when it was held', () => {
    const bench = begin({ extra: ms(10) });
    bench.pipe.send(0, 100);
    bench.small.until(5);
    bench.damage({ held: true });
    bench.small.until(50);
    expect(bench.arrived).toEqual([]);
    bench.heal();
    bench.end();
    expect(bench.arrived).toEqual([{ name: 0, atMs: 50 }]);
  });

  it('loses the next message in its middle when it tears, and everything behind it', () => {
    const bench = begin();
    bench.pipe.send(0, 100);
    bench.end();
    bench.damage({ tears: true });
    expect(bench.torn).toBe(0);
    bench.pipe.send(1, 100);
    bench.pipe.send(2, 100);
    bench.end();
    bench.heal();
    bench.end();
    expect(bench.names).toEqual([0]);
    expect(bench.torn).toBe(1);
  });
}

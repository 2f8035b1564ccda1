import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, createStream, type RandomStream } from '../../src/kernel/random.ts';

function draws(stream: RandomStream, count = 20): number[] {
  return Array.from({ length: count }, () => stream.next());
}

describe('random streams', () => {
  it('draw the same from the same seed and name', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (seed, name) => {
        expect(draws(createRandom(seed).stream(name))).toEqual(draws(createRandom(seed).stream(name)));
      }),
    );
  });

  it('draw differently from another seed and under another name', () => {
    const streams = ['a', 'b', 'c'].flatMap((seed) =>
      ['x', 'y', 'z'].map((name) => draws(createRandom(seed).stream(name)).join()),
    );
    expect(new Set(streams).size).toBe(9);
  });

  it('move no other when a stream is added or drawn from', () => {
    const alone = draws(createRandom('seed').stream('disk'));
    const source = createRandom('seed');
    source.stream('network').next();
    const disk = source.stream('disk');
    const mixed = Array.from({ length: 20 }, () => {
      source.stream('provider').next();
      draws(source.stream('network'), 3);
      return disk.next();
    });
    expect(mixed).toEqual(alone);
  });

  it('tell an observer of every draw, and draw as if nobody watched', () => {
    const told: string[] = [];
    const source = createRandom('seed', (stream, ordinal, value) =>
      told.push(`${stream} ${ordinal} ${value}`),
    );
    const [disk, network] = [source.stream('disk'), source.stream('network')];
    const seen = [disk.next(), network.next(), disk.next()];
    expect(told).toEqual([`disk 0 ${seen[0]}`, `network 0 ${seen[1]}`, `disk 1 ${seen[2]}`]);
    disk.hex(8);
    expect(told).toHaveLength(5);
    expect(draws(createRandom('seed', () => {}).stream('disk'))).toEqual(
      draws(createRandom('seed').stream('disk')),
    );
  });

  it('give known draws, the same on every machine', () => {
    const stream = createStream('gauntlet');
    expect([
      stream.next(),
      stream.int(1, 6),
      stream.hex(8),
      stream.chance(0.5),
      stream.pick(['a', 'b', 'c']),
    ]).toEqual([0.8620659920852631, 5, '5851d992', false, 'c']);
    const named = createRandom('gauntlet').stream('network/web->gateway');
    expect([named.next(), named.next(), named.hex(6)]).toEqual([
      0.5372120707761496,
      0.5758051732555032,
      'd9c6b7',
    ]);
  });

  it('draw whole numbers in the range, both ends included', () => {
    const stream = createStream('range');
    const seen = new Set(Array.from({ length: 500 }, () => stream.int(-2, 2)));
    expect([...seen].toSorted((one, other) => one - other)).toEqual([-2, -1, 0, 1, 2]);
    expect(stream.int(7, 7)).toBe(7);
  });

  it('draw floats of at least 0 and below 1', () => {
    const values = draws(createStream('floats'), 2_000);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(Math.min(...values)).toBeLessThan(0.01);
    expect(Math.max(...values)).toBeGreaterThan(0.99);
  });

  it('never happen with probability 0 and always with 1', () => {
    const stream = createStream('chance');
    for (let k = 0; k < 200; k++) {
      expect(stream.chance(0)).toBe(false);
      expect(stream.chance(1)).toBe(true);
    }
  });

  it('give hexadecimal texts of the length asked for', () => {
    const stream = createStream('hex');
    for (const length of [0, 1, 3, 4, 5, 16, 33]) expect(stream.hex(length)).toMatch(hexOf(length));
  });

  it('pick every element of a list sooner or later', () => {
    const stream = createStream('pick');
    const seen = new Set(Array.from({ length: 100 }, () => stream.pick(['a', 'b', 'c'])));
    expect([...seen].toSorted()).toEqual(['a', 'b', 'c']);
  });
});

function hexOf(length: number): RegExp {
  return new RegExp(`^[0-9a-f]{${length}}$`);
}

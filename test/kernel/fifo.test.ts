import { describe, expect, it } from 'vitest';
import { Fifo } from '../../src/kernel/fifo.ts';

describe('a fifo', () => {
  it('gives what came in the order in which it came, also round the end of its ring and while it grows', () => {
    const fifo = new Fifo<number>();
    const taken: (number | undefined)[] = [];
    let next = 0;
    for (const [pushes, shifts] of [
      [3, 2],
      [3, 1],
      [9, 5],
      [40, 47],
    ] as const) {
      for (let k = 0; k < pushes; k++) fifo.push(next++);
      for (let k = 0; k < shifts; k++) taken.push(fifo.shift());
    }
    expect(taken).toEqual(Array.from({ length: 55 }, (_, k) => k));
    expect(fifo.size).toBe(0);
  });

  it('shows the oldest without taking it', () => {
    const fifo = new Fifo<string>();
    expect(fifo.first).toBeUndefined();
    fifo.push('a');
    fifo.push('b');
    expect([fifo.first, fifo.size]).toEqual(['a', 2]);
  });

  it('is empty after it was cleared, and goes on', () => {
    const fifo = new Fifo<string>();
    for (const item of ['a', 'b', 'c', 'd', 'e']) fifo.push(item);
    fifo.shift();
    fifo.clear();
    expect([fifo.size, fifo.first, fifo.shift()]).toEqual([0, undefined, undefined]);
    fifo.push('f');
    expect(fifo.shift()).toBe('f');
  });
});

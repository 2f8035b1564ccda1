import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue } from '../../src/kernel/event-queue.ts';

interface Item {
  readonly at: number;
  readonly tie: number;
  readonly order: number;
}

/** Few times and ties, so that equal keys are common; `pop` takes one out. */
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ at: fc.nat(6), tie: fc.nat(2) }) },
    { weight: 2, arbitrary: fc.constant('pop' as const) },
  ),
  { maxLength: 200 },
);

function byKeys(one: Item, other: Item): number {
  return one.at - other.at || one.tie - other.tie || one.order - other.order;
}

describe('EventQueue', () => {
  it('gives items back as a sorted list would, first in first out on equal keys', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const queue = new EventQueue<Item>();
        let model: Item[] = [];
        script.forEach((step, order) => {
          if (step === 'pop') {
            expect(queue.pop()).toEqual(model[0]);
            model = model.slice(1);
          } else {
            const item = { ...step, order };
            queue.push(item.at, item.tie, item);
            model = [...model, item].toSorted(byKeys);
          }
          expect(queue.size).toBe(model.length);
          expect(queue.nextAt).toBe(model[0]?.at);
        });
        for (const item of model) expect(queue.pop()).toBe(item);
        expect(queue.pop()).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('keeps times beyond 32 bits apart', () => {
    const queue = new EventQueue<string>();
    queue.push(2 ** 40 + 1, 0, 'later');
    queue.push(2 ** 40, 0, 'sooner');
    queue.push(2 ** 32, 0, 'first');
    expect([queue.pop(), queue.pop(), queue.pop()]).toEqual(['first', 'sooner', 'later']);
  });

  it('is empty before anything was pushed', () => {
    const queue = new EventQueue<string>();
    expect(queue.size).toBe(0);
    expect(queue.nextAt).toBeUndefined();
    expect(queue.pop()).toBeUndefined();
  });

  it('keeps an undefined item apart from no item by its size', () => {
    const queue = new EventQueue<undefined>();
    queue.push(1, 0, undefined);
    expect(queue.size).toBe(1);
    expect(queue.nextAt).toBe(1);
    queue.pop();
    expect(queue.size).toBe(0);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halvesOf, rangeName, type FleetRange } from '../../src/fleet/plan-range.ts';
import { RangeFlow } from '../../src/fleet/range-flow.ts';

const LIMITS = { of: 'campaign', from: 1, to: 10, size: 4, window: 2 } as const;

function flow(limits: typeof LIMITS | Omit<typeof LIMITS, 'window'> = LIMITS): RangeFlow {
  return new RangeFlow({ ...LIMITS, ...limits }, RangeFlow.beginning(LIMITS));
}

describe('ranges on their way', () => {
  it('are handed out until the window is full, and go on as they are merged', () => {
    const ranges = flow();
    expect(ranges.fill().map(rangeName)).toEqual(['campaign-1-4', 'campaign-5-8']);
    expect(ranges.fill()).toEqual([]);
    ranges.merged();
    expect(ranges.fill().map(rangeName)).toEqual(['campaign-9-10']);
    expect(ranges.state).toEqual({
      outstanding: [
        { of: 'campaign', from: 5, to: 8 },
        { of: 'campaign', from: 9, to: 10 },
      ],
      next: 11,
    });
    ranges.merged();
    expect(ranges.isOver).toBe(false);
    ranges.merged();
    expect(ranges.isOver).toBe(true);
  });

  it('go on elsewhere from what was written down', () => {
    const ranges = flow();
    ranges.fill();
    ranges.merged();
    const again = new RangeFlow(LIMITS, JSON.parse(JSON.stringify(ranges.state)) as typeof ranges.state);
    expect(again.head).toEqual({ of: 'campaign', from: 5, to: 8 });
    expect(again.fill().map(rangeName)).toEqual(['campaign-9-10']);
  });

  it('are over at once when nothing more is wanted', () => {
    const ranges = flow();
    const handedOut = ranges.fill();
    expect(ranges.end()).toEqual(handedOut);
    expect(ranges.isOver).toBe(true);
  });

  it('execute each plan once, whatever is cut in two, but for those that nobody survives', () => {
    const deadly = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 5 });
    const sizes = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(deadly, sizes, sizes, (plans, size, window) => {
        const limits = { of: 'canary', from: 1, to: 60, size, window } as const;
        const ranges = new RangeFlow(limits, RangeFlow.beginning(limits));
        const [executed, left]: [number[], number[]] = [[], []];
        for (ranges.fill(); ranges.head !== undefined; ranges.fill()) {
          const { from, to } = ranges.head;
          expect(ranges.outstanding.length).toBeLessThanOrEqual(window + Math.ceil(Math.log2(size) + 1));
          if (plans.some((plan) => plan >= from && plan <= to)) {
            const cut = ranges.failed('it hangs');
            if ('index' in cut) left.push(cut.index);
          } else {
            for (let plan = from; plan <= to; plan++) executed.push(plan);
            ranges.merged();
          }
        }
        expect(left).toEqual(plans.toSorted((a, b) => a - b));
        expect([...executed, ...left].toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: 60 }, (_, at) => at + 1),
        );
        expect(executed).toEqual(executed.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('the halves of a range', () => {
  it('are all of it, and none of one plan', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 1, max: 300 }), (from, plans) => {
        const range: FleetRange = { of: 'campaign', from, to: from + plans - 1 };
        const halves = halvesOf(range);
        expect(halves === undefined).toBe(plans === 1);
        if (halves === undefined) return;
        const [one, two] = halves;
        const sizeOf = ({ from: first, to }: FleetRange): number => to - first + 1;
        expect([one.from, two.to]).toEqual([range.from, range.to]);
        expect(two.from).toBe(one.to + 1);
        expect(Math.abs(sizeOf(one) - sizeOf(two))).toBeLessThanOrEqual(1);
      }),
    );
  });
});

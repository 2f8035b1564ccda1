import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/kernel/invariant.ts';
import { Loop, type EventBounds } from '../../src/kernel/loop.ts';

/** The order in which one event of each of six lanes runs when all fall on the same microsecond. */
function tieOrder(seed: string, ties: 'random' | 'fifo' = 'random', at = 100): string {
  const loop = new Loop({ seed, ties });
  const ran: string[] = [];
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) loop.at(at, loop.lane(name), () => ran.push(name));
  loop.runUntil(Infinity);
  return ran.join('');
}

describe('Loop', () => {
  it('runs one lane first in first out at equal times, under every seed', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.nat(3), { maxLength: 40 }), (seed, times) => {
        const loop = new Loop({ seed });
        const lane = loop.lane('one');
        const ran: { at: number; k: number }[] = [];
        times.forEach((at, k) => loop.at(at, lane, () => ran.push({ at, k })));
        loop.runUntil(Infinity);
        expect(ran).toEqual(
          times.map((at, k) => ({ at, k })).toSorted((one, other) => one.at - other.at || one.k - other.k),
        );
      }),
    );
  });

  it('treats lanes of the same name as one lane', () => {
    for (let seed = 0; seed < 50; seed++) {
      const loop = new Loop({ seed: String(seed) });
      const ran: number[] = [];
      for (let k = 0; k < 5; k++) loop.at(7, loop.lane('same'), () => ran.push(k));
      loop.runUntil(7);
      expect(ran).toEqual([0, 1, 2, 3, 4]);
    }
  });

  it('breaks ties between lanes the same way under one seed and differently under others', () => {
    const orders = Array.from({ length: 40 }, (_none, seed) => tieOrder(String(seed)));
    expect(orders).toEqual(orders.map((_order, seed) => tieOrder(String(seed))));
    expect(new Set(orders).size).toBeGreaterThan(30);
  });

  it('breaks ties anew at every time', () => {
    const orders = Array.from({ length: 40 }, (_none, at) => tieOrder('one', 'random', at));
    expect(new Set(orders).size).toBeGreaterThan(30);
  });

  it('keeps insertion order between lanes when ties are fifo', () => {
    for (let seed = 0; seed < 20; seed++) expect(tieOrder(String(seed), 'fifo')).toBe('abcdef');
  });

  it('moves no tie of the other lanes when a lane is added', () => {
    const without = (skipped: string): string => {
      const loop = new Loop({ seed: 'shrink' });
      const ran: string[] = [];
      for (const name of ['a', 'b', 'c', 'd', 'e'])
        if (name !== skipped) loop.at(5, loop.lane(name), () => ran.push(name));
      loop.runUntil(5);
      return ran.join('');
    };
    for (const skipped of ['a', 'b', 'c', 'd', 'e'])
      expect(without(skipped)).toBe(without('none').replace(skipped, ''));
  });

  it('never goes back in time, whatever is scheduled from callbacks', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.nat(50), { minLength: 1, maxLength: 60 }), (seed, delays) => {
        const loop = new Loop({ seed });
        const seen: number[] = [];
        const left = [...delays];
        const again = (due: number) => (): void => {
          expect(loop.now).toBe(due);
          seen.push(loop.now);
          const delay = left.pop();
          if (delay !== undefined) loop.after(delay, loop.lane(`lane ${delay % 3}`), again(loop.now + delay));
        };
        for (let k = 0; k < 3; k++) loop.after(k, loop.lane('start'), again(k));
        loop.runUntil(Infinity);
        expect(seen).toEqual(seen.toSorted((one, other) => one - other));
        expect(seen).toHaveLength(delays.length + 3);
      }),
    );
  });

  it('refuses what lies in the past', () => {
    const loop = new Loop({ seed: 'x' });
    const lane = loop.lane('l');
    loop.runUntil(10);
    expect(() => loop.at(9, lane, () => {})).toThrow(InvariantError);
    expect(() => loop.after(-1, lane, () => {})).toThrow(InvariantError);
    expect(() => loop.at(10, lane, () => {})).not.toThrow();
  });

  it('does not run what was cancelled, nor count it, nor move the time for it', () => {
    const loop = new Loop({ seed: 'x' });
    const lane = loop.lane('l');
    const ran: string[] = [];
    loop.at(1, lane, () => ran.push('kept'));
    loop.cancel(loop.at(2, lane, () => ran.push('cancelled')));
    while (loop.step());
    expect(ran).toEqual(['kept']);
    expect(loop.dispatched).toBe(1);
    expect(loop.now).toBe(1);
  });

  it('lets a callback cancel another of the same microsecond, and itself without harm', () => {
    const loop = new Loop({ seed: 'x' });
    const lane = loop.lane('l');
    const ran: string[] = [];
    const first = loop.at(1, lane, () => {
      ran.push('first');
      loop.cancel(first);
      loop.cancel(second);
    });
    const second = loop.at(1, lane, () => ran.push('second'));
    loop.runUntil(5);
    expect(ran).toEqual(['first']);
  });

  it('counts every callback it dispatched', () => {
    const loop = new Loop({ seed: 'x' });
    const lane = loop.lane('l');
    for (let k = 0; k < 10; k++) loop.at(k, lane, () => {});
    loop.runUntil(4);
    expect(loop.dispatched).toBe(5);
    loop.runUntil(100);
    expect(loop.dispatched).toBe(10);
  });

  it('runs up to and including the given time, and stands there', () => {
    const loop = new Loop({ seed: 'x' });
    const lane = loop.lane('l');
    const ran: number[] = [];
    for (const at of [9, 10, 11]) loop.at(at, lane, () => ran.push(at));
    loop.runUntil(10);
    expect(ran).toEqual([9, 10]);
    expect(loop.now).toBe(10);
    loop.runUntil(10.5);
    expect(loop.now).toBe(10.5);
    expect(loop.step(10.9)).toBe(false);
    expect(loop.step(11)).toBe(true);
  });

  describe('with bounds', () => {
    function rearming(delay: number, bounds: EventBounds): { readonly loop: Loop; readonly ran: number[] } {
      const loop = new Loop({ seed: 'x', bounds });
      const ran: number[] = [];
      const again = (): void => {
        ran.push(loop.now);
        loop.after(delay, loop.lane('l'), again);
      };
      loop.at(7, loop.lane('l'), again);
      return { loop, ran };
    }

    it('says where time stands still, and runs nothing more', () => {
      const { loop, ran } = rearming(0, { eventsPerInstant: 20, eventsPerPlan: 1_000 });
      loop.at(8, loop.lane('l'), () => ran.push(8));
      loop.runUntil(100);
      expect(ran).toEqual(Array.from({ length: 20 }, () => 7));
      expect(loop.livelock).toEqual({
        bound: 'eventsPerInstant',
        most: 20,
        atMicros: 7,
        lane: 'l',
        ofTarget: false,
      });
      loop.at(9, loop.lane('l'), () => ran.push(9));
      expect(loop.step()).toBe(false);
      loop.runUntil(200);
      expect(loop.now).toBe(7);
      expect(ran).toHaveLength(20);
    });

    it('says that there is no end', () => {
      const { loop, ran } = rearming(1, { eventsPerInstant: 20, eventsPerPlan: 50 });
      loop.runUntil(1_000);
      expect(ran).toHaveLength(50);
      expect(loop.livelock).toMatchObject({ bound: 'eventsPerPlan', most: 50, atMicros: 57 });
    });

    it.each([
      { of: 'the target', lanes: [true], ofTarget: true },
      { of: 'the target that is answered', lanes: [true, true, false], ofTarget: true },
      { of: 'somebody else who is answered by it', lanes: [false, true], ofTarget: false },
      { of: 'somebody else', lanes: [false], ofTarget: false },
    ])('says whose doing it is: of $of, whatever went before', ({ lanes, ofTarget }) => {
      for (const delay of [0, 1]) {
        const loop = new Loop({ seed: 'x', bounds: { eventsPerInstant: 500, eventsPerPlan: 2_000 } });
        for (let k = 0; k < 450; k++) loop.at(0, loop.lane('before', !ofTarget), () => {});
        const again = (k: number): void => {
          const next = (k + 1) % lanes.length;
          loop.after(delay, loop.lane(`l${next}`, lanes[next]), () => again(next));
        };
        loop.at(7, loop.lane('first'), () => again(0));
        loop.runUntil(10_000);
        expect(loop.livelock).toMatchObject({ lane: expect.stringMatching(/^l\d$/) as string, ofTarget });
      }
    });

    it('counts every instant for itself, also one that it was run to', () => {
      const loop = new Loop({ seed: 'x', bounds: { eventsPerInstant: 3, eventsPerPlan: 1_000 } });
      const lane = loop.lane('l');
      for (const at of [1, 1, 1, 2, 2, 2]) loop.at(at, lane, () => {});
      loop.runUntil(5);
      for (let k = 0; k < 3; k++) loop.at(5, lane, () => {});
      while (loop.step());
      expect(loop.dispatched).toBe(9);
      expect(loop.livelock).toBeUndefined();
    });
  });

  it('stands at the last event when it runs for ever', () => {
    const loop = new Loop({ seed: 'x' });
    loop.at(42, loop.lane('l'), () => {});
    loop.runUntil(Infinity);
    expect(loop.now).toBe(42);
  });
});

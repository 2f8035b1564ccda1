import { afterEach, describe, expect, it, vi } from 'vitest';
import { Life } from '../../src/serve/life.ts';
import { timersFor } from '../../src/serve/timers.ts';
import { ms } from '../../src/kernel/time.ts';

afterEach(() => void vi.useRealTimers());

/** Timers on Vitest's clock. */
function bench(): { life: Life; timers: ReturnType<typeof timersFor>; ends: unknown[] } {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const ends: unknown[] = [];
  const life = new Life((end) => ends.push(end));
  return { life, timers: timersFor(life, () => Math.round(performance.now() * 1000)), ends };
}

describe('timers', () => {
  it('call back once, never before their time, and never within the call', () => {
    const { timers } = bench();
    const fired: number[] = [];
    timers.set(1_500, () => fired.push(performance.now()));
    timers.set(0, () => fired.push(performance.now()));
    expect(fired).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(fired).toHaveLength(1);
    vi.advanceTimersByTime(100);
    expect(fired).toHaveLength(2);
    expect(fired[1]).toBeGreaterThanOrEqual(1.5);
  });

  it('wait for a time that is further away than Node counts', () => {
    const { timers } = bench();
    let fired = 0;
    timers.set(ms(3_000_000_000), () => fired++);
    vi.advanceTimersByTime(2_999_999_999);
    expect(fired).toBe(0);
    vi.advanceTimersByTime(1);
    expect(fired).toBe(1);
  });

  it('are silent once cleared, and once the life is over', () => {
    const { life, timers } = bench();
    let fired = 0;
    timers.clear(timers.set(ms(1), () => fired++));
    timers.set(ms(2), () => fired++);
    life.exit();
    timers.clear(timers.set(ms(1), () => fired++));
    vi.advanceTimersByTime(100);
    expect(fired).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('end the life whose callback throws', () => {
    const { life, timers, ends } = bench();
    timers.set(0, () => {
      throw new TypeError('no');
    });
    vi.advanceTimersByTime(10);
    expect(life.alive).toBe(false);
    expect(ends).toMatchObject([{ type: 'failed', thrown: { name: 'TypeError' } }]);
  });
});

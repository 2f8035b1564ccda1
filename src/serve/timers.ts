/** Real timers behind the port. A timer never fires before its time, however far away that is. */
import type { Micros } from '../kernel/time.ts';
import type { HostTimers, TimerHandle } from '../gateway/port.ts';
import type { Life } from './life.ts';

/** Node counts a longer delay as none. */
const LONGEST_MS = 2_147_483_647;

interface Timer {
  /** Undefined where the life was over before it was set. */
  timeout: NodeJS.Timeout | undefined;
}

/** `now` is the monotonic clock in microseconds. */
export function timersFor(life: Life, now: () => Micros): HostTimers {
  const pending = new Set<Timer>();
  life.onEnd(() => {
    for (const timer of pending) clearTimeout(timer.timeout);
    pending.clear();
  });
  const wait = (timer: Timer, at: Micros, callback: () => void): void => {
    // Node rounds down; the rest is waited for below
    const left = Math.min(LONGEST_MS, Math.max(0, Math.ceil((at - now()) / 1000)));
    timer.timeout = setTimeout(() => {
      if (now() < at) return wait(timer, at, callback);
      pending.delete(timer);
      life.deliver(callback);
    }, left);
  };
  return {
    set: (delay, callback) => {
      const timer: Timer = { timeout: undefined };
      if (!life.alive) return timer;
      pending.add(timer);
      wait(timer, now() + Math.max(0, delay), callback);
      return timer;
    },
    clear: (handle: TimerHandle) => {
      const timer = handle as Timer;
      clearTimeout(timer.timeout);
      pending.delete(timer);
    },
  };
}

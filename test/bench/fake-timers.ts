/**
 * The peer of the loop: @sinonjs/fake-timers firing empty timers. Three ways to use it; the fastest one of a run is
 * the yardstick, so that no ratio flatters us.
 */
import { createClock } from '@sinonjs/fake-timers';
import type { Subject } from './subject.ts';

const PENDING = 64;
const TIMERS = 20_000;
/** Timers set in advance are fired by so many: fake-timers is fastest at about a thousand. */
const SET_AT_ONCE = 1_000;

/** An event is one timer that fired. */
export function fakeTimers(): readonly [Subject, Subject, Subject] {
  return [
    { name: 'fake-timers, 64 pending, next()', unit: 'events', portion: renewing() },
    {
      name: 'fake-timers, 1,000 set, next()',
      unit: 'events',
      portion: setInAdvance((clock) => fireAll(clock)),
    },
    {
      name: 'fake-timers, 1,000 set, tick()',
      unit: 'events',
      portion: setInAdvance((clock) => void clock.tick(SET_AT_ONCE)),
    },
  ];
}

type FakeClock = ReturnType<typeof createClock>;

/** 64 pending timers; each does nothing but set the next one. */
function renewing(): () => number {
  const clock = createClock();
  const fire = (): void => void clock.setTimeout(fire, PENDING);
  for (let k = 0; k < PENDING; k++) clock.setTimeout(fire, k);
  return () => {
    for (let k = 0; k < TIMERS; k++) clock.next();
    return TIMERS;
  };
}

/** Timers that are all set, on a clock of their own, before any fires; setting them counts. */
function setInAdvance(fire: (clock: FakeClock) => void): () => number {
  return () => {
    for (let left = TIMERS; left > 0; left -= SET_AT_ONCE) {
      const clock = createClock();
      for (let k = 0; k < SET_AT_ONCE; k++) clock.setTimeout(nothing, k);
      fire(clock);
    }
    return TIMERS;
  };
}

function fireAll(clock: FakeClock): void {
  for (let k = 0; k < SET_AT_ONCE; k++) clock.next();
}

function nothing(): void {}

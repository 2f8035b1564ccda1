import { describe, expect, it } from 'vitest';
import { courseOf, type Conclusion } from '../../src/execution/course.ts';
import { Participants } from '../../src/execution/participants.ts';
import { InvariantError } from '../../src/kernel/invariant.ts';
import { ms } from '../../src/kernel/time.ts';
import { smallContext } from './small-context.ts';

/** A course in which somebody begins again and again at the same instant, in a lane of this name. */
function courseWithLoop(lane: string, ofTarget: boolean): Conclusion {
  const { world } = smallContext({ bounds: { eventsPerInstant: 1_000 } });
  const participants = new Participants(world, { token: 't', connect: () => ({ send() {}, close() {} }) });
  participants.begin({
    network: { of: () => [], refresh() {} },
    disk: { extra: 0, full: false, writesPart: false, tears: false },
    supervisor: {
      alive: true,
      steady: true,
      bootExtra: 0,
      restart() {},
      crash() {},
      pause() {},
      resume() {},
      jumpClock() {},
    },
  });
  const again = (): void => void world.loop.after(0, world.loop.lane(lane, ofTarget), again);
  world.loop.at(ms(10), world.loop.lane(lane, ofTarget), again);
  const course = courseOf(world, participants, { quiet: ms(500), quietWithin: ms(1_000) });
  for (;;) {
    const { done, value } = course.next();
    if (done === true) return value;
    while (world.now < value.by && !value.isOver()) world.loop.runUntil(value.by);
  }
}

describe('the course of an execution', () => {
  it('ends with a livelock that is the doing of the gateway, and names its lane', () => {
    const { livelock, pending } = courseWithLoop('gateway/1', true);
    expect(livelock).toMatchObject({ atMicros: 10_000, lane: 'gateway/1', ofTarget: true });
    expect(pending[0]).toMatch(/^time stands still: .*, the last of gateway\/1$/);
  });

  it('blames no gateway for a livelock of a client of ours: that is our bug', () => {
    expect(() => courseWithLoop('client/web', false)).toThrow(InvariantError);
    expect(() => courseWithLoop('client/web', false)).toThrow(/the last of client\/web/);
  });
});

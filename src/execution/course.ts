/**
 * The course of an execution, written once for every world, as in TigerBeetle's VOPR: safety with faults on; then all
 * faults heal, no new work comes, and everybody waits for quiet. It says what it waits for and until when; a world only
 * lets time pass until that has come. Must not know how time passes.
 */
import { invariant } from '../kernel/invariant.ts';
import { ms, seconds, type Micros } from '../kernel/time.ts';
import type { Participants } from './participants.ts';
import { lastPlannedTime } from './plan-facts.ts';
import { livelockWords, type ExecutionLivelock, type WorldContext } from './world-context.ts';

/** What is waited for. */
export interface Wait {
  /** It has come, or cannot come any more. To be asked again after whatever happens, and at `lookAt`. */
  isOver(): boolean;
  /** When time alone can make it come; it may move whenever `isOver` was asked. */
  readonly lookAt: Micros;
  /** It is waited for until then at most. */
  readonly by: Micros;
  /**
   * Whatever came of this moment until now, what is waited for does not come before, as long as nothing happens that
   * anybody could see. Changes nothing.
   */
  stillUntil(): Micros;
}

export interface Conclusion {
  /** What was still pending at the end, in words; empty when the world came to rest. */
  readonly pending: readonly string[];
  /** Set when the gateway kept the execution from its end: time stood still, or went on for ever. */
  readonly livelock: ExecutionLivelock | null;
}

/** How patient a world is. */
export interface Patience {
  /** Nothing may happen for this long before it counts as quiet. */
  readonly quiet: Micros;
  /** Longest wait for quiet; the plan's own if that is shorter. */
  readonly quietWithin: Micros;
}

export type Course = Generator<Wait, Conclusion, void>;

/** Once nothing comes by itself any more, faults go on this long at most when only triggers are left. */
const LINGER = seconds(5);

/**
 * Goes on from time zero, when the participants have begun, each time that a wait of it is over. A livelock that is not
 * the gateway's doing breaks an invariant.
 */
export function* courseOf(world: WorldContext, participants: Participants, patience: Patience): Course {
  const within = Math.min(ms(world.plan.quietWithinMs), patience.quietWithin);
  yield safety(world, participants, lastPlannedTime(world.plan) + within);
  let { livelock } = world;
  participants.heal();
  world.record({ kind: 'phase', phase: 'heal' });
  yield rest(world, participants, patience.quiet, world.now + within);
  livelock ??= world.livelock;
  let pending = participants.pending();
  if (pending.length === 0) {
    world.record({ kind: 'phase', phase: 'quiet' });
    participants.readAll();
    yield rest(world, participants, patience.quiet, world.now + within);
    livelock ??= world.livelock;
    pending = participants.pending();
  }
  participants.faults.close();
  world.record({ kind: 'phase', phase: 'end', pending });
  if (livelock !== null)
    invariant(livelock.ofTarget, `whatever a gateway does, we come to an end (${livelockWords(livelock)})`);
  return { pending, livelock };
}

/** Faults on: until every operation was handed out and every fault is over that is over by itself. */
function safety(world: WorldContext, participants: Participants, by: Micros): Wait {
  let idleSince: Micros = Infinity;
  return {
    by,
    // over with the next thing that happens when its time has come: the moment of healing is nobody's
    lookAt: Infinity,
    isOver() {
      if (participants.isLost) return true;
      if (participants.isMoreToCome) {
        idleSince = Infinity;
        return false;
      }
      if (!participants.isMoreLeft) return true;
      // what is left waits for something that does not come any more
      idleSince = participants.content ? Math.min(idleSince, world.now) : Infinity;
      return world.now - idleSince >= LINGER;
    },
    // of what is left, the next thing that happens may be the end, whatever it is
    stillUntil: () => (!participants.isLost && participants.isMoreToCome ? by : world.now),
  };
}

/** Until everybody has been content for a while. */
function rest(world: WorldContext, participants: Participants, quiet: Micros, by: Micros): Wait {
  let contentSince: Micros = Infinity;
  const wait = {
    by,
    lookAt: Infinity,
    isOver() {
      if (participants.isLost) return true;
      contentSince = participants.content ? Math.min(contentSince, world.now) : Infinity;
      wait.lookAt = contentSince + quiet;
      return world.now - contentSince >= quiet;
    },
    stillUntil: () =>
      participants.isLost || world.now >= wait.lookAt
        ? world.now
        : Math.min(wait.lookAt, world.now + quiet, by),
  };
  return wait;
}

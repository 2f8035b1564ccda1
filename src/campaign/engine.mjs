/**
 * Fits V8 to what Gauntlet does: many short-lived worlds. Owns flags of V8's; must not know what runs. JavaScript, so that a
 * process can begin with it.
 */
import { setFlagsFromString } from 'node:v8';

const FLAGS = [
  // of a campaign's heap all but twenty megabytes is garbage: by itself V8 lets five times as much pile up, and now and
  // then ten times, before it collects; from here on it collects when as much again has piled up
  '--heap-growing-percent=100',
  // a world is much code, of which little is hot: with V8's own limits (460 and 920) the compiler spends a fifth more
  // processor time on a campaign; with still smaller ones what it makes is slower
  '--max-inlined-bytecode-size=150',
  '--max-inlined-bytecode-size-cumulative=450',
  // what a world is made of lives as long as the world, and no longer: made old at once, as V8 learns to do, it keeps
  // all that it knows until a full collection
  '--no-allocation-site-pretenuring',
];

/**
 * Holds for all threads of this process. To be called first of all, before anything is hot: where a limit changes while V8
 * compiles, it may find that what it had chosen to inline is too large by now, and ends the process ("Check failed:
 * inlineability == SharedFunctionInfo::kHasOptimizationDisabled").
 */
export function tuneEngine() {
  for (const flag of FLAGS) setFlagsFromString(flag);
}

/** The kernel alone: 64 pending callbacks, each of which draws, folds into a rolling hash and schedules the next. */
import { mix } from '../../src/kernel/hash.ts';
import { Loop, type Lane } from '../../src/kernel/loop.ts';
import { createRandom } from '../../src/kernel/random.ts';
import { KERNEL } from './guard-limits.ts';
import type { Subject } from './subject.ts';

const PENDING = 64;
const EVENTS = 50_000;
const LONGEST_DELAY_MICROS = 1_000;

/** An event is one dispatch. */
export function kernelAlone(): Subject {
  return { name: KERNEL, unit: 'events', portion: runKernel };
}

function runKernel(): number {
  const loop = new Loop({ seed: 'bench' });
  const random = createRandom('bench').stream('delays');
  let hash = 0;
  const goOn = (lane: Lane): void => {
    const delay = random.int(1, LONGEST_DELAY_MICROS);
    hash = mix(hash, loop.now ^ delay);
    loop.after(delay, lane, () => goOn(lane));
  };
  for (let k = 0; k < PENDING; k++) goOn(loop.lane(`actor/${k}`));
  for (let k = 0; k < EVENTS; k++) loop.step();
  if (hash === 0) throw new Error('the rolling hash is zero, which says that nothing was folded in');
  return loop.dispatched;
}

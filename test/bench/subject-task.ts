/** One subject in a process of its own: tells what it is, then does what it is asked until nobody is there to ask. */
import { tuneEngine } from '../../src/campaign/engine.mjs';
import type { Asked } from './subject-process.ts';
import { SUBJECTS, type SubjectKey } from './subjects.ts';
import { here } from './turns.ts';

// as the command line does
tuneEngine();

const turns = here(await SUBJECTS[process.argv[2] as SubjectKey]());
process.on('message', (asked: Asked) => void answer(asked));
process.on('disconnect', () => process.exit());
process.send?.({ name: turns.name, unit: turns.unit });

async function answer({ what, ms, clock }: Asked): Promise<void> {
  process.send?.(await (what === 'turn' ? turns.turn(ms, clock) : turns.warmUp(ms)));
}

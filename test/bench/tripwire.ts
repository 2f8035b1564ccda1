/** Raising the tripwire and lowering it again, around a run that does nothing: every run of a campaign pays for it. */
import { withTripwire } from '../../src/campaign/tripwire.ts';
import { TRIPWIRE } from './guard-limits.ts';
import type { Subject } from './subject.ts';

const RUNS = 2_000;

export function tripwireAlone(): Subject {
  return {
    name: TRIPWIRE,
    unit: 'runs',
    portion: () => {
      for (let k = 0; k < RUNS; k++) withTripwire(() => k);
      return RUNS;
    },
  };
}

/** Every fact, in the order in which people read them. */
import { CONNECTION_FACTS } from './connections.ts';
import type { Fact } from './fact.ts';
import { RESTART_FACTS } from './restarts.ts';
import { ROTATION_FACTS } from './rotations.ts';
import { RUN_FACTS } from './runs.ts';
import { TEXT_FACTS } from './texts.ts';

export const FACTS: readonly Fact[] = [
  ...ROTATION_FACTS,
  ...RUN_FACTS,
  ...RESTART_FACTS,
  ...CONNECTION_FACTS,
  ...TEXT_FACTS,
];

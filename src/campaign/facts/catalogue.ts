/** Every fact, in the order in which people read them. */
import { CONNECTION_FACTS } from './connections.ts';
import { DISK_FACTS } from './disk.ts';
import type { Fact } from './fact.ts';
import { HANDSHAKE_FACTS } from './handshakes.ts';
import { RESTART_FACTS } from './restarts.ts';
import { ROTATION_FACTS } from './rotations.ts';
import { RUN_FACTS } from './runs.ts';
import { SEQUEL_FACTS } from './sequels.ts';
import { SESSION_FACTS } from './sessions.ts';
import { TEXT_FACTS } from './texts.ts';

export const FACTS: readonly Fact[] = [
  ...ROTATION_FACTS,
  ...RUN_FACTS,
  ...RESTART_FACTS,
  ...DISK_FACTS,
  ...CONNECTION_FACTS,
  ...HANDSHAKE_FACTS,
  ...SESSION_FACTS,
  ...SEQUEL_FACTS,
  ...TEXT_FACTS,
];

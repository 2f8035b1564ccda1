/** Which entries an incarnation read back from the disk, for mistakes that treat them differently. */
import type { Entry } from '../reference/entry.ts';
import { restart, type RestartPolicy } from '../reference/policy/restart.ts';

const readBack = new WeakSet<Entry>();

export function isReadBack(entry: Entry): boolean {
  return readBack.has(entry);
}

export const marksReadBack: RestartPolicy = {
  ...restart,
  reopen(core, session, runs, next) {
    for (const entry of session.entries) readBack.add(entry);
    restart.reopen(core, session, runs, next);
  },
};

/** Facts about a disk that refuses to write: what it left behind, and what it cost. */
import type { Fact } from './fact.ts';

export const DISK_FACTS: readonly Fact[] = [
  {
    id: 'crash-after-refused-write',
    sentence: 'the process died, and the disk had refused the last thing that it was to write',
    watches: ['disk', 'process'],
    start: () => {
      let isRefused = false;
      return (seen) => {
        if (seen.type === 'disk' && (seen.record.op === 'append' || seen.record.op === 'write'))
          isRefused = !seen.record.ok;
        return isRefused && seen.type === 'process' && seen.record.event === 'crashed';
      };
    },
  },
  {
    id: 'append-behind-a-part',
    sentence: 'a file was appended to behind a part of what the disk had refused',
    watches: ['disk', 'fault'],
    start: () => {
      let goingOn = 0;
      const torn = new Set<string>();
      return (seen) => {
        if (seen.type === 'fault' && seen.record.faultKind === 'disk.short') {
          if (seen.record.event === 'injected') goingOn++;
          else if (seen.record.event === 'healed') goingOn--;
        }
        if (seen.type !== 'disk' || seen.record.op !== 'append') return false;
        const { ok, path } = seen.record;
        if (!ok && goingOn > 0) torn.add(path);
        return ok && torn.has(path);
      };
    },
  },
];

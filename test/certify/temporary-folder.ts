/** A folder of one test's own; it goes with the run's (`test/temporary-root.ts`). */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'gauntlet-certify-test-'));
}

/** A folder of its own for each test of a file, removed afterwards; and waiting for what is to come. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach } from 'vitest';

export function temporaryFolder(): { readonly path: string } {
  const folder = { path: '' };
  beforeEach(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'gauntlet-live-'));
  });
  afterEach(() => {
    rmSync(folder.path, { recursive: true, force: true, maxRetries: 5 });
  });
  return folder;
}

const own: string[] = [];

afterAll(() => {
  for (const path of own.splice(0)) rmSync(path, { recursive: true, force: true, maxRetries: 5 });
});

/** One more, for tests that run beside each other; removed when their file is over. */
export function ownFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'gauntlet-live-'));
  own.push(path);
  return path;
}

const DEADLINE_MS = 20_000;
const LOOK_EVERY_MS = 5;

/** Resolves once `holds`; rejects after the deadline, naming what did not come. */
export async function until(holds: () => boolean, what: string, withinMs = DEADLINE_MS): Promise<void> {
  const giveUp = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > giveUp) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

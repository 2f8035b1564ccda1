/**
 * One temporary folder for a whole run of the tests, gone when it is over: also what a killed process left in it. Every
 * process and thread that a test starts has it in its environment.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let root: string | undefined;

export function setup(): void {
  root = mkdtempSync(join(tmpdir(), 'gauntlet-tests-'));
  process.env['TMPDIR'] = root;
}

export function teardown(): void {
  if (root !== undefined) rmSync(root, { recursive: true, force: true, maxRetries: 5 });
}

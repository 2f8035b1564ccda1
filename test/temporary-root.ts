/**
 * One temporary folder for a whole run of the tests, gone when it is over: also what a killed process left in it. Every
 * process and thread that a test starts has it in its environment. Each project sets it up: a folder in a folder in a folder would be
 * a path too long for the socket of a browser.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

let root: string | undefined;

const NAME = 'gt-';

export function setup(): void {
  if (basename(tmpdir()).startsWith(NAME)) return;
  root = mkdtempSync(join(tmpdir(), NAME));
  process.env['TMPDIR'] = root;
}

export function teardown(): void {
  if (root !== undefined) rmSync(root, { recursive: true, force: true, maxRetries: 5 });
}

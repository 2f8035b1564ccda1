/** A program that can be hosted: how it is started, what it finds in its folder, and what is known of it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Dialect } from '../dialect/dialect.ts';

export interface HostedProgram {
  /** As reports call it. */
  readonly name: string;
  readonly dialect: Dialect;
  /** The Node that runs it. */
  readonly node: string;
  readonly script: string;
  /** Modules that start the program when they are loaded: all others are loaded ahead. Undefined: none is. */
  readonly starters?: readonly string[];
  /** What the script is given. Paths below `VISIBLE_ROOT` are the execution's. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Texts to be written before the first life, by path below `VISIBLE_ROOT`. */
  readonly files: ReadonlyMap<string, string>;
  /** Folders that are there from the beginning, below `VISIBLE_ROOT`. */
  readonly folders: readonly string[];
  readonly cwd: string;
  readonly stopSignal: string;
  /** Texts that differ between machines, such as where it is installed; masked in its log. */
  readonly places: readonly string[];
  /** Folders of its installation of which it is shown these entries only. Default: none. */
  readonly narrowed?: Readonly<Record<string, readonly string[]>>;
}

/** Makes the folder that its first life finds. */
export function layOut({ folders, files }: HostedProgram, root: string): void {
  for (const folder of ['/tmp', ...folders]) mkdirSync(root + folder, { recursive: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(root + path), { recursive: true });
    writeFileSync(root + path, text);
  }
}

/** A program that can be hosted: how it is started, what it finds in its folder, and what is known of it. */
import type { Dialect } from '../dialect/dialect.ts';

export interface HostedProgram {
  /** As reports call it. */
  readonly name: string;
  readonly dialect: Dialect;
  /** The Node that runs it. */
  readonly node: string;
  /** Options of Node's own, the script, and what it is given. Paths below `VISIBLE_ROOT` are the execution's. */
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
}

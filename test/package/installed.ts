/**
 * The package as its users have it: packed, and installed in a folder of its own beside what they bring themselves. With
 * `--ignore-scripts`, since none of ours is needed; from npm's cache where that has it.
 */
import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const EXAMPLE = join(import.meta.dirname, 'example');
const LONGEST_MS = 300_000;
/** What is fetched from a registry takes as long as that and the machine like. */
const LONGEST_INSTALL_MS = 1_800_000;

export interface Packed {
  readonly tarball: string;
  /** Paths in the tarball. */
  readonly files: readonly string[];
}

/** Builds and packs into `folder`. */
export function pack(folder: string): Packed {
  const text = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const said = JSON.parse(text.slice(text.search(/^[[{]/m))) as unknown;
  const [packed] = Object.values(said as Record<string, { filename: string; files: { path: string }[] }>);
  if (packed === undefined) throw new Error('npm pack said nothing');
  return { tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

export class UsersProject {
  readonly folder: string = realpathSync(mkdtempSync(join(tmpdir(), 'gauntlet-user-')));
  /** What the installation said. */
  readonly installed: string;
  /** The Node that runs it. */
  readonly #node: string;

  /** The example project with `packages` installed in it; `install` is how, such as `npm install`. */
  constructor(packages: readonly string[], install: readonly string[], node: string = process.execPath) {
    this.#node = node;
    cpSync(EXAMPLE, this.folder, { recursive: true });
    const [command = '', ...words] = [...install, ...packages];
    const { status, signal, stdout, stderr } = this.run(command, words, '', LONGEST_INSTALL_MS);
    this.installed = stdout + stderr;
    const how =
      signal === null
        ? `ended with ${status ?? 'nothing'}`
        : `was ended by ${signal}, which may mean after ${LONGEST_INSTALL_MS / 1_000} s`;
    if (status !== 0) throw new Error(`${install.join(' ')} ${how}: ${this.installed}`);
  }

  /** `below`: in which folder of the project. */
  run(command: string, args: readonly string[], below = '', timeout = LONGEST_MS): SpawnSyncReturns<string> {
    return spawnSync(command, args, {
      cwd: join(this.folder, below),
      encoding: 'utf8',
      timeout,
    });
  }

  /** Runs the program `name` that one of the packages brought. */
  bin(name: string, args: readonly string[], below = ''): SpawnSyncReturns<string> {
    return this.run(this.#node, [join(this.folder, 'node_modules', name), ...args], below);
  }

  node(args: readonly string[]): SpawnSyncReturns<string> {
    return this.run(this.#node, args);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

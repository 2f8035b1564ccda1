/**
 * Inode numbers and file times as a hosted process sees them: numbers in the order in which files are first looked at,
 * kept from one life to the next and never used twice; times on the virtual wall clock. A file's access time, set a
 * century after its modification time, marks that the latter is ours: a write that went past us moves only that one.
 */
import fs, { type BigIntStats, type Stats } from 'node:fs';
import { agenda, birth, isBorn } from './life.ts';

const {
  appendFileSync,
  existsSync,
  readFileSync,
  statSync,
  lstatSync,
  fstatSync,
  utimesSync,
  lutimesSync,
  futimesSync,
} = fs;

const CENTURY_MS = 100 * 365.25 * 86_400_000;
/** Of files that came with the gateway or the machine. */
const INSTALLED_MS = Date.UTC(2025, 0, 1);
const FIRST_INODE = 1_000_000;

interface Known {
  readonly inode: number;
  readonly bornMillis: number;
}

const known = new Map<string, Known>();

export function loadInodes(): void {
  known.clear();
  if (!existsSync(birth.inodes)) return;
  for (const line of readFileSync(birth.inodes, 'utf8').split('\n')) {
    const [key, bornMillis] = line.split(' ');
    if (key !== undefined && key !== '' && bornMillis !== undefined)
      known.set(key, { inode: FIRST_INODE + known.size, bornMillis: Number(bornMillis) });
  }
}

function knownOf(stats: Stats): Known {
  // the time of birth tells a number that was used again
  const key = `${stats.ino}:${stats.birthtimeMs}`;
  let found = known.get(key);
  if (found === undefined) {
    found = { inode: FIRST_INODE + known.size, bornMillis: agenda.seenWallMillis };
    known.set(key, found);
    if (isBorn()) appendFileSync(birth.inodes, `${key} ${found.bornMillis}\n`);
  }
  return found;
}

/** How a file is named to the kernel. */
export type FileName = { readonly fd: number } | { readonly path: string; readonly follow: boolean };

function stamp(name: FileName, millis: number): void {
  const [seen, changed] = [new Date(millis + CENTURY_MS), new Date(millis)];
  try {
    if ('fd' in name) futimesSync(name.fd, seen, changed);
    else if (name.follow) utimesSync(name.path, seen, changed);
    else lutimesSync(name.path, seen, changed);
  } catch {
    // a file that is not ours, or gone: its times are told without a mark
  }
}

/** A file was changed by an operation that we saw. */
export function stampNow(name: FileName): void {
  stamp(name, agenda.seenWallMillis);
}

/** What `stat` says of a file, from what it really says; `ours`: it lies in the folder of the process. */
export function virtualStats(
  said: Stats | BigIntStats,
  name: FileName,
  ours: boolean,
  visiblePath: string,
): Stats | BigIntStats {
  const real = isBig(said) ? realStats(name) : said;
  let [changedMillis, bornMillis, inode] = [INSTALLED_MS, INSTALLED_MS, hashOf(visiblePath)];
  if (ours) {
    const found = knownOf(real);
    changedMillis = Math.round(real.mtimeMs);
    if (Math.abs(real.atimeMs - real.mtimeMs - CENTURY_MS) > 0.5) {
      changedMillis = agenda.seenWallMillis;
      stamp(name, changedMillis);
    }
    ({ bornMillis, inode } = found);
  }
  return isBig(said)
    ? bigStats(said, inode, changedMillis, bornMillis)
    : plainStats(real, inode, changedMillis, bornMillis);
}

function isBig(stats: Stats | BigIntStats): stats is BigIntStats {
  return typeof stats.ino === 'bigint';
}

function realStats(name: FileName): Stats {
  if ('fd' in name) return fstatSync(name.fd);
  return name.follow ? statSync(name.path) : lstatSync(name.path);
}

function hashOf(text: string): number {
  let hash = 7;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) >>> 0;
  return hash;
}

const DEVICE = 2049;

/** The four dates come of the times by themselves. */
function plainStats(stats: Stats, inode: number, changedMillis: number, bornMillis: number): Stats {
  stats.dev = DEVICE;
  stats.ino = inode;
  stats.blocks = Math.ceil(stats.size / 512);
  stats.uid = 1000;
  stats.gid = 1000;
  stats.atimeMs = changedMillis;
  stats.mtimeMs = changedMillis;
  stats.ctimeMs = changedMillis;
  stats.birthtimeMs = bornMillis;
  return stats;
}

function bigStats(stats: BigIntStats, inode: number, changedMillis: number, bornMillis: number): BigIntStats {
  const [changed, born] = [BigInt(Math.floor(changedMillis)), BigInt(Math.floor(bornMillis))];
  Object.assign(stats, {
    dev: BigInt(DEVICE),
    ino: BigInt(inode),
    uid: 1000n,
    gid: 1000n,
    blocks: (stats.size + 511n) / 512n,
  });
  for (const time of ['atime', 'mtime', 'ctime', 'birthtime']) {
    const millis = time === 'birthtime' ? born : changed;
    Object.assign(stats, { [`${time}Ms`]: millis, [`${time}Ns`]: millis * 1_000_000n });
    Object.defineProperty(stats, time, {
      value: new Date(Number(millis)),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return stats;
}

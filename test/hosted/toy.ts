/**
 * A small program for incarnations: a bit of everything that Node does, and every way to end. What it says is made of
 * what it is given, so two that are given the same say the same.
 */
import { createHash, scrypt } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { readSync, writeSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';

const loadedBy = process.pid;
const keptExit = (process as unknown as { reallyExit(code: number): void }).reallyExit.bind(process);
const packed = promisify<string, Buffer>(deflate);
const unpacked = promisify<Buffer, Buffer>(inflate);
const derived = promisify<string, string, number, { N: number }, Buffer>(scrypt);

export interface ToyParameters {
  readonly seed: number;
  readonly end: keyof typeof ENDS;
  /** Default: what comes of its work. */
  readonly tells?: 'work' | 'itself' | 'nothing';
}

/** A loop with chance of its own, as a hosted gateway has: from what it is given alone. */
function* chance(seed: number): Generator<number, never> {
  for (let state = seed; ;) yield (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
}

async function work(seed: number): Promise<string> {
  const draw = chance(seed);
  const folder = await mkdtemp(join(tmpdir(), 'gauntlet-toy-'));
  const lines: string[] = [];
  for (let round = 0; round < 3; round++) {
    const text = `${draw.next().value} `.repeat(200 + round);
    const file = join(folder, `${round}.txt`);
    await writeFile(file, text);
    await pause(1);
    const [read, { size }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    const whole = String(await unpacked(await packed(read)));
    const key = await derived(whole.slice(0, 20), 'salt', 16, { N: 16 });
    await turn();
    const emitter = new EventEmitter();
    queueMicrotask(() => process.nextTick(() => emitter.emit('done', whole === text)));
    const [same] = (await once(emitter, 'done')) as [boolean];
    lines.push([size, key.toString('hex'), same, createHash('sha256').update(whole).digest('hex')].join(' '));
  }
  await rm(folder, { recursive: true });
  // enough that the heap grows and is collected
  let kept: { readonly at: number; readonly drawn: number }[] = [];
  for (let at = 0; at < 5_000; at++) kept = [...kept.slice(-50), { at, drawn: draw.next().value }];
  return [...lines, JSON.stringify(kept.at(-1))].join('\n');
}

const ENDS = {
  returns: () => undefined,
  loops: () => {
    for (;;);
  },
  throws: () => {
    throw new RangeError('nobody catches this');
  },
  rejects: () => void Promise.reject(new Error('nor this')),
  'throws a text': () => {
    // oxlint-disable-next-line typescript/only-throw-error
    throw 'a text';
  },
  'fails at failing': () => {
    process.on('uncaughtException', () => {
      throw new Error('worse');
    });
    throw new Error('bad');
  },
  catches: () => {
    process.on('uncaughtException', (error) => console.log(`caught ${error.message}`));
    setTimeout(() => console.log('and went on'), 1);
    throw new Error('bad');
  },
  'exits with 3': () => process.exit(3),
  'has the code 4': () => (process.exitCode = 4),
  'keeps its way out': () => keptExit(5),
  'says goodbye': () => process.on('exit', (code) => console.log(`goodbye ${code}`)),
  'fails at goodbye': () =>
    process.on('exit', () => {
      throw new Error('no goodbye');
    }),
  aborts: () => process.abort(),
  'kills itself': () => process.kill(process.pid, 'SIGTERM'),
  'hears a signal': () => {
    const going = setInterval(() => undefined, 1000);
    process.on('SIGUSR2', () => clearInterval(going));
    process.kill(process.pid, 'SIGUSR2');
  },
  listens: () => console.log(`heard ${heard()}`),
};

/** A line of the channel, from which nobody else reads. */
function heard(): string {
  const byte = Buffer.alloc(1);
  for (let line = ''; ; line += byte.toString('latin1'))
    if (readSync(3, byte) === 0 || byte[0] === 10) return line;
}

export async function onFork(): Promise<void> {
  const { seed, end, tells = 'work' } = JSON.parse(heard()) as ToyParameters;
  if (tells === 'work') writeSync(4, await work(seed));
  if (tells === 'itself') {
    const { pid, ppid } = process;
    writeSync(4, JSON.stringify({ pid, ppid, loadedBy, ahead: (globalThis as { ahead?: unknown }).ahead }));
  }
  setTimeout(() => void ENDS[end]());
}

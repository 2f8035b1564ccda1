/**
 * A zygote, seen from outside: a process that has loaded a target's modules ahead and is forked for each incarnation.
 * Every call is synchronous, and whoever makes it may block on what a fork says: deadlines are kept in the zygote, which
 * ends with whoever started it and takes its forks along. Must not know plans, nor what a fork does.
 */
import { spawn } from 'node:child_process';
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
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { moduleFile } from '../../input/module-file.ts';
import { TargetError } from '../../input/problem.ts';
import type { AheadList } from './load-ahead.ts';
import { openPipes } from './pipe.ts';
import { forkRequest, killRequest, parseAnswer } from './zygote-messages.ts';
import type { Departure, ForkRequest, ZygoteAnswer } from './zygote-messages.ts';

/** What loads modules ahead, forked or not; the file of its list comes last. */
export const LOAD_AHEAD = moduleFile('./load-ahead.ts', import.meta.url);
/**
 * Without the first two a fork waits for ever for threads that it does not have, and the third spares one. The code of
 * what is loaded is kept, or each fork compiles it anew; and lives are short: the old heap is collected when it is four
 * times as large as it was, not when there is time for it. A process of its own gets them too: it must do the same.
 */
export const FLAGS = [
  '--single-threaded',
  '--v8-pool-size=0',
  '--disable-sigusr1',
  '--no-flush-bytecode',
  '--heap-growing-percent=300',
  '--no-memory-reducer',
  '--no-incremental-marking',
];
/** How an error begins that nobody caught. */
const SAYS_WHY = /^(?:Uncaught|\w*Error)\b/;

export interface ZygoteOptions extends Omit<AheadList, 'fork'> {
  /** The target's Node. */
  readonly node: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly addon: string;
  /** How long its modules may take. */
  readonly loadMs: number;
}

/** One fork. */
export interface Fork {
  readonly pid: number;
  kill(): void;
  /** Waits for its end. */
  departure(): Departure;
}

/** Blocks until all modules are loaded; or says why it cannot be forked. */
export function startZygote(options: ZygoteOptions): Zygote | { readonly because: string } {
  const zygote = new Zygote(options);
  const answer = zygote.begin();
  if (answer === undefined) return zygote;
  zygote.stop();
  return { because: answer };
}

export class Zygote {
  readonly #folder = mkdtempSync(join(tmpdir(), 'gauntlet-zygote-'));
  readonly #printed = join(this.#folder, 'printed');
  readonly #requests: number;
  readonly #answers: number;
  readonly #departures = new Map<string, Departure>();
  readonly #decoder = new StringDecoder();
  #rest = '';
  #forks = 0;

  constructor({ node, env, cwd, addon, loadMs, entry, modules }: ZygoteOptions) {
    const list = join(this.#folder, 'list.json');
    writeFileSync(list, JSON.stringify({ entry, modules, fork: { addon, loadMs } } satisfies AheadList));
    const [requests, answers] = openPipes(2);
    if (requests === undefined || answers === undefined) throw new Error('no pipes');
    const printed = openSync(this.#printed, 'a');
    const stdio = ['ignore', printed, printed, requests.reads, answers.writes] as const;
    const argv = [...FLAGS, LOAD_AHEAD, list];
    const child = spawn(node, argv, { argv0: 'node', cwd, env, stdio: [...stdio] });
    child.on('error', () => undefined);
    if (child.pid === undefined) writeFileSync(this.#printed, `${node} cannot be started`);
    child.unref();
    for (const fd of [printed, requests.reads, answers.writes]) closeSync(fd);
    [this.#requests, this.#answers] = [requests.writes, answers.reads];
  }

  /** Why it cannot fork. */
  begin(): string | undefined {
    const answer = this.#hear(({ type }) => type === 'ready' || type === 'refused');
    if (answer === undefined) return this.#obituary();
    return answer.type === 'refused' ? answer.because : undefined;
  }

  /** Its files are open when this returns, so our other ends of its pipes may be closed. */
  fork(files: Omit<ForkRequest, 'id'>): Fork {
    const id = String(++this.#forks);
    this.#ask(forkRequest({ id, ...files }));
    const answer = this.#hear((heard) => 'id' in heard && heard.id === id && heard.type !== 'ended');
    if (answer?.type !== 'forked') {
      const why = answer?.type === 'failed' ? answer.because : this.#obituary();
      throw new TargetError(`a zygote cannot fork: ${why}`);
    }
    let ended: Departure | undefined;
    return {
      pid: answer.pid,
      kill: () => {
        if (ended === undefined) this.#ask(killRequest(id));
      },
      departure: () => (ended ??= this.#departure(id)),
    };
  }

  /** All forks are gone when this returns. */
  stop(): void {
    closeSync(this.#requests);
    while (this.#read());
    closeSync(this.#answers);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #departure(id: string): Departure {
    if (!this.#departures.has(id)) this.#hear((heard) => heard.type === 'ended' && heard.id === id);
    const departure = this.#departures.get(id);
    if (departure === undefined) throw new TargetError(this.#obituary());
    this.#departures.delete(id);
    return departure;
  }

  #ask(request: Buffer): void {
    try {
      for (let at = 0; at < request.length;) at += writeSync(this.#requests, request, at);
    } catch {
      throw new TargetError(this.#obituary());
    }
  }

  /** The first answer that is `wanted`; undefined: the zygote is gone. */
  #hear(wanted: (answer: ZygoteAnswer) => boolean): ZygoteAnswer | undefined {
    do
      for (let end = this.#rest.indexOf('\n'); end >= 0; end = this.#rest.indexOf('\n')) {
        const answer = parseAnswer(this.#rest.slice(0, end));
        this.#rest = this.#rest.slice(end + 1);
        if (answer.type === 'ended') this.#departures.set(answer.id, answer.departure);
        if (wanted(answer)) return answer;
      }
    while (this.#read());
    return undefined;
  }

  #read(): boolean {
    const chunk = Buffer.alloc(4096);
    const length = readSync(this.#answers, chunk);
    this.#rest += this.#decoder.write(chunk.subarray(0, length));
    return length > 0;
  }

  #obituary(): string {
    const lines = readFileSync(this.#printed, 'utf8').split('\n');
    const words = lines.find((line) => SAYS_WHY.test(line)) ?? lines.findLast((line) => line.trim() !== '');
    return `the zygote ended: ${words ?? 'it was killed, or took too long to load'}`;
  }
}

/**
 * The process that a foreign gateway runs in, seen from outside: whatever happens in there (an exit, an abort, a loop
 * without end), it ends with an answer or with how it ended. A watchdog on the wall clock kills it when nothing was
 * heard of it for too long, as much longer as the machine is crowded; Ctrl-C gives it a moment to finish what it is at. It keeps nobody alive who does not wait.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { InterruptedError } from '../execute.ts';
import { patienceMs } from './patience.ts';
import { ERRORS, type ForeignAnswer, type ForeignModule } from './messages.ts';
import type { ForeignOutcome, ForeignRequest } from './messages.ts';

const CHILD = fileURLToPath(new URL('./child.mjs', import.meta.url));
/** Milliseconds that one dispatch may take. The variable is for tests of the watchdog. */
export function hangMs(): number {
  return Number(process.env['GAUNTLET_HANG_MS'] ?? 30_000);
}
/** How long after Ctrl-C it may go on with what it is at. */
const GRACE_MS = 1500;

/** The process owed an answer, and the gateway `message`. */
export class EndedError extends Error {
  override readonly name = 'EndedError';
  /** The same for all endings of a kind. */
  readonly kind: string;

  constructor(message: string, kind = message) {
    super(message);
    this.kind = kind;
  }
}

/** CPU time of all such processes, as far as they said. */
let spentMicros = 0;

export function foreignMicros(): number {
  return spentMicros;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

interface Waiting {
  readonly limitMs: number;
  resolve(value: ForeignModule | ForeignOutcome): void;
  reject(reason: Error): void;
}

export class ForeignProcess {
  readonly #child: ChildProcess;
  /** Rejects when the file is no gateway. */
  readonly module: Promise<ForeignModule>;
  #waiting: Waiting | undefined;
  #watchdog: NodeJS.Timeout | undefined;
  #lastLook: NodeJS.Immediate | undefined;
  #over: Error | undefined;

  constructor(path: string, signal: AbortSignal | undefined) {
    // what it prints is for people: stdout belongs to the report
    this.#child = spawn(process.execPath, [CHILD, path, String(process.pid)], {
      stdio: ['ignore', process.stderr.fd, process.stderr.fd, 'ipc'],
      serialization: 'advanced',
    });
    running.add(this.#child);
    this.#child.on('message', (answer: ForeignAnswer) => this.#hear(answer));
    this.#child.on('error', (error) => this.stop(error));
    this.#child.on('exit', (code, by) => {
      const how = by === null ? `with exit code ${code ?? 0}` : `by ${by}`;
      this.stop(new EndedError(`ended its own process ${how}`));
    });
    signal?.addEventListener('abort', () => {
      setTimeout(() => this.stop(new InterruptedError()), GRACE_MS).unref();
    });
    this.module = this.#answer(hangMs()) as Promise<ForeignModule>;
  }

  get isOver(): boolean {
    return this.#over !== undefined;
  }

  /** One at a time. Rejects with EndedError when the process ends before it has answered. */
  ask(request: ForeignRequest, limitMs: number): Promise<ForeignOutcome> {
    const answer = this.#answer(limitMs) as Promise<ForeignOutcome>;
    this.#watch(limitMs);
    if (!this.isOver) this.#child.send(request, () => undefined);
    return answer;
  }

  stop(reason: Error): void {
    if (this.isOver) return;
    this.#over = reason;
    this.#child.kill('SIGKILL');
    running.delete(this.#child);
    this.#settle()?.reject(reason);
  }

  #answer(limitMs: number): Promise<ForeignModule | ForeignOutcome> {
    return new Promise((resolve, reject) => {
      if (this.#over !== undefined) reject(this.#over);
      else this.#waiting = { limitMs, resolve, reject };
      this.#hold(!this.isOver);
    });
  }

  #hear(answer: ForeignAnswer): void {
    if (answer.type === 'alive') this.#watch(this.#waiting?.limitMs);
    else if (answer.type === 'done') {
      spentMicros += answer.coreMicros;
      this.#settle()?.resolve(answer.value);
    } else {
      const error = new (ERRORS.get(answer.error) ?? Error)(answer.message);
      if (answer.stack !== undefined) error.stack = answer.stack;
      this.#settle()?.reject(error);
    }
  }

  /** From when the first sign of life came: until then only our own code is loaded. */
  #watch(limitMs: number | undefined): void {
    clearTimeout(this.#watchdog);
    clearImmediate(this.#lastLook);
    if (this.#waiting === undefined || limitMs === undefined) return;
    const hung = new EndedError(`hung: it had not returned after ${limitMs / 1000} s`, 'hung');
    const began = performance.now();
    const look = (): void => {
      const left = began + patienceMs(limitMs) - performance.now();
      if (left > 0) this.#watchdog = setTimeout(look, left);
      // this thread may have been busy: what has come by now is heard first
      else this.#lastLook = setImmediate(() => this.stop(hung));
    };
    this.#watchdog = setTimeout(look, limitMs);
  }

  #settle(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#watch(undefined);
    this.#hold(false);
    return waiting;
  }

  /** Whether this process waits for that one. */
  #hold(waits: boolean): void {
    const channel = this.#child.channel as { ref(): void; unref(): void } | null | undefined;
    for (const one of [this.#child, channel])
      if (waits) one?.ref();
      else one?.unref();
  }
}

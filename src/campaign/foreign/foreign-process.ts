/**
 * The process that a foreign gateway runs in, seen from outside: whatever happens in there (an exit, an abort, a loop
 * without end), it ends with an answer or with how it ended. A watchdog on the wall clock kills it when nothing was
 * heard of it for too long; Ctrl-C gives it a moment to finish what it is at. It keeps nobody alive who does not wait.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { InputError, TargetError } from '../../input/problem.ts';
import { TripwireError } from '../tripwire.ts';
import type { ForeignAnswer, ForeignRequest } from './messages.ts';

const CHILD = fileURLToPath(new URL('./child.mjs', import.meta.url));
/** Milliseconds that one dispatch may take. The variable is for tests of the watchdog. */
export function hangMs(): number {
  return Number(process.env['GAUNTLET_HANG_MS'] ?? 30_000);
}
/** Loading TypeScript, the world and the judge, before any code of the gateway runs. */
const START_MS = 60_000;
/** How long after Ctrl-C it may go on with what it is at. */
const GRACE_MS = 1500;

/** How a process ended that owed an answer. */
export type Ending =
  | { readonly type: 'exited'; readonly code: number }
  | { readonly type: 'killed'; readonly signal: string }
  | { readonly type: 'hung'; readonly afterMs: number }
  | { readonly type: 'interrupted' };

export class EndedError extends Error {
  override readonly name = 'EndedError';
  readonly ending: Ending;

  constructor(ending: Ending) {
    super(endingWords(ending));
    this.ending = ending;
  }
}

export function endingWords(ending: Ending): string {
  switch (ending.type) {
    case 'exited':
      return `ended its own process with exit code ${ending.code}`;
    case 'killed':
      return `ended its own process by ${ending.signal}`;
    case 'hung':
      return `hung: it had not returned after ${ending.afterMs / 1000} s`;
    case 'interrupted':
      return 'was interrupted';
  }
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

interface Waiting {
  readonly limitMs: number;
  readonly onPart: (part: unknown) => void;
  resolve(value: unknown): void;
  reject(reason: Error): void;
}

export class ForeignProcess {
  readonly #child: ChildProcess;
  #waiting: Waiting | undefined;
  #heardAt = performance.now();
  #watchdog: NodeJS.Timeout | undefined;
  #ending: Ending | undefined;

  constructor(path: string, signal: AbortSignal | undefined) {
    // what it prints is for people: stdout belongs to the report
    this.#child = spawn(process.execPath, [CHILD, path], {
      stdio: ['ignore', process.stderr.fd, process.stderr.fd, 'ipc'],
      serialization: 'advanced',
    });
    running.add(this.#child);
    this.#child.on('message', (answer: ForeignAnswer) => this.#hear(answer));
    this.#child.on('error', () => this.#over({ type: 'exited', code: -1 }));
    this.#child.on('exit', (code, by) => {
      this.#over(by === null ? { type: 'exited', code: code ?? 0 } : { type: 'killed', signal: by });
    });
    this.#hold(false);
    signal?.addEventListener('abort', () => {
      setTimeout(() => this.stop({ type: 'interrupted' }), GRACE_MS).unref();
    });
  }

  get isOver(): boolean {
    return this.#ending !== undefined;
  }

  /** What the module says of itself. Rejects with InputError when it is no gateway, with EndedError as `ask` does. */
  async loaded(): Promise<Extract<ForeignAnswer, { type: 'loaded' }>> {
    return (await this.#answer(START_MS, () => undefined)) as Extract<ForeignAnswer, { type: 'loaded' }>;
  }

  /** One at a time. Rejects with EndedError when the process ends before it has answered. */
  ask(request: ForeignRequest, limitMs: number, onPart: (part: unknown) => void): Promise<unknown> {
    const answer = this.#answer(limitMs, onPart);
    if (!this.isOver) this.#child.send(request, () => undefined);
    return answer;
  }

  stop(ending: Ending): void {
    if (this.isOver) return;
    this.#child.kill('SIGKILL');
    this.#over(ending);
  }

  #answer(limitMs: number, onPart: (part: unknown) => void): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#ending !== undefined) {
        reject(new EndedError(this.#ending));
        return;
      }
      this.#waiting = { limitMs, onPart, resolve, reject };
      this.#heardAt = performance.now();
      this.#hold(true);
      this.#watch(limitMs);
    });
  }

  #hear(answer: ForeignAnswer): void {
    const waiting = this.#waiting;
    this.#heardAt = performance.now();
    if (waiting === undefined) return;
    if (answer.type === 'part') waiting.onPart(answer.value);
    else if (answer.type === 'alive') {
      // its code begins to load
      if (waiting.limitMs === START_MS) this.#waiting = { ...waiting, limitMs: hangMs() };
      this.#watch(hangMs());
    } else {
      this.#settle();
      if (answer.type === 'failed') waiting.reject(this.#failure(answer));
      else waiting.resolve(answer.type === 'done' ? answer.value : answer);
    }
  }

  #failure({ kind, message, stack }: Extract<ForeignAnswer, { type: 'failed' }>): Error {
    if (kind === 'input') return new InputError(message.split('\n'));
    if (kind === 'dead') return new TargetError(message);
    const error = kind === 'unrepeatable' ? new TripwireError(message) : new Error(message);
    if (stack !== undefined) error.stack = stack;
    return error;
  }

  /** Looks again when what had come by then was heard: this thread may have been busy. */
  #watch(inMs: number): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => {
      setImmediate(() => {
        const { limitMs = Infinity } = this.#waiting ?? {};
        const left = limitMs - (performance.now() - this.#heardAt);
        if (left <= 0) this.stop({ type: 'hung', afterMs: limitMs });
        else if (left < Infinity) this.#watch(left);
      });
    }, inMs);
  }

  #over(ending: Ending): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    running.delete(this.#child);
    const waiting = this.#waiting;
    this.#settle();
    waiting?.reject(new EndedError(ending));
  }

  #settle(): void {
    this.#waiting = undefined;
    clearTimeout(this.#watchdog);
    this.#hold(false);
  }

  /** Whether this process waits for that one. */
  #hold(waits: boolean): void {
    const channel = this.#child.channel as { ref(): void; unref(): void } | null | undefined;
    if (waits) {
      this.#child.ref();
      channel?.ref();
    } else {
      this.#child.unref();
      channel?.unref();
    }
  }
}

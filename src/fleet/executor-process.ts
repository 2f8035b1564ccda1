/**
 * The process in which a worker executes ranges, seen from outside: whatever a plan does in there, it ends with a result or
 * with how it ended. One that says nothing for too long is killed; the next range has a new one.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { InputError } from '../input/problem.ts';
import type { ExecutorAnswer, ExecutorRequest } from './executor-messages.ts';

const CHILD = fileURLToPath(new URL('./executor-child.mjs', import.meta.url));

export interface ExecutedRange {
  readonly plans: number;
  readonly result: Buffer;
}

export class ExecutorProcess {
  readonly #patienceMs: number;
  #child: ChildProcess | undefined;

  /** `patienceMs`: so long it may say nothing. */
  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /** One range at a time. Rejects with how it ended, or with InputError when nobody can execute what is asked for. */
  async run(request: ExecutorRequest): Promise<ExecutedRange> {
    const child = (this.#child ??= this.#started());
    let patience: NodeJS.Timeout | undefined;
    const stop = new AbortController();
    const listening = { signal: stop.signal };
    try {
      return await new Promise<ExecutedRange>((resolve, reject) => {
        const wait = (): void => {
          clearTimeout(patience);
          patience = setTimeout(() => {
            this.close();
            reject(
              new Error(`nothing was heard of the process that executed it for ${this.#patienceMs / 1000} s`),
            );
          }, this.#patienceMs);
        };
        const hear = (message: ExecutorAnswer): void => {
          if (message.type === 'alive') return wait();
          if (message.type === 'refused') return reject(new InputError(message.problem));
          resolve({ plans: message.plans, result: Buffer.from(message.result) });
        };
        const end = (code: number | null, by: string | null): void =>
          reject(
            new Error(`the process that executed it ended ${by === null ? `with ${code ?? 0}` : `by ${by}`}`),
          );
        child.on('message', hear).once('exit', end).once('error', reject);
        listening.signal.addEventListener('abort', () =>
          child.off('message', hear).off('exit', end).off('error', reject),
        );
        wait();
        child.send(request, () => undefined);
      });
    } finally {
      clearTimeout(patience);
      stop.abort();
    }
  }

  /** May be called at any time, and again. */
  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  #started(): ChildProcess {
    // what it prints is for people
    // it ends with this one, also when this one is gone before it looks for that
    const child = fork(CHILD, [String(process.pid)], {
      serialization: 'advanced',
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    child.on('error', () => undefined);
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    return child;
  }
}

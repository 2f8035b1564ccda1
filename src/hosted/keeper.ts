/**
 * The keeper of hosted processes, as the thread that executes plans has it: every question is answered before the call
 * returns. One for each such thread, made when it is first needed. Owns the deadlines; must not know what is said.
 */
import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { TargetError } from '../input/problem.ts';

export interface StartRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** File descriptors of this process, by that of the new one. */
  readonly stdio: readonly ('ignore' | number)[];
}

const THREAD = fileURLToPath(new URL('./keeper-thread.mjs', import.meta.url));
const [PID, WAIT, LIMIT_MS, HUNG] = [0, 1, 2, 3] as const;

export class Keeper {
  static #only: Keeper | undefined;
  readonly #port: MessagePort;
  readonly #answered = new Int32Array(new SharedArrayBuffer(4));
  readonly #watched = new Int32Array(new SharedArrayBuffer(16));
  readonly #pids = new Set<number>();

  static get(): Keeper {
    return (this.#only ??= new Keeper());
  }

  private constructor() {
    const { port1, port2 } = new MessageChannel();
    const workerData = { port: port2, answered: this.#answered, watched: this.#watched };
    const worker = new Worker(THREAD, { workerData, transferList: [port2], execArgv: [] });
    worker.unref();
    this.#port = port1;
    port1.unref();
    process.on('exit', () => {
      for (const pid of this.#pids) tryKill(pid);
    });
  }

  /** Starts a process and gives its pid. Throws TargetError when it cannot be started. */
  start(request: StartRequest): number {
    const { pid, problem } = this.#ask({ type: 'start', ...request });
    if (pid === undefined) throw new TargetError(`${request.command}: ${problem ?? 'cannot be started'}`);
    this.#pids.add(pid);
    return pid;
  }

  /** Kills a process, and returns when it is gone. */
  end(pid: number): void {
    this.#ask({ type: 'end', pid });
    this.#pids.delete(pid);
  }

  /** From here on this thread waits for a process, which has so long. */
  watch(pid: number, limitMs: number): void {
    Atomics.store(this.#watched, LIMIT_MS, limitMs);
    Atomics.add(this.#watched, WAIT, 1);
    Atomics.store(this.#watched, PID, pid);
  }

  /** It waits no more. */
  relax(): void {
    Atomics.store(this.#watched, PID, 0);
  }

  /** The process was killed because its time was over. */
  hung(pid: number): boolean {
    return Atomics.load(this.#watched, HUNG) === pid;
  }

  #ask(request: object): { readonly pid?: number; readonly problem?: string } {
    const before = Atomics.load(this.#answered, 0);
    this.#port.postMessage(request);
    Atomics.wait(this.#answered, 0, before);
    for (;;) {
      const answer = receiveMessageOnPort(this.#port);
      if (answer !== undefined) return answer.message as { pid?: number; problem?: string };
    }
  }
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone already
  }
}

/**
 * One child process: started in a group of its own, its output kept to a limit, ended with everything it started, what
 * left the group included. Whatever happens to this process, no child outlives it: an exit kills all that is left. Must
 * not know what the child is.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { killStrays, MARK_VARIABLE } from './strays.ts';
import type { Launch } from './target.ts';

/** Lines of output that are kept, and characters of one line. */
const KEPT_LINES = 400;
const LONGEST_LINE = 2_000;
/** What it wrote last is read to its end; whoever left group and mark behind may hold the pipe open this long. */
const LAST_WORDS_WITHIN_MS = 500;

const living = new Set<Child>();
process.on('exit', () => {
  for (const child of living) child.killAll();
});

export class Child {
  /** Called once; `text` says how it ended. */
  onExit: (text: string) => void = () => undefined;
  readonly #process: ChildProcess;
  readonly #mark = randomUUID();
  readonly #log: string[];
  /** How it ended; undefined while it runs. */
  exited: string | undefined;
  readonly #whenGone: Promise<void>;

  /** Throws nothing: a command that cannot be started ends at once. Lines of output are added to `log`. */
  constructor({ command, args, env, cwd }: Launch, log: string[]) {
    this.#log = log;
    this.#process = spawn(command, args, {
      cwd,
      env: { ...env, [MARK_VARIABLE]: this.#mark },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    living.add(this);
    for (const output of [this.#process.stdout, this.#process.stderr]) {
      const read = lineReader((lines) => this.#keep(lines));
      output?.setEncoding('utf8').on('data', read);
      output?.once('end', () => read('\n'));
    }
    this.#whenGone = new Promise((resolve) => {
      const ended = (text: string): void => {
        this.#ended(text);
        resolve();
      };
      this.#process.once('error', (error) => ended(`cannot be started: ${error.message}`));
      this.#process.once('exit', (code, signal) => {
        // what it had started is not to meet the next incarnation
        this.killAll();
        const text = signal === null ? `exited with code ${code ?? 0}` : `was ended by ${signal}`;
        this.#process.once('close', () => ended(text));
        setTimeout(() => ended(text), LAST_WORDS_WITHIN_MS).unref();
      });
    });
  }

  /** There was a process at all. */
  get started(): boolean {
    return this.#process.pid !== undefined;
  }

  /** Sends a signal to the process alone. */
  signal(signal: NodeJS.Signals): void {
    if (this.exited === undefined) this.#process.kill(signal);
  }

  /** Sends a signal to the process and all it started. */
  signalAll(signal: NodeJS.Signals): void {
    const { pid } = this.#process;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // the group is gone already
    }
  }

  /** Kills it and all of its group. */
  kill(): void {
    this.signalAll('SIGKILL');
  }

  /** Kills it, all it started, and what of that had left the group; the log says what. */
  killAll(): void {
    this.kill();
    const { pid } = this.#process;
    const strays = pid === undefined ? [] : killStrays(this.#mark, pid);
    if (strays.length > 0)
      this.#keep([`gauntlet: ended what had left its process group: ${strays.join(', ')}`]);
  }

  /** Kills what is left and waits until the process is gone. */
  async end(): Promise<void> {
    this.kill();
    await this.#whenGone;
    this.#process.stdout?.destroy();
    this.#process.stderr?.destroy();
  }

  #ended(text: string): void {
    if (this.exited !== undefined) return;
    this.exited = text;
    living.delete(this);
    this.onExit(text);
  }

  #keep(lines: readonly string[]): void {
    for (const line of lines)
      this.#log.push(line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line);
    if (this.#log.length > KEPT_LINES) this.#log.splice(0, this.#log.length - KEPT_LINES);
  }
}

/** Cuts output into lines; a line without end is cut where it gets too long. */
function lineReader(take: (lines: readonly string[]) => void): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) {
      lines.push(rest);
      rest = '';
    }
    // of very many lines at once, only those are looked at that can be kept
    const told = lines.slice(-KEPT_LINES).filter((line) => line.trim() !== '');
    take(told.map((line) => line.replace(/\r$/, '')));
  };
}

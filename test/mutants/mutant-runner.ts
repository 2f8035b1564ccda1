/**
 * Runs tests on mutants, in vitest's process. In a sweep every test runs twice as it is, which shows what it reaches and
 * that it may be repeated, and then once for every mutant it reaches that no test has killed yet. Quick tests come first:
 * those that take long have a sweep of their own, on what is left. Mutants that count
 * while modules load are tried by loading: every file of tests is loaded anew for each of them, as a suite that bears its
 * number. What happens is told line by line through a file, which outlives the process.
 */
import { appendFileSync } from 'node:fs';
import { setMaxListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { describe, TestRunner, vi } from 'vitest';
import type { RunnerTask, RunnerTestCase, RunnerTestFile, SerializedConfig } from 'vitest';
import { MutantSwitch } from './mutant-switch.ts';

/** A test that takes longer is slow. */
const QUICK_MS = 150;

/** What a process is to do. */
export interface MutantJob {
  readonly way: 'quick' | 'slow' | 'loading';
  readonly mutants: readonly number[];
  /** Where it says what happens. */
  readonly journal: string;
}

/** A line of the journal. */
export type MutantNews =
  | { readonly type: 'started'; readonly pid: number }
  /** A file of tests is loaded, or a test begins: it goes on, also where there is nothing to try. */
  | { readonly type: 'testing' }
  /** If nothing follows `trying`, the mutant ended the process or runs for ever. */
  | { readonly type: 'trying' | 'killed' | 'survived'; readonly mutant: number }
  /** It was reached while nothing ran. */
  | { readonly type: 'loaded'; readonly mutant: number }
  | { readonly type: 'failed'; readonly test: string; readonly message: string };

declare module 'vitest' {
  interface ProvidedContext {
    readonly mutantJob: MutantJob;
  }
}

export default class MutantRunner extends TestRunner {
  readonly #switch = new MutantSwitch();
  readonly #job: MutantJob;
  readonly #alive: Set<number>;
  /** Whose the outermost suites and tests are. */
  readonly #mutants = new WeakMap<RunnerTask, number>();

  constructor(config: SerializedConfig) {
    super(config);
    this.#job = this.injectValue('mutantJob') as MutantJob;
    this.#alive = new Set(this.#job.mutants);
    Object.assign(globalThis, { gauntletMutants: this.#switch });
    this.#tell({ type: 'started', pid: process.pid });
  }

  override importFile(path: string, source: 'collect' | 'setup'): unknown {
    const load = async (): Promise<void> => {
      await super.importFile(path, source);
    };
    this.#tell({ type: 'testing' });
    if (this.#job.way !== 'loading' || source !== 'collect') return load();
    for (const mutant of this.#alive)
      describe(String(mutant), async () => {
        vi.resetModules();
        await this.#try(mutant, load);
      });
    return undefined;
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    this.#tell({ type: 'testing' });
    // each body listens to its end
    setMaxListeners(0, test.context.signal);
    const written = TestRunner.getTestFn(test);
    const body = async (): Promise<void> => {
      // its snapshots are counted from the first again
      this.onBeforeTryTask(test);
      await written();
    };
    if (this.#job.way !== 'loading') await this.#sweep(test, body);
    else await this.#try(this.#mutants.get(outermost(test)) as number, body);
  }

  /** The suites that bear numbers go: snapshots are found by the names of suites. */
  onCollected(files: RunnerTestFile[]): void {
    if (this.#job.way !== 'loading') return;
    for (const file of files)
      file.tasks = file.tasks.flatMap((suite) => {
        if (suite.type !== 'suite') throw new Error(`${suite.name} is in no suite of a mutant`);
        for (const task of suite.tasks) {
          Reflect.deleteProperty(task, 'suite');
          this.#mutants.set(task, Number(suite.name));
        }
        return suite.tasks;
      });
  }

  override onAfterRunSuite(): Promise<void> {
    this.#tellLoaded();
    return Promise.resolve();
  }

  async #sweep(test: RunnerTestCase, body: () => Promise<void>): Promise<void> {
    this.#tellLoaded();
    try {
      const startedAt = performance.now();
      await body();
      const first = this.#switch.takeReached();
      if (performance.now() - startedAt > QUICK_MS !== (this.#job.way === 'slow')) return;
      await body();
      const again = this.#switch.takeReached();
      // what is remembered after the first time is reached as if while loading
      for (const mutant of first) if (!again.has(mutant)) this.#tell({ type: 'loaded', mutant });
      for (const mutant of again) await this.#try(mutant, body);
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      this.#tell({ type: 'failed', test: nameOf(test), message });
    }
  }

  /** Killed when it throws. */
  async #try(mutant: number, body: () => Promise<void>): Promise<void> {
    if (!this.#alive.has(mutant)) return;
    this.#tell({ type: 'trying', mutant });
    this.#switch.turnOn(mutant);
    const kills = await body().then(
      () => false,
      () => true,
    );
    this.#switch.turnOff();
    if (kills) this.#alive.delete(mutant);
    this.#tell({ type: kills ? 'killed' : 'survived', mutant });
    // the process answers its parent in between
    await setImmediate();
  }

  #tellLoaded(): void {
    for (const mutant of this.#switch.takeReached()) this.#tell({ type: 'loaded', mutant });
  }

  #tell(news: MutantNews): void {
    appendFileSync(this.#job.journal, `${JSON.stringify(news)}\n`);
  }
}

function nameOf(task: RunnerTask): string {
  return task.suite === undefined ? task.name : `${nameOf(task.suite)} > ${task.name}`;
}

function outermost(task: RunnerTask): RunnerTask {
  return task.suite === undefined ? task : outermost(task.suite);
}

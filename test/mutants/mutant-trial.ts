/**
 * Tries mutants on the unit tests of a room, in a process that loads them once: every test meets every mutant that it
 * reaches. Those of them that count while modules load get the modules loaded anew. A process that tries a mutant and
 * says nothing for two minutes is ended, and the mutant counts as killed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVitest, type Vitest } from 'vitest/node';
import { ROOT } from '../tidy/source-files.ts';
import { instrument, type Numbered } from './instrument.ts';
import type { Mutant } from './mutant.ts';
import type { MutantJob, MutantNews } from './mutant-runner.ts';

const SILENCE_MS = 120_000;
/** Each has all modules loaded once more. */
const LOADED_AT_ONCE = 25;

export type Fate = 'killed' | 'survived' | 'unreached';

export class MutantTrial {
  readonly #room: string;
  readonly #mutants: readonly Mutant[];
  readonly #folder = mkdtempSync(join(tmpdir(), 'gauntlet-mutants-'));
  readonly #fates = new Map<number, Fate>();
  readonly #loaded = new Set<number>();
  #jobs = 0;

  constructor(room: string, mutants: readonly Mutant[]) {
    this.#room = room;
    this.#mutants = mutants;
  }

  /** The fate of each mutant, in their order. */
  async run(progress: (says: string) => void): Promise<Fate[]> {
    const vitest = await this.#vitest();
    try {
      progress(`${this.#mutants.length} mutants`);
      await this.#tryAll(vitest, 'quick', [...this.#mutants.keys()]);
      const left = [...this.#mutants.keys()].filter((number) => this.#isAlive(number));
      progress(`${left.length} that no quick test kills`);
      await this.#tryAll(vitest, 'slow', left);
      const loaded = [...this.#loaded].filter((number) => this.#isAlive(number));
      for (let done = 0; done < loaded.length; done += LOADED_AT_ONCE) {
        progress(`${done} of ${loaded.length} that are reached while modules load`);
        await this.#tryAll(vitest, 'loading', loaded.slice(done, done + LOADED_AT_ONCE));
      }
    } finally {
      await vitest.close();
      rmSync(this.#folder, { recursive: true });
    }
    return this.#mutants.map((_, number) => this.#fates.get(number) ?? 'unreached');
  }

  async #vitest(): Promise<Vitest> {
    return await createVitest(
      'test',
      {
        root: ROOT,
        config: false,
        watch: false,
        include: [`test/${this.#room}/**/*.test.ts`],
        exclude: ['test/properties/skewed.test.ts'],
        pool: 'forks',
        isolate: false,
        fileParallelism: false,
        runner: join(import.meta.dirname, 'mutant-runner.ts'),
        reporters: [{}],
        update: 'none',
        // a test that is stopped by a timeout stays stopped for every other mutant
        testTimeout: 0,
      },
      { cacheDir: 'node_modules/.cache/vite', plugins: [this.#plugin()] },
    );
  }

  #plugin(): { name: string; enforce: 'pre'; transform(text: string, id: string): string | undefined } {
    const byFile = new Map<string, Numbered[]>();
    for (const [number, mutant] of this.#mutants.entries()) {
      const path = join(ROOT, mutant.file);
      byFile.set(path, [...(byFile.get(path) ?? []), { number, mutant }]);
    }
    return {
      name: 'mutants',
      enforce: 'pre',
      transform: (text, id) => {
        const mutants = byFile.get(id);
        return mutants === undefined ? undefined : instrument(text, mutants);
      },
    };
  }

  #isAlive(number: number): boolean {
    return this.#fates.get(number) !== 'killed';
  }

  /** Again without the mutant at which it broke off, until it comes through. */
  async #tryAll(vitest: Vitest, way: MutantJob['way'], mutants: readonly number[]): Promise<void> {
    for (let trying: number | undefined = -1; trying !== undefined;) {
      trying = undefined;
      const alive = mutants.filter((number) => this.#isAlive(number));
      for (const news of await this.#newsOf(vitest, way, alive)) {
        if (news.type === 'started' || news.type === 'testing') continue;
        if (news.type === 'failed') throw new Error(`without any mutant: ${news.test}: ${news.message}`);
        trying = news.type === 'trying' ? news.mutant : undefined;
        if (news.type === 'loaded') this.#loaded.add(news.mutant);
        else if (news.type !== 'trying') this.#fates.set(news.mutant, news.type);
      }
      if (trying !== undefined) this.#fates.set(trying, 'killed');
    }
  }

  async #newsOf(vitest: Vitest, way: MutantJob['way'], mutants: readonly number[]): Promise<MutantNews[]> {
    const journal = join(this.#folder, `journal-${this.#jobs++}`);
    vitest.provide('mutantJob', { way, mutants, journal });
    const silence = { length: 0, since: performance.now() };
    const watch = setInterval(() => endIfSilent(journal, silence), 1_000);
    try {
      const { testModules } = await vitest.runTestSpecifications(await vitest.globTestSpecifications());
      const news = newsIn(readFileSync(journal, 'utf8'));
      if (way !== 'loading') {
        for (const module of testModules)
          for (const { message } of module.errors()) throw new Error(`${module.moduleId}: ${message}`);
        const brokenOff = testModules.find((module) => module.state() === 'pending');
        if (brokenOff !== undefined && news.at(-1)?.type !== 'trying')
          throw new Error(`${brokenOff.moduleId} broke off while no mutant was tried`);
      }
      return news;
    } finally {
      clearInterval(watch);
    }
  }
}

function newsIn(journal: string): MutantNews[] {
  const lines = journal.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as MutantNews);
}

function endIfSilent(journal: string, silence: { length: number; since: number }): void {
  let text = '';
  try {
    text = readFileSync(journal, 'utf8');
  } catch {
    return;
  }
  if (text.length !== silence.length) {
    silence.length = text.length;
    silence.since = performance.now();
  } else if (performance.now() - silence.since > SILENCE_MS) {
    const news = newsIn(text);
    // a test without a mutant comes to its end, however long it takes
    if (news.at(-1)?.type !== 'trying') return;
    const started = news.findLast((one) => one.type === 'started');
    try {
      if (started !== undefined) process.kill(started.pid, 'SIGKILL');
    } catch {
      // it had ended by itself
    }
  }
}

/**
 * Certification: runs each case of a profile so many times on a target that is handed in, judges each run when it is
 * over and keeps of it no more than its verdicts and its place in the bundle. What comes out does not depend on the
 * order in which runs end. Must not know: worlds, processes, the command line.
 */
import type { Dialect } from '../dialect/dialect.ts';
import { dialectFor } from '../dialect/catalogue.ts';
import { InputError, TargetError } from '../input/problem.ts';
import type { Verdict } from '../properties/property.ts';
import { CATALOGUE, type Catalogue } from '../properties/versions.ts';
import { certificateOf, isInterrupted } from './assessment.ts';
import { historyHeader, jsonText, logPath, LOG_LINES, planPath, PROFILE_FILE } from './bundle.ts';
import type { BundleWriter } from './bundle-writer.ts';
import { judgeOne } from './case-assessment.ts';
import { caseTasks, performAll, type CaseTask } from './case-queue.ts';
import {
  certifyCaseOf,
  changedServer,
  guessWords,
  saysOf,
  saysSomething,
  serverIn,
  type CaseRun,
  type LoadedCase,
  type Repetition,
  type RunCase,
  type ServerInfo,
} from './case-run.ts';
import type { Certificate, WorldName } from './certificate.ts';
import { judgeByName, judgeFor, type NamedJudge } from './named-judge.ts';
import { requiredProperties, type ResolvedProfile } from './profile.ts';

export interface CertifyOptions {
  readonly target: string;
  /** Where `run` executes. */
  readonly world: WorldName;
  /** Default: by what the hello says. */
  readonly dialect?: Dialect | undefined;
  readonly profile: ResolvedProfile;
  /** Default: what this version has. */
  readonly catalogue?: Catalogue;
  /** The cases to run, all of the profile's or some. */
  readonly cases: readonly LoadedCase[];
  readonly repeat: number;
  /** Runs under way at a time. */
  readonly parallel: number;
  readonly run: RunCase;
  readonly bundle: BundleWriter;
  /** Gauntlet's version. */
  readonly gauntlet: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: CertifyProgress) => void;
}

export interface CertifyProgress {
  readonly done: number;
  readonly total: number;
  /** The repetition that ended last. */
  readonly last: { readonly case: string; readonly repetition: number; readonly verdict: string } | null;
}

export interface Certification {
  readonly certificate: Certificate;
  readonly interrupted: boolean;
  /** Repetitions in which the target was dead before hello. */
  readonly unreachable: number;
  /** Why this dialect, where that is a guess; null: it is none. */
  readonly dialectGuess: string | null;
}

/**
 * Rejects with TargetError when the first run finds the target dead, with InputError when no dialect fits or the profile
 * names versions of properties that are gone, and with whatever else a run throws; then the bundle is to be abandoned.
 */
export async function certify(options: CertifyOptions): Promise<Certification> {
  const work = new Certifying(options);
  await work.run();
  return work.result();
}

class Certifying {
  readonly #options: CertifyOptions;
  readonly #judge: NamedJudge;
  readonly #required: ReadonlySet<string>;
  readonly #results: Repetition[][];
  readonly #tasks: readonly CaseTask[];
  /** What the first run said of itself, and the first history. */
  #server: ServerInfo | undefined;
  #recorded: ServerInfo | undefined;
  #dialect: Dialect | undefined;
  #dialectGuess: string | null = null;
  #done = 0;

  constructor(options: CertifyOptions) {
    const { cases, repeat, profile, catalogue = CATALOGUE } = options;
    this.#options = options;
    this.#judge = judgeFor(profile, catalogue);
    if (this.#judge.gone.length > 0)
      throw new InputError(
        `profile ${profile.name} names what this version no longer judges by: ${this.#judge.gone.join(', ')}; take a newer one`,
      );
    this.#required = new Set(requiredProperties(profile));
    this.#dialect = options.dialect;
    this.#results = cases.map(() => Array.from({ length: repeat }, () => ({ type: 'missing' })));
    this.#tasks = caseTasks(cases, repeat);
  }

  /** One run after the other, until one shows that the target lives and what it speaks. */
  async run(): Promise<void> {
    const { parallel, signal, onProgress } = this.#options;
    onProgress?.({ done: 0, total: this.#tasks.length, last: null });
    await performAll(this.#tasks, { parallel, signal }, async (task) => {
      await this.#perform(task);
      return this.#server !== undefined;
    });
  }

  result(): Certification {
    const { bundle, cases, gauntlet, profile, target, world } = this.#options;
    const runs = cases.map((loaded, i) => ({
      case: certifyCaseOf(loaded),
      repetitions: this.#results[i] as Repetition[],
    }));
    bundle.text(PROFILE_FILE, jsonText(profile));
    const certificate = certificateOf({
      gauntlet,
      target,
      world,
      dialect: this.#dialect?.name ?? 'unknown',
      profile,
      server: this.#recorded ?? {},
      runs,
      files: bundle.files(),
      judgedBy: this.#judge.judgedBy,
    });
    return {
      certificate,
      interrupted: isInterrupted(certificate),
      dialectGuess: this.#dialectGuess,
      unreachable: this.#results.flat().filter(({ type }) => type === 'unreachable').length,
    };
  }

  async #perform(task: CaseTask): Promise<void> {
    const { loaded, repetition } = task;
    let run: CaseRun;
    try {
      run = await this.#options.run(loaded.file, repetition);
    } catch (thrown) {
      if (this.#options.signal.aborted) return;
      if (!(thrown instanceof TargetError) || this.#server === undefined) throw thrown;
      this.#note(task, { type: 'unreachable', reason: thrown.message }, 'unreachable');
      return;
    }
    if (run.type === 'not-applicable') this.#note(task, run, run.type);
    else this.#note(task, ...this.#judged(task, run));
  }

  #judged(
    { loaded, repetition }: CaseTask,
    run: Extract<CaseRun, { type: 'ran' }>,
  ): readonly [Repetition, string] {
    this.#server ??= run.server;
    if (this.#dialect === undefined) this.#dialectGuess = guessWords(run.server);
    const dialect = (this.#dialect ??= dialectOf(this.#options.target, run.server));
    this.#staysItself(serverIn(run.records));
    const verdicts = judgeByName(this.#judge, run.records, dialect);
    const { scenario } = loaded.file;
    const { verdict } = judgeOne(verdicts, this.#required, scenario.exercises);
    this.#keep(loaded, repetition, run, verdicts);
    return [{ type: 'judged', history: run.digest, verdicts }, verdict];
  }

  #staysItself(server: ServerInfo): void {
    if (!saysSomething(server)) return;
    const changed = changedServer(this.#options.target, (this.#recorded ??= server), server);
    if (changed !== undefined) throw new TargetError(changed);
  }

  #keep(
    loaded: LoadedCase,
    repetition: number,
    { records, digest, log }: Extract<CaseRun, { type: 'ran' }>,
    verdicts: readonly Verdict[],
  ): void {
    const { bundle, profile, target, world } = this.#options;
    const { name } = loaded.case;
    const about = { target, world, dialect: this.#dialect?.name ?? '', profile: profile.name };
    bundle.history(records, digest, historyHeader(about, certifyCaseOf(loaded), digest));
    if (verdicts.every(({ verdict }) => verdict !== 'violation')) return;
    bundle.text(planPath(name), jsonText(loaded.file.scenario));
    bundle.log(logPath(name, repetition), log.slice(-LOG_LINES));
  }

  #note({ loaded, at, repetition }: CaseTask, result: Repetition, verdict: string): void {
    (this.#results[at] as Repetition[])[repetition - 1] = result;
    this.#done++;
    this.#options.onProgress?.({
      done: this.#done,
      total: this.#tasks.length,
      last: { case: loaded.case.name, repetition, verdict },
    });
  }
}

/** By what its hello says. Throws InputError. */
export function dialectOf(target: string, { version, protocol }: ServerInfo): Dialect {
  const dialect = dialectFor(version ?? '', protocol);
  if (dialect !== undefined) return dialect;
  throw new InputError(
    `${target} says ${saysOf({ version, protocol })}, for which there is no dialect; name one with --dialect`,
  );
}

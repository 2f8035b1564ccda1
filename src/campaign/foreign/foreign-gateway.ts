/**
 * A gateway from a file, in a process of its own, as a campaign sees it. When that process ends in the middle of a
 * plan, the plan is executed once more, alone and with every record written before the gateway goes on: so the last
 * record is known, and the history until then is the evidence of the finding `target/alive`.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '../../history/digest.ts';
import { readHistory } from '../../history/jsonl.ts';
import type { HistoryRecord } from '../../history/record.ts';
import { createJudge } from '../../properties/judge.ts';
import { notAlive, type StatesAt } from '../../properties/target-alive.ts';
import type { Verdict } from '../../properties/property.ts';
import { TargetError } from '../../input/problem.ts';
import { planResult, trialOf, type Bench, type ChunkRequest, type ChunkResult } from '../chunk.ts';
import { CoverageWatch } from '../coverage.ts';
import { evidenceOf } from '../evidence.ts';
import type { Mismatch } from '../determinism.ts';
import type { Outcome, Trial } from '../execute.ts';
import type { RemoteGateway } from '../remote-gateway.ts';
import type { Target, TargetReference } from '../target.ts';
import { EndedError, endingWords, ForeignProcess, hangMs, type Ending } from './foreign-process.ts';
import { RECORDED, unpackHistory, type ForeignRequest, type PackedOutcome } from './messages.ts';

export type FileReference = Extract<TargetReference, { type: 'file' }>;

export class ForeignGateway implements RemoteGateway {
  readonly name: string;
  readonly dialect: string;
  readonly #path: string;
  readonly #signal: AbortSignal | undefined;
  #process: ForeignProcess;
  /** Requests are answered one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  /** The last plan it did not survive: whoever asks again gets the same. */
  #fatal: { readonly plan: string; readonly outcome: Outcome } | undefined;

  /** Throws InputError when the file is no gateway, TargetError when its process does not survive the loading. */
  static async open({ path }: FileReference, signal: AbortSignal | undefined): Promise<ForeignGateway> {
    const first = new ForeignProcess(path, signal);
    try {
      const { name, dialect } = await first.loaded();
      return new ForeignGateway(path, signal, first, name, dialect);
    } catch (thrown) {
      if (!(thrown instanceof EndedError) || thrown.ending.type === 'interrupted') throw thrown;
      throw new TargetError(
        `target/alive: ${path} ${thrown.message} while it was loaded (dead before hello)`,
      );
    }
  }

  private constructor(
    path: string,
    signal: AbortSignal | undefined,
    first: ForeignProcess,
    name: string,
    dialect: string,
  ) {
    this.#path = path;
    this.#signal = signal;
    this.#process = first;
    this.name = name;
    this.dialect = dialect;
  }

  async executeThere(trial: Trial): Promise<Outcome> {
    const { plan, profile, keep = false } = trial;
    if (this.#fatal?.plan === JSON.stringify(plan)) return this.#fatal.outcome;
    try {
      return unpacked(await this.#ask({ type: 'execute', plan, profile, keep, recordTo: null }));
    } catch (thrown) {
      return this.#fatalOutcome(trial, endingOf(thrown));
    }
  }

  async runChunkThere(bench: Bench, target: Target, request: ChunkRequest): Promise<ChunkResult> {
    const parts: ChunkResult[] = [];
    try {
      await this.#ask({ type: 'chunk', request, profile: bench.profile }, (part) => {
        parts.push(part as ChunkResult);
      });
      return merged(request, parts);
    } catch (thrown) {
      const before = merged(request, parts);
      if (thrown instanceof EndedError && thrown.ending.type === 'interrupted') return before;
      const index = request.from + before.plans.length;
      const trial = trialOf(bench, target, request.seed, index);
      const outcome = await this.#fatalOutcome(trial, endingOf(thrown));
      return { ...before, plans: [...before.plans, planResult(outcome, false)], ended: true };
    }
  }

  async compareAgainThere(trial: Trial, expected: string, name: string): Promise<Mismatch | undefined> {
    const { plan, profile } = trial;
    return (await this.#ask({ type: 'compare', plan, profile, expected, name })) as Mismatch | undefined;
  }

  close(): void {
    this.#process.stop({ type: 'interrupted' });
  }

  #ask(
    request: ForeignRequest,
    onPart: (part: unknown) => void = () => undefined,
    limitMs = hangMs(),
  ): Promise<unknown> {
    const answer = this.#last.then(async () => {
      if (this.#process.isOver) {
        this.#process = new ForeignProcess(this.#path, this.#signal);
        await this.#process.loaded();
      }
      return this.#process.ask(request, limitMs, onPart);
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  /** What is known of a plan that the process did not survive. */
  async #fatalOutcome(trial: Trial, ending: Ending): Promise<Outcome> {
    const { plan, profile } = trial;
    const folder = mkdtempSync(join(tmpdir(), 'gauntlet-'));
    try {
      const alone = this.#ask(
        { type: 'execute', plan, profile, keep: true, recordTo: folder },
        undefined,
        Math.max(hangMs() / 3, 1000),
      );
      const survived = await alone.then(unpacked, (thrown: unknown) => {
        endingOf(thrown);
        return undefined;
      });
      const outcome =
        survived === undefined ? cutOff(ending, recordedIn(folder), trial) : beside(ending, survived);
      this.#fatal = { plan: JSON.stringify(plan), outcome };
      return outcome;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** How the process ended; anything else, and Ctrl-C, goes on its way. */
function endingOf(thrown: unknown): Ending {
  if (thrown instanceof EndedError && thrown.ending.type !== 'interrupted') return thrown.ending;
  throw thrown;
}

function unpacked(value: unknown): Outcome {
  const { history, ...outcome } = value as PackedOutcome;
  return history === null ? outcome : { ...outcome, history: unpackHistory(history) };
}

function merged({ from }: ChunkRequest, parts: readonly ChunkResult[]): ChunkResult {
  return {
    from,
    plans: parts.flatMap(({ plans }) => plans),
    mismatches: parts.flatMap(({ mismatches }) => mismatches),
    broken: parts.at(-1)?.broken ?? null,
  };
}

/** An execution that came to no end: only that can be said of it, and no property is judged. */
function cutOff(ending: Ending, history: readonly HistoryRecord[], { dialect, profile }: Trial): Outcome {
  const judge = createJudge({ dialect, profile });
  const coverage = new CoverageWatch(judge.states);
  for (const record of history) coverage.observe(judge.observe(record));
  const last = history.at(-1);
  const after = last === undefined ? '' : ` right after record ${last.i} (${evidenceOf(last).what})`;
  const records = history.slice(-2).map(({ i }) => i);
  return {
    verdicts: [endedVerdict(ending, after, records, judge.states)],
    digest: digestOf(history),
    events: 0,
    records: history.length,
    virtualMicros: last?.atMicros ?? 0,
    cells: coverage.hits,
    facts: [],
    answered: judge.states.answered,
    history,
    ended: true,
  };
}

/** The process ended in this plan, and did not when the plan was executed alone: something else decides. */
function beside(ending: Ending, outcome: Outcome): Outcome {
  const said = '; the same plan alone went through, so what ended it is nothing that the seed decides';
  const verdict = endedVerdict(ending, said, [outcome.records - 1], { at: () => 'idle' });
  return { ...outcome, verdicts: [verdict, ...outcome.verdicts], ended: true };
}

function endedVerdict(ending: Ending, more: string, records: readonly number[], states: StatesAt): Verdict {
  const words = endingWords(ending);
  const cause = ending.type === 'hung' ? 'hung' : words;
  return notAlive([{ sentence: `the gateway ${words}${more}`, cause, records }], states);
}

function recordedIn(folder: string): readonly HistoryRecord[] {
  const file = join(folder, RECORDED);
  if (!existsSync(file)) return [];
  return readHistory(readFileSync(file, 'utf8').split('\n'), (name) => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  }).records;
}

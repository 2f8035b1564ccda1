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
import { TargetError } from '../../input/problem.ts';
import { createJudge } from '../../properties/judge.ts';
import type { StatesAt } from '../../properties/finding.ts';
import { notAlive } from '../../properties/target-alive.ts';
import type { Verdict } from '../../properties/property.ts';
import { CoverageWatch } from '../coverage.ts';
import { evidenceOf } from '../../trace/evidence.ts';
import { InterruptedError, type Outcome, type RemoteGateway, type Trial } from '../execute.ts';
import { EndedError, ForeignProcess, hangMs } from './foreign-process.ts';
import { RECORDED, type ForeignModule } from './messages.ts';

export class ForeignGateway implements RemoteGateway {
  readonly name: string;
  readonly dialect: string;
  readonly #start: () => ForeignProcess;
  #process: ForeignProcess;
  /** Plans are executed one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  /** The last plan it did not survive: whoever asks again gets the same. */
  #fatal: { readonly plan: string; readonly outcome: Outcome } | undefined;

  /** Throws InputError when the file is no gateway, TargetError when its process does not survive the loading. */
  static async open(path: string, signal: AbortSignal | undefined): Promise<ForeignGateway> {
    const start = (): ForeignProcess => new ForeignProcess(path, signal);
    const first = start();
    const module = await first.module.catch((thrown: unknown) => {
      const { message } = endedError(thrown);
      throw new TargetError(`target/alive: ${path} ${message} while it was loaded (dead before hello)`);
    });
    return new ForeignGateway(start, first, module);
  }

  private constructor(start: () => ForeignProcess, first: ForeignProcess, { name, dialect }: ForeignModule) {
    this.#start = start;
    this.#process = first;
    this.name = name;
    this.dialect = dialect;
  }

  executeThere(trial: Trial): Promise<Outcome> {
    const outcome = this.#last.then(() => this.#outcomeOf(trial));
    this.#last = outcome.catch(() => undefined);
    return outcome;
  }

  close(): void {
    this.#process.stop(new InterruptedError());
  }

  async #outcomeOf(trial: Trial): Promise<Outcome> {
    if (this.#fatal !== undefined && this.#fatal.plan === JSON.stringify(trial.plan))
      return this.#fatal.outcome;
    const outcome = await (trial.keep === true ? this.#recorded(trial) : this.#unrecorded(trial));
    if (outcome.ended === true) this.#fatal = { plan: JSON.stringify(trial.plan), outcome };
    return outcome;
  }

  async #unrecorded(trial: Trial): Promise<Outcome> {
    try {
      return await this.#ask(trial, null, hangMs());
    } catch (thrown) {
      const ended = endedError(thrown);
      const alone = await this.#recorded(trial, ended);
      return alone.ended === true ? alone : beside(ended, alone);
    }
  }

  /** `before`: how it ended when it was asked for the first time. */
  async #recorded(trial: Trial, before?: EndedError): Promise<Outcome> {
    const limitMs = before === undefined ? hangMs() : Math.max(hangMs() / 3, 1000);
    const folder = mkdtempSync(join(tmpdir(), 'gauntlet-'));
    try {
      const outcome = await this.#ask(trial, folder, limitMs);
      return { ...outcome, history: recordedIn(folder) };
    } catch (thrown) {
      return cutOff(before ?? endedError(thrown), recordedIn(folder), trial);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  async #ask({ plan, profile, onDraw }: Trial, recordTo: string | null, limitMs: number): Promise<Outcome> {
    if (this.#process.isOver) this.#process = this.#start();
    await this.#process.module;
    const request = { plan, profile, recordTo, withDraws: onDraw !== undefined };
    const { outcome, draws } = await this.#process.ask(request, limitMs);
    for (const draw of draws) onDraw?.(...draw);
    return outcome;
  }
}

/** How the process ended; anything else, and Ctrl-C, goes on its way. */
function endedError(thrown: unknown): EndedError {
  if (thrown instanceof EndedError) return thrown;
  throw thrown;
}

/** An execution that came to no end: only that can be said of it, and no property is judged. */
function cutOff(ended: EndedError, history: readonly HistoryRecord[], { dialect, profile }: Trial): Outcome {
  const judge = createJudge({ dialect, profile });
  const coverage = new CoverageWatch(judge.states);
  for (const record of history) coverage.observe(judge.observe(record));
  const last = history.at(-1);
  const after = last === undefined ? '' : ` right after record ${last.i} (${evidenceOf(last).what})`;
  const records = history.slice(-2).map(({ i }) => i);
  return {
    verdicts: [endedVerdict(ended, after, records, judge.states)],
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
function beside(ended: EndedError, outcome: Outcome): Outcome {
  const said = '; the same plan alone went through, so what ended it is nothing that the seed decides';
  const verdict = endedVerdict(ended, said, [outcome.records - 1], { at: () => 'idle' });
  return { ...outcome, verdicts: [verdict, ...outcome.verdicts], ended: true };
}

function endedVerdict(
  { message, kind }: EndedError,
  more: string,
  records: readonly number[],
  states: StatesAt,
): Verdict {
  return notAlive([{ sentence: `the gateway ${message}${more}`, cause: kind, records }], states);
}

function recordedIn(folder: string): readonly HistoryRecord[] {
  const text = (name: string): string | undefined => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  };
  return readHistory((text(RECORDED) ?? '').split('\n'), text).records;
}

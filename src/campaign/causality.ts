/**
 * The causality curve of a failure: at points along its plan what came before stays, what comes after is drawn anew, and
 * the share that fails in the same way is counted. The same continuations are drawn at every point, so that two points
 * differ by what was kept and little else. Executions go where the curve changes: halves between two points that differ, then more
 * at both sides of the greatest rise. Deterministic: the same failure takes the same way, in one thread or many.
 * After Antithesis, whose reports plot a bug's probability by rewind point. Limit: between two points of the same share
 * nothing is looked at.
 */
import type { HistoryRecord } from '../history/record.ts';
import type { Finding } from '../properties/finding.ts';
import type { Plan } from '../plan/plan.ts';
import { CAUSALITY_VERSION, type Causality, type CausalityEntry } from '../report/published-causality.ts';
import type { RunContinuations, SameFailure } from './continuations.ts';
import { deedOf } from './plan-lines.ts';
import { RewindPoints, type RewindPoint } from './rewind-points.ts';

export interface CausalityOptions {
  readonly maxExecutions: number;
  readonly run: RunContinuations;
  /** Stops the search where it is. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly executions: number }) => void;
}

type WantedFinding = Pick<Finding, 'property' | 'cause' | 'records'>;

/** Executions at a point, before it is worth more; and where all that is kept changes little. */
const AT_FIRST = 16;
const AT_A_SLOW_RISE = 48;
/** At both sides of the greatest rise. */
const AT_THE_JUMP = 64;
/** Shares that differ by less are not worth looking between; more executions can tell smaller ones from chance. */
const DIFFERS = 0.15;
const DIFFERS_SLOWLY = 0.08;
/** A rise from nothing kept to everything kept that is no more than this is a slow one. */
const SLOW_RISE = 0.5;
/** From this share on, what is kept does not matter. */
const ALWAYS = 0.9;

/** The history is that of the plan, which fails as wanted. */
export async function causalityOf(
  plan: Plan,
  history: readonly HistoryRecord[],
  wanted: WantedFinding,
  options: CausalityOptions,
): Promise<Causality> {
  const curve = new Curve(plan, history, wanted, options);
  await curve.begin();
  while (await curve.halve());
  while (await curve.sharpen());
  return curve.result();
}

interface Measured {
  readonly executions: number;
  readonly failures: number;
}

class Curve {
  readonly #plan: Plan;
  readonly #wanted: SameFailure;
  readonly #options: CausalityOptions;
  readonly #points: RewindPoints;
  /** By how many entries were kept. */
  readonly #measured = new Map<number, Measured>();
  #spent = 0;
  #isSlow = false;
  #wasShort = false;

  constructor(
    plan: Plan,
    history: readonly HistoryRecord[],
    wanted: WantedFinding,
    options: CausalityOptions,
  ) {
    this.#plan = plan;
    const { property, cause, records } = wanted;
    const [first] = records;
    const atMicros = first === undefined ? undefined : history[first]?.atMicros;
    this.#wanted = { property, cause, atMicros: atMicros ?? null };
    this.#options = options;
    this.#points = new RewindPoints(plan, history);
  }

  get length(): number {
    return this.#points.points.length;
  }

  /** Both ends, and how steep it is between them. */
  async begin(): Promise<void> {
    await this.measure(0, AT_FIRST);
    await this.measure(this.length, AT_FIRST);
    const least = this.#share(0);
    this.#isSlow = least < ALWAYS && this.#share(this.length) - least < SLOW_RISE;
    if (!this.#isSlow) return;
    await this.measure(0, AT_A_SLOW_RISE);
    await this.measure(this.length, AT_A_SLOW_RISE);
  }

  /** Executes at a point until so many were; says whether any could be. */
  async measure(kept: number, executions: number): Promise<boolean> {
    const { maxExecutions, signal, run, onProgress } = this.#options;
    const measured = this.#measured.get(kept) ?? { executions: 0, failures: 0 };
    const wanted = executions - measured.executions;
    const more = Math.min(wanted, maxExecutions - this.#spent);
    this.#wasShort ||= more < wanted || signal?.aborted === true;
    if (more <= 0 || signal?.aborted === true) return false;
    const from = measured.executions + 1;
    const failures = await run({
      plan: this.#plan,
      rewind: this.#points.after(kept),
      wanted: this.#wanted,
      seed: 'why',
      from,
      to: from + more - 1,
    });
    this.#spent += more;
    this.#measured.set(kept, {
      executions: measured.executions + more,
      failures: measured.failures + failures,
    });
    onProgress?.({ executions: this.#spent });
    return true;
  }

  /** Looks between the two points that differ most; false: none are left. */
  async halve(): Promise<boolean> {
    const apart = this.#pairs().filter(
      ({ from, to, rise }) => to - from > 1 && Math.abs(rise) >= this.#differs,
    );
    const widest = greatest(apart, ({ rise }) => Math.abs(rise));
    if (widest === undefined) return false;
    const executions = this.#isSlow ? AT_A_SLOW_RISE : AT_FIRST;
    return this.measure(Math.floor((widest.from + widest.to) / 2), executions);
  }

  /** Makes sure of the greatest rise, which may turn out to be another one. */
  async sharpen(): Promise<boolean> {
    const jump = this.#jump();
    if (jump === undefined) return false;
    const unsure = [jump.to, jump.from].find(
      (kept) => (this.#measured.get(kept)?.executions ?? 0) < AT_THE_JUMP,
    );
    if (unsure === undefined) return false;
    if (!(await this.measure(unsure, AT_THE_JUMP))) return false;
    while (await this.halve());
    return true;
  }

  result(): Causality {
    const { points } = this.#points;
    const jump = this.#jump();
    const entry = jump === undefined ? undefined : points[jump.to - 1];
    const fromTheStart = this.#share(0) >= ALWAYS;
    const found =
      jump === undefined || entry === undefined || fromTheStart
        ? null
        : {
            entry: this.#entry(entry),
            kept: jump.to,
            before: rounded(this.#share(jump.from)),
            after: rounded(this.#share(jump.to)),
          };
    return {
      causalityVersion: CAUSALITY_VERSION,
      sentence: this.#sentence(found, fromTheStart),
      entries: points.length,
      points: this.#kept().map((kept) => {
        const last = points[kept - 1];
        const { executions, failures } = this.#measured.get(kept) ?? { executions: 0, failures: 0 };
        return { kept, entry: last === undefined ? null : this.#entry(last), executions, failures };
      }),
      jump: found,
      fromTheStart,
      executions: this.#spent,
      budget: this.#options.maxExecutions,
      complete: !this.#wasShort,
    };
  }

  #sentence(jump: Causality['jump'], fromTheStart: boolean): string {
    const { property } = this.#wanted;
    if (fromTheStart)
      return `${property} is violated whatever is drawn: ${percent(this.#share(0))} of all plans of these clients do, so no entry is to blame`;
    if (jump === null) return `no single entry makes ${property} much more probable`;
    return `${jump.entry.words} makes it: ${percent(jump.before)} of the continuations before it violate ${property}, and ${percent(jump.after)} of those with it`;
  }

  /** The greatest rise from one entry to the next. */
  #jump(): Pair | undefined {
    const steps = this.#pairs().filter(({ from, to, rise }) => to - from === 1 && rise >= this.#differs);
    return greatest(steps, ({ rise }) => rise);
  }

  #pairs(): readonly Pair[] {
    const kept = this.#kept();
    return kept.slice(1).map((to, place) => {
      const from = kept[place] ?? 0;
      return { from, to, rise: this.#share(to) - this.#share(from) };
    });
  }

  get #differs(): number {
    return this.#isSlow ? DIFFERS_SLOWLY : DIFFERS;
  }

  #kept(): readonly number[] {
    return [...this.#measured.keys()].toSorted((a, b) => a - b);
  }

  #share(kept: number): number {
    const { executions, failures } = this.#measured.get(kept) ?? { executions: 0, failures: 0 };
    return executions === 0 ? 0 : failures / executions;
  }

  #entry({ entry, record, atMicros }: RewindPoint): CausalityEntry {
    const step = entry.type === 'step' ? entry.step : null;
    return { type: entry.type, id: entry.id, step, words: this.#words(entry), record, atMicros };
  }

  #words(entry: RewindPoint['entry']): string {
    const { id } = entry;
    switch (entry.type) {
      case 'operation': {
        const operation = this.#plan.operations.find((one) => one.id === id);
        return operation === undefined ? id : `${operation.client} ${deedOf(operation)} (${id})`;
      }
      case 'step':
        return `text ${entry.step + 1} of the run of ${id}`;
      case 'end':
        return `the end of the run of ${id}`;
      case 'fault': {
        const fault = this.#plan.faults.find((one) => one.id === id);
        return `${fault?.kind ?? 'a fault'} (${id})`;
      }
    }
  }
}

/** Two points that were measured, and nothing between them. */
interface Pair {
  readonly from: number;
  readonly to: number;
  /** By so much the later one fails more often. */
  readonly rise: number;
}

/** The first of those that are greatest. */
function greatest<T>(items: readonly T[], size: (item: T) => number): T | undefined {
  let best: T | undefined;
  for (const item of items) if (best === undefined || size(item) > size(best)) best = item;
  return best;
}

function rounded(share: number): number {
  return Math.round(share * 1_000) / 1_000;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

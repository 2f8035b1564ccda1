/**
 * The causality curve of a failure: at points along its plan what came before stays, what comes after is drawn anew, and
 * the share that fails in the same way is counted. The same continuations are drawn at every point, so that two points
 * differ by what was kept and little else. Executions go where the curve changes: halves between two points that differ, then more
 * at both sides of the greatest rise; then where the continuations that leave little to chance begin to fail. That is often
 * before all of them do, since a mistake is made by one entry and shown by a later one; and it is behind the jump where that
 * makes the mistake probable, and another entry is needed to make it.
 * Deterministic: the same failure takes the same way, in one thread or many.
 * After Antithesis, whose reports plot a bug's probability by rewind point. Limit: between two points of the same share
 * nothing is looked at.
 */
import type { HistoryRecord } from '../history/record.ts';
import type { Finding } from '../properties/finding.ts';
import type { Plan } from '../plan/plan.ts';
import { CAUSALITY_VERSION, type Causality, type CausalityEntry } from '../report/published-causality.ts';
import {
  KINDS_IN_A_ROW,
  type ContinuationKind,
  type RunContinuations,
  type SameFailure,
} from './continuations.ts';
import { CurveCounts, type Pair } from './curve-counts.ts';
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
const AT_FIRST = 2 * KINDS_IN_A_ROW;
const AT_A_SLOW_RISE = 6 * KINDS_IN_A_ROW;
/** At both sides of the greatest rise. */
const AT_THE_JUMP = 8 * KINDS_IN_A_ROW;
/** At both sides of where one kind of continuation begins to fail. */
const AT_A_TURN = 6 * KINDS_IN_A_ROW;
/** Shares that differ by less are not worth looking between; more executions can tell smaller ones from chance. */
const DIFFERS = 0.15;
const DIFFERS_SLOWLY = 0.08;
/** A rise from nothing kept to everything kept that is no more than this is a slow one. */
const SLOW_RISE = 0.5;
/** From this share on, what is kept does not matter. */
const ALWAYS = 0.9;
/** Continuations of one kind that fail at least so often do fail; by so much more often than before, or it is no turn. */
const MOSTLY = 0.5;
const TURNS = 0.5;
/** Those in which nothing is drawn. */
type DecidedKind = Exclude<ContinuationKind, 'drawn'>;
/** In the order in which they ask for more. */
const DECIDED: readonly DecidedKind[] = ['still', 'asked', 'used', 'restarted'];

const WHEN: Readonly<Record<DecidedKind, string>> = {
  still: 'where nothing else is done',
  asked: 'where each session is sent a message',
  used: 'where each session is sent messages and compacted',
  restarted: 'where each session is sent a message and the process restarts',
};

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
  for (const kind of DECIDED) while (await curve.turn(kind));
  return curve.result();
}

class Curve {
  readonly #plan: Plan;
  readonly #wanted: SameFailure;
  readonly #options: CausalityOptions;
  readonly #points: RewindPoints;
  readonly #counts = new CurveCounts();
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
    const least = this.#counts.share(0);
    this.#isSlow = least < ALWAYS && this.#counts.share(this.length) - least < SLOW_RISE;
    if (!this.#isSlow) return;
    await this.measure(0, AT_A_SLOW_RISE);
    await this.measure(this.length, AT_A_SLOW_RISE);
  }

  /** Executes at a point until so many were; says whether any could be. */
  async measure(kept: number, executions: number): Promise<boolean> {
    const { maxExecutions, signal, run, onProgress } = this.#options;
    const { executions: before } = this.#counts.of(kept);
    const wanted = executions - before;
    const more = Math.min(wanted, maxExecutions - this.#spent);
    this.#wasShort ||= more < wanted || signal?.aborted === true;
    if (more <= 0 || signal?.aborted === true) return false;
    const [from, to] = [before + 1, before + more];
    const rewind = this.#points.after(kept);
    const failed = await run({ plan: this.#plan, rewind, wanted: this.#wanted, seed: 'why', from, to });
    this.#spent += more;
    this.#counts.add(kept, from, to, failed);
    onProgress?.({ executions: this.#spent });
    return true;
  }

  /** Looks between the two points that differ most; false: none are left. */
  async halve(): Promise<boolean> {
    const apart = this.#counts
      .pairs()
      .filter(({ from, to, rise }) => to - from > 1 && Math.abs(rise) >= this.#differs);
    const widest = greatest(apart, ({ rise }) => Math.abs(rise));
    if (widest === undefined) return false;
    const executions = this.#isSlow ? AT_A_SLOW_RISE : AT_FIRST;
    return this.measure(Math.floor((widest.from + widest.to) / 2), executions);
  }

  /** Makes sure of the greatest rise, which may turn out to be another one. */
  async sharpen(): Promise<boolean> {
    const jump = this.#jump();
    if (jump === undefined) return false;
    const unsure = [jump.to, jump.from].find((kept) => this.#counts.of(kept).executions < AT_THE_JUMP);
    if (unsure === undefined) return false;
    if (!(await this.measure(unsure, AT_THE_JUMP))) return false;
    while (await this.halve());
    return true;
  }

  /** Looks for the entry from which on continuations of a kind fail, and makes sure of it; false: it is known, or there is none. */
  async turn(kind: DecidedKind): Promise<boolean> {
    const turn = this.#turn(kind);
    if (turn === undefined) return false;
    if (turn.to - turn.from > 1) return this.measure(Math.floor((turn.from + turn.to) / 2), AT_FIRST);
    // nothing of it is drawn, so that once is enough
    if (kind === 'still') return false;
    const unsure = [turn.to, turn.from].find((kept) => this.#counts.of(kept).executions < AT_A_TURN);
    return unsure !== undefined && this.measure(unsure, AT_A_TURN);
  }

  /** The last that leads from hardly any to most. */
  #turn(kind: DecidedKind): Pair | undefined {
    const share = (kept: number): number => this.#counts.shareOfKind(kept, kind);
    const kept = this.#counts.kept();
    // what is asked at last may undo it
    const last = kept.findLast((one) => share(one) >= MOSTLY) ?? 0;
    const from = kept.findLast((one) => one < last && share(one) < MOSTLY);
    const to = from === undefined ? undefined : kept.find((one) => one > from && share(one) >= MOSTLY);
    return from === undefined || to === undefined ? undefined : { from, to, rise: share(to) - share(from) };
  }

  /**
   * Where it was decided, when the jump does not say so: the earliest entry before it from which on continuations of a kind fail;
   * or, where the jump leaves it open, the one behind it from which on it fails with nothing else done.
   */
  #begins(jump: Pair | undefined): Causality['begins'] {
    const turns = DECIDED.flatMap((kind) => {
      const turn = this.#turn(kind);
      return turn === undefined || turn.to - turn.from > 1 || turn.rise < TURNS ? [] : [{ ...turn, kind }];
    });
    const before = turns.filter(({ to }) => jump === undefined || to < jump.to);
    const isOpen = jump !== undefined && this.#counts.share(jump.to) < ALWAYS;
    const behind = turns.filter(({ to, kind }) => isOpen && kind === 'still' && to > jump.to);
    const first = greatest(before, ({ to }) => -to) ?? behind[0];
    const entry = first === undefined ? undefined : this.#points.points[first.to - 1];
    if (first === undefined || entry === undefined) return null;
    const [share, after] = [first.from, first.to].map((kept) =>
      rounded(this.#counts.shareOfKind(kept, first.kind)),
    ) as [number, number];
    return { entry: this.#entry(entry), kept: first.to, before: share, after, when: first.kind };
  }

  result(): Causality {
    const { points } = this.#points;
    const fromTheStart = this.#counts.share(0) >= ALWAYS;
    const rise = this.#jump();
    // chance makes small rises, and what is decided is more certain
    const isDoubtful = rise !== undefined && rise.rise < DIFFERS;
    const begins = fromTheStart ? null : this.#begins(isDoubtful ? undefined : rise);
    const jump = begins !== null && isDoubtful ? undefined : rise;
    const entry = jump === undefined ? undefined : points[jump.to - 1];
    const found =
      jump === undefined || entry === undefined || fromTheStart
        ? null
        : {
            entry: this.#entry(entry),
            kept: jump.to,
            before: rounded(this.#counts.share(jump.from)),
            after: rounded(this.#counts.share(jump.to)),
          };
    return {
      causalityVersion: CAUSALITY_VERSION,
      sentence: this.#sentence(found, begins, fromTheStart),
      entries: points.length,
      points: this.#counts.kept().map((kept) => {
        const last = points[kept - 1];
        const { executions, failures } = this.#counts.of(kept);
        return { kept, entry: last === undefined ? null : this.#entry(last), executions, failures };
      }),
      jump: found,
      begins,
      fromTheStart,
      executions: this.#spent,
      budget: this.#options.maxExecutions,
      complete: !this.#wasShort,
    };
  }

  #sentence(jump: Causality['jump'], begins: Causality['begins'], fromTheStart: boolean): string {
    const { property } = this.#wanted;
    if (fromTheStart)
      return `${property} is violated whatever is drawn: ${percent(this.#counts.share(0))} of all plans of these clients do, so no entry is to blame`;
    const first =
      begins === null
        ? undefined
        : `from ${begins.entry.words} on it fails ${WHEN[begins.when]}: ${percent(begins.before)} of such continuations before it violate ${property}, and ${percent(begins.after)} of those with it`;
    if (jump === null) return first ?? `no single entry makes ${property} much more probable`;
    const made = `${jump.entry.words} makes it: ${percent(jump.before)} of the continuations before it violate ${property}, and ${percent(jump.after)} of those with it`;
    return first === undefined ? made : `${made}; ${first}`;
  }

  /** The greatest rise from one entry to the next. */
  #jump(): Pair | undefined {
    const steps = this.#counts
      .pairs()
      .filter(({ from, to, rise }) => to - from === 1 && rise >= this.#differs);
    return greatest(steps, ({ rise }) => rise);
  }

  get #differs(): number {
    return this.#isSlow ? DIFFERS_SLOWLY : DIFFERS;
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

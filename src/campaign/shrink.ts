/**
 * Shrinking: delta debugging over the data of a stored plan, whatever made it. Chunks of entries go first (halves,
 * quarters, …, singles; clients before operations, faults and turn steps), then what is left is made plainer, then
 * singles again, until nothing more goes. A smaller plan counts only when the same property is violated for the same
 * cause. Deterministic: the same trial takes the same way.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { invariant } from '../kernel/invariant.ts';
import { countEntries, ENTRY_TYPES, entriesOf, without, type PlanEntry } from '../plan/edits.ts';
import type { Plan } from '../plan/plan.ts';
import { simplifications } from '../plan/simplifications.ts';
import { canonicalJson, sha256 } from '../input/canonical.ts';
import type { Finding } from '../properties/finding.ts';
import type { ShrinkReport } from '../report/published.ts';
import { findingsOf } from './chunk.ts';
import { execute as executeTrial, type Execute, type Outcome, type Trial } from './execute.ts';

/** What a plan must go on failing. */
export type Wanted = Pick<Finding, 'property' | 'cause'>;

export interface ShrinkOptions {
  /** Most executions to spend. Default: as many as it takes. */
  readonly maxExecutions?: number;
  /** Default: the simulated world. */
  readonly execute?: Execute;
  /** Stops the search where it is. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ShrinkProgress) => void;
}

export interface ShrinkProgress {
  /** Entries of the smallest plan so far. */
  readonly entries: number;
  readonly executions: number;
}

/**
 * How much smaller it got. `proven`: after the last change, removing any single remaining entry (with what cannot stand
 * without it) was executed and did not fail the same way.
 */
export type Shrinkage = Pick<
  NonNullable<ShrinkReport['shrunk']>,
  'entriesBefore' | 'entriesAfter' | 'executions' | 'minimal'
>;

export interface Shrunk extends Shrinkage {
  readonly plan: Plan;
  readonly finding: Finding;
}

/** Shrinks the plan of a trial that is convicted as wanted. */
export async function shrink(trial: Trial, wanted: Wanted, options: ShrinkOptions = {}): Promise<Shrunk> {
  const search = new Search(trial, wanted, options);
  const fails = await search.holds(trial.plan);
  invariant(fails, `the plan to shrink does not violate ${wanted.property} (${wanted.cause})`);
  for (const type of ENTRY_TYPES) await search.removeChunks(type);
  do await search.removeSingles();
  while (await search.simplify());
  return search.result();
}

class Search {
  readonly #trial: Trial;
  readonly #wanted: Wanted;
  readonly #options: ShrinkOptions;
  /** Plans that were executed: none is worth a second execution. */
  readonly #seen = new Set<string>();
  #best: { readonly plan: Plan; readonly finding: Finding } | undefined;
  #executions = 0;
  #isMinimal = false;

  constructor(trial: Trial, wanted: Wanted, options: ShrinkOptions) {
    this.#trial = trial;
    this.#wanted = wanted;
    this.#options = options;
  }

  /** Removes ever smaller runs of neighbours of one type. */
  async removeChunks(type: PlanEntry['type']): Promise<void> {
    const neighbours = (): readonly PlanEntry[] => entriesOf(this.#plan).filter((one) => one.type === type);
    let entries = neighbours();
    for (let size = Math.ceil(entries.length / 2); size > 1; size = Math.ceil(size / 2))
      for (let at = 0; at < entries.length;) {
        if (await this.accepts(without(this.#plan, entries.slice(at, at + size)))) entries = neighbours();
        else at += size;
      }
  }

  /** Removes one entry after the other until a whole pass removes nothing. */
  async removeSingles(): Promise<void> {
    let removed: boolean;
    do {
      removed = false;
      for (let at = 0, entries = entriesOf(this.#plan); at < entries.length;) {
        const entry = entries[at] as PlanEntry;
        if (await this.accepts(without(this.#plan, [entry]))) {
          entries = entriesOf(this.#plan);
          removed = true;
        } else at++;
      }
    } while (removed);
    this.#isMinimal = !this.#isOver;
  }

  /** Makes what is left plainer; says whether anything changed. */
  async simplify(): Promise<boolean> {
    const before = this.#plan;
    for (const plainer of simplifications(before))
      for (const candidate of plainer(this.#plan)) if (await this.accepts(candidate)) break;
    return this.#plan !== before;
  }

  result(): Shrunk {
    const best = this.#best;
    invariant(best !== undefined, 'a search has a plan that fails');
    return {
      ...best,
      entriesBefore: countEntries(this.#trial.plan),
      entriesAfter: countEntries(best.plan),
      executions: this.#executions,
      minimal: this.#isMinimal ? 'proven' : 'budget-ran-out',
    };
  }

  /** Whether the plan was worth an execution and still fails as wanted. */
  async accepts(plan: Plan): Promise<boolean> {
    const name = sha256(canonicalJson(plan));
    if (this.#isOver || this.#seen.has(name)) return false;
    this.#seen.add(name);
    return this.holds(plan);
  }

  /** Whether the plan fails as wanted; it is the best one from then on when it does. */
  async holds(plan: Plan): Promise<boolean> {
    this.#executions++;
    this.#options.onProgress?.({ entries: countEntries(this.#plan), executions: this.#executions });
    await nextTurn();
    const outcome = await (this.#options.execute ?? executeTrial)({ ...this.#trial, plan, keep: false });
    const finding = findingAs(this.#wanted, outcome);
    if (finding === undefined) return false;
    this.#best = { plan, finding };
    this.#isMinimal = false;
    return true;
  }

  get #plan(): Plan {
    return this.#best?.plan ?? this.#trial.plan;
  }

  get #isOver(): boolean {
    const { maxExecutions = Infinity, signal } = this.#options;
    return this.#executions >= maxExecutions || signal?.aborted === true;
  }
}

/** The finding with the wanted property and cause. */
export function findingAs({ property, cause }: Wanted, outcome: Outcome): Finding | undefined {
  return findingsOf(outcome).find((one) => one.property === property && one.cause === cause);
}

/**
 * The ledger of a run: adds up what every plan did, in plan order, whoever executed it. All that a report says about
 * totals, properties, coverage and repeatability comes from here; nothing in it depends on time or on workers.
 */
import { Digest } from '../kernel/hash.ts';
import type { Cell } from './coverage.ts';
import type { PlanResult } from './chunk.ts';
import { addExcuses, type Excuse } from '../properties/excuses.ts';
import type { Finding } from '../properties/finding.ts';
import type { Mismatch, RunReport } from '../report/published.ts';
import type { WatchedPlans, WatchedState } from './seeds/watched-plans.ts';
import { aliveFirst, TARGET_ALIVE } from '../properties/target-alive.ts';

/** How one property fared over all plans that a correct gateway was judged on. */
export interface PropertyTally {
  readonly property: string;
  exercised: number;
  passes: number;
  violations: number;
  inconclusive: number;
  /** Of those, in which the dialect had declared that it cannot be shown, and nothing showed it. */
  declared: number;
  /** Why, in the first plan that was inconclusive. */
  reason: string | null;
  /** What was left unjudged in all plans. */
  readonly excused: Excuse[];
}

/** Plans that failed the same property for the same reason in the same state. */
export interface Group {
  readonly property: string;
  /** How many plans of the campaign did. */
  plans: number;
  /** The first few of them, in plan order. */
  readonly examples: [Example, ...Example[]];
}

export interface Example {
  readonly index: number;
  readonly digest: string;
  readonly finding: Finding;
}

export const EXAMPLES_PER_GROUP = 3;

/** All that a ledger knows, as plain data: another one goes on from it. */
export interface LedgerState {
  readonly digest: readonly [number, number];
  readonly cells: readonly (readonly [Cell, number])[];
  readonly facts: readonly (readonly [string, number])[];
  readonly properties: readonly PropertyTally[];
  readonly groups: readonly (readonly [string, Group])[];
  readonly mismatches: readonly Mismatch[];
  /** Where a seed database is kept. */
  readonly watched?: WatchedState;
  readonly counts: Readonly<
    Record<'plans' | 'answered' | 'events' | 'records' | 'virtualMicros' | 'checked', number>
  >;
}

export class Ledger {
  readonly #watched: WatchedPlans | undefined;
  readonly #digest = new Digest();
  readonly #cells = new Map<Cell, number>();
  readonly #facts = new Map<string, number>();
  readonly #properties = new Map<string, PropertyTally>();
  readonly #groups = new Map<string, Group>();
  readonly #mismatches: Mismatch[] = [];
  #plans = 0;
  #answered = 0;
  #events = 0;
  #records = 0;
  #virtualMicros = 0;
  #checked = 0;

  /** `watched`: is shown every plan of the campaign, and kept with what the ledger knows. */
  constructor(watched?: WatchedPlans) {
    this.#watched = watched;
  }

  /** Adds one executed plan. `counts`: its verdicts say something about a gateway that ought to be correct. */
  add(result: PlanResult, counts: boolean): void {
    this.#digest.text(result.digest);
    this.#plans++;
    this.#answered += result.answered;
    this.#events += result.events;
    this.#records += result.records;
    this.#virtualMicros += result.virtualMicros;
    if (result.checked) this.#checked++;
    for (const cell of result.cells) this.#cells.set(cell, (this.#cells.get(cell) ?? 0) + 1);
    for (const fact of result.facts) this.#facts.set(fact, (this.#facts.get(fact) ?? 0) + 1);
    if (counts) this.#count(result);
  }

  /** Adds a plan of the campaign: also groups its failures. */
  addPlan(index: number, result: PlanResult): void {
    this.add(result, true);
    this.#watched?.addPlan(index, result);
    for (const finding of result.findings) this.#group({ index, digest: result.digest, finding });
  }

  readonly addMismatch = (mismatch: Mismatch): void => void this.#mismatches.push(mismatch);

  get plans(): number {
    return this.#plans;
  }

  get answered(): number {
    return this.#answered;
  }

  get totals(): Pick<RunReport, 'events' | 'records' | 'virtualMicros'> {
    return { events: this.#events, records: this.#records, virtualMicros: this.#virtualMicros };
  }

  /** Folds the digests of all plans in order. */
  get digest(): string {
    return this.#digest.hex();
  }

  /** How many faults landed in each cell. */
  get cells(): ReadonlyMap<Cell, number> {
    return this.#cells;
  }

  /** In how many plans each fact happened. */
  get facts(): ReadonlyMap<string, number> {
    return this.#facts;
  }

  get properties(): readonly PropertyTally[] {
    return aliveFirst([...this.#properties.values()]);
  }

  /** The groups in the order in which they came. */
  get kinds(): readonly Group[] {
    return [...this.#groups.values()];
  }

  get groups(): readonly Group[] {
    return aliveFirst([...this.#groups.values()]);
  }

  get determinism(): RunReport['determinism'] {
    return { checked: this.#checked, mismatches: this.#mismatches };
  }

  /** What it knows; it is not copied: to be written down at once. */
  get state(): LedgerState {
    return {
      digest: this.#digest.state,
      cells: [...this.#cells],
      facts: [...this.#facts],
      properties: [...this.#properties.values()],
      groups: [...this.#groups],
      mismatches: this.#mismatches,
      ...(this.#watched === undefined ? {} : { watched: this.#watched.state }),
      counts: {
        plans: this.#plans,
        answered: this.#answered,
        events: this.#events,
        records: this.#records,
        virtualMicros: this.#virtualMicros,
        checked: this.#checked,
      },
    };
  }

  /** Forgets what it knew, and goes on from there. The state is its own from now on. */
  restore({ digest, cells, facts, properties, groups, mismatches, watched, counts }: LedgerState): void {
    if (watched !== undefined) this.#watched?.restore(watched);
    this.#digest.restore(digest);
    refill(this.#cells, cells);
    refill(this.#facts, facts);
    refill(
      this.#properties,
      properties.map((tally) => [tally.property, tally]),
    );
    refill(this.#groups, groups);
    this.#mismatches.splice(0, Infinity, ...mismatches);
    this.#plans = counts.plans;
    this.#answered = counts.answered;
    this.#events = counts.events;
    this.#records = counts.records;
    this.#virtualMicros = counts.virtualMicros;
    this.#checked = counts.checked;
  }

  #count(result: PlanResult): void {
    for (const one of result.properties) {
      const tally = this.#tally(one.property);
      tally.exercised += one.exercised;
      addExcuses(tally.excused, one.excused);
      if (one.verdict === 'pass') tally.passes++;
      else if (one.verdict === 'violation') tally.violations++;
      else {
        tally.inconclusive++;
        if (one.declared === true) tally.declared++;
        tally.reason ??= one.reason;
      }
    }
  }

  #tally(property: string): PropertyTally {
    let tally = this.#properties.get(property);
    if (tally === undefined) {
      tally = {
        property,
        exercised: 0,
        passes: 0,
        violations: 0,
        inconclusive: 0,
        declared: 0,
        reason: null,
        excused: [],
      };
      this.#properties.set(property, tally);
    }
    return tally;
  }

  #group(example: Example): void {
    const { property, cause, state } = example.finding;
    // what a gateway throws at one place is one mistake, whatever was going on
    const key = `${property}\n${property === TARGET_ALIVE ? '' : state}\n${cause}`;
    const group = this.#groups.get(key);
    if (group === undefined) {
      this.#groups.set(key, { property, plans: 1, examples: [example] });
      return;
    }
    group.plans++;
    const [first] = group.examples;
    if (group.examples.length < EXAMPLES_PER_GROUP && first.finding.state === state)
      group.examples.push(example);
  }
}

function refill<K, V>(map: Map<K, V>, entries: readonly (readonly [K, V])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

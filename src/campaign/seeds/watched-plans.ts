/**
 * What the plans of a run reached and where they failed, in the order in which they count: which of them were the first in a
 * cell or with a pair of facts, which are the fastest to fail, and how cells, pairs and triples grew with the plans. A value
 * that changes; plain data is its state. Must not know: files, and who executed them.
 */
import { CELLS, type Cell } from '../coverage.ts';
import type { PlanResult } from '../chunk.ts';
import { FACTS } from '../facts/catalogue.ts';
import { kindKey, keyOf, type FailureKind, type SeedName } from './seed-entry.ts';

/** Of one kind of failure so many plans are worth keeping, and so many kinds. */
export const PLANS_PER_KIND = 3;
export const MOST_KINDS = 64;

/** A plan that was the first to reach something, with all that it reached. */
export interface ReachingPlan extends SeedName {
  readonly events: number;
  /** Cells and facts by their place in the catalogues. */
  readonly cells: readonly number[];
  readonly facts: readonly number[];
}

export interface FailingPlan extends SeedName {
  readonly events: number;
  readonly kinds: readonly FailureKind[];
}

/** How much there was after so many plans. */
export type GrowthPoint = readonly [plans: number, cells: number, pairs: number, triples: number];

export interface WatchedState {
  readonly plans: number;
  /** By seed: those that were executed before the campaign. */
  readonly named: readonly string[];
  readonly reaching: readonly ReachingPlan[];
  readonly failing: readonly FailingPlan[];
  /** Which triples of facts there were, a bit for each, as base64. */
  readonly triples: string;
  readonly points: readonly GrowthPoint[];
}

const CELL_PLACES: ReadonlyMap<Cell, number> = new Map(CELLS.map((cell, place) => [cell, place]));
const FACT_PLACES: ReadonlyMap<string, number> = new Map(FACTS.map(({ id }, place) => [id, place]));
const FACT_COUNT = FACTS.length;

/** All that there can be. */
export const POSSIBLE = {
  cells: CELLS.length,
  pairs: (FACT_COUNT * (FACT_COUNT - 1)) / 2,
  triples: (FACT_COUNT * (FACT_COUNT - 1) * (FACT_COUNT - 2)) / 6,
} as const;

export class WatchedPlans {
  readonly #seed: string;
  readonly #named = new Set<string>();
  readonly #cells = new Uint8Array(CELLS.length);
  readonly #pairs = new Uint8Array(FACT_COUNT * FACT_COUNT);
  readonly #triples = new Uint8Array(Math.ceil(POSSIBLE.triples / 8));
  #counts = { plans: 0, cells: 0, pairs: 0, triples: 0 };
  #reaching: ReachingPlan[] = [];
  #failing: FailingPlan[] = [];
  #points: GrowthPoint[] = [];

  /** `seed`: of the campaign. */
  constructor(seed: string) {
    this.#seed = seed;
  }

  /** A plan of the campaign. */
  addPlan(index: number, result: PlanResult): void {
    this.#add({ seed: this.#seed, index }, result);
  }

  /** A plan that was executed before the campaign. */
  addNamed({ seed, index }: SeedName, result: PlanResult): void {
    this.#named.add(keyOf({ seed, index }));
    this.#add({ seed, index }, result);
  }

  /** It was executed before the campaign. */
  hasNamed(name: SeedName): boolean {
    return this.#named.has(keyOf(name));
  }

  get reaching(): readonly ReachingPlan[] {
    return this.#reaching;
  }

  /** Of each kind the fastest, and whatever was executed before the campaign. */
  get failing(): readonly FailingPlan[] {
    return this.#failing;
  }

  /** Ends with how much there is now. */
  get points(): readonly GrowthPoint[] {
    const { plans, cells, pairs, triples } = this.#counts;
    return this.#points.at(-1)?.[0] === plans || plans === 0
      ? this.#points
      : [...this.#points, [plans, cells, pairs, triples]];
  }

  /** It is not copied: to be written down at once. */
  get state(): WatchedState {
    return {
      plans: this.#counts.plans,
      named: [...this.#named],
      reaching: this.#reaching,
      failing: this.#failing,
      triples: Buffer.from(this.#triples).toString('base64'),
      points: this.#points,
    };
  }

  restore({ plans, named, reaching, failing, triples, points }: WatchedState): void {
    this.#named.clear();
    named.forEach((name) => this.#named.add(name));
    for (const bits of [this.#cells, this.#pairs]) bits.fill(0);
    this.#triples.set(Buffer.from(triples, 'base64'));
    this.#counts = {
      plans,
      cells: 0,
      pairs: 0,
      triples: this.#triples.reduce((sum, byte) => sum + bitsIn(byte), 0),
    };
    // whatever was reached, somebody was the first to reach
    for (const { cells, facts } of reaching) this.#reach(cells, facts);
    this.#reaching = [...reaching];
    this.#failing = [...failing];
    this.#points = [...points];
  }

  #add({ seed, index }: SeedName, { cells, facts, events, findings }: PlanResult): void {
    this.#counts.plans++;
    const [reachedCells, happened] = [placesIn(CELL_PLACES, cells), placesIn(FACT_PLACES, facts)];
    if (this.#reach(reachedCells, happened))
      this.#reaching.push({ seed, index, events, cells: reachedCells, facts: happened });
    this.#addTriples(happened);
    if (findings.length > 0)
      this.#fail({
        seed,
        index,
        events,
        kinds: findings.map(({ property, cause, state }) => ({ property, cause, state })),
      });
    if (isPoint(this.#counts.plans)) this.#points = [...this.points];
  }

  /** True: something of it is new. */
  #reach(cells: readonly number[], facts: readonly number[]): boolean {
    let isNew = false;
    for (const place of cells)
      if (this.#cells[place] === 0) {
        this.#cells[place] = 1;
        this.#counts.cells++;
        isNew = true;
      }
    for (const [at, first] of facts.entries())
      for (const second of facts.slice(at + 1)) {
        const place = first * FACT_COUNT + second;
        if (this.#pairs[place] !== 0) continue;
        this.#pairs[place] = 1;
        this.#counts.pairs++;
        isNew = true;
      }
    return isNew;
  }

  #addTriples(facts: readonly number[]): void {
    for (let c = 2; c < facts.length; c++)
      for (let b = 1; b < c; b++)
        for (let a = 0; a < b; a++) {
          const place = triplePlace(facts[a] as number, facts[b] as number, facts[c] as number);
          const [byte, bit] = [place >> 3, 1 << (place & 7)];
          if (((this.#triples[byte] as number) & bit) !== 0) continue;
          (this.#triples[byte] as number) |= bit;
          this.#counts.triples++;
        }
  }

  #fail(plan: FailingPlan): void {
    const key = keyOf(plan);
    if (this.#failing.some((one) => keyOf(one) === key)) return;
    this.#failing = fastestOfEachKind([...this.#failing, plan], (one) => this.hasNamed(one));
  }
}

/** Of each kind the first few in the order of how fast they fail; `isSpared`: of what stays whatever its kind. */
export function fastestOfEachKind<T extends FailingPlan>(
  plans: readonly T[],
  isSpared: (plan: T) => boolean = () => false,
): T[] {
  const sorted = [...plans].sort(faster);
  const ofKind = new Map<string, number>();
  const chosen = new Set<T>();
  for (const plan of sorted)
    for (const kind of plan.kinds.map(kindKey)) {
      const before = ofKind.get(kind) ?? 0;
      if (before >= PLANS_PER_KIND || (before === 0 && ofKind.size >= MOST_KINDS)) continue;
      ofKind.set(kind, before + 1);
      chosen.add(plan);
    }
  return sorted.filter((plan) => chosen.has(plan) || isSpared(plan));
}

/** The one that fails after fewer events comes first. */
function faster(a: FailingPlan, b: FailingPlan): number {
  return a.events - b.events || (a.seed < b.seed ? -1 : a.seed > b.seed ? 1 : a.index - b.index);
}

/** In the order of the catalogue, each once. */
function placesIn(places: ReadonlyMap<string, number>, names: readonly string[]): readonly number[] {
  const found = new Set(names.flatMap((name) => places.get(name) ?? []));
  return [...found].sort((a, b) => a - b);
}

/** Of three places that rise: the combinatorial number system, in which every triple has its own number from 0. */
function triplePlace(a: number, b: number, c: number): number {
  return (c * (c - 1) * (c - 2)) / 6 + (b * (b - 1)) / 2 + a;
}

function bitsIn(byte: number): number {
  let bits = 0;
  for (let rest = byte; rest > 0; rest >>= 1) bits += rest & 1;
  return bits;
}

/** 1, 2, 5, 10, 20, 50 and so on. */
function isPoint(plans: number): boolean {
  const power = 10 ** Math.floor(Math.log10(plans));
  return [1, 2, 5].includes(plans / power);
}

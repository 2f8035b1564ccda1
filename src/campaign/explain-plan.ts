/**
 * The explanation of a plan that fails: each of its fields is drawn anew, one at a time, and executed. A value counts
 * only when the same property is violated for the same cause. First every field is tried, those that say most first;
 * what is left of the budget looks for the ends of ranges, then for holes and further windows of times, and for holes where
 * any value seems to do.
 * Deterministic: the same trial takes the same way. After Hypothesis's explain phase, which searches what can be anything.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fieldsOf } from '../plan/fields.ts';
import type { ChoiceField, NumberField } from '../plan/field.ts';
import type { Plan } from '../plan/plan.ts';
import {
  EXPLANATION_VERSION,
  type FailureExplanation,
  type FieldFinding,
} from '../report/published-explanation.ts';
import type { Execute, Trial } from './execute.ts';
import { explanationSentence } from './explanation-sentence.ts';
import { choiceWords, numberWords } from './field-words.ts';
import { findingAs, type Wanted } from './shrink.ts';
import { WindowSearch } from './window-search.ts';

export interface ExplainOptions {
  readonly maxExecutions: number;
  readonly execute: Execute;
  /** Stops the search where it is. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly executions: number }) => void;
}

/** Explains the plan of a trial that is convicted as wanted. */
export async function explainPlan(
  trial: Trial,
  wanted: Wanted,
  options: ExplainOptions,
): Promise<FailureExplanation> {
  const budget = new Budget(trial, wanted, options);
  const fields = fieldsOf(trial.plan).map((field) =>
    field.type === 'number' ? new NumberRedraw(field) : new ChoiceRedraw(field),
  );
  for (const field of fields) await field.probe(budget);
  for (const field of fields) await field.narrow(budget);
  for (const field of fields) await field.lookForHoles(budget);
  for (const field of fields) await field.lookFurther(budget);
  const findings = fields.map((field) => field.finding());
  return {
    explanationVersion: EXPLANATION_VERSION,
    sentence: explanationSentence(trial.plan, wanted.property, findings),
    fields: findings,
    executions: budget.spent,
    budget: options.maxExecutions,
    complete: !budget.wasShort,
  };
}

/** Executes plans as long as there is something to spend. */
class Budget {
  readonly #trial: Trial;
  readonly #wanted: Wanted;
  readonly #options: ExplainOptions;
  spent = 0;
  /** Something was not executed for want of budget. */
  wasShort = false;

  get isSpent(): boolean {
    return this.spent >= this.#options.maxExecutions;
  }

  constructor(trial: Trial, wanted: Wanted, options: ExplainOptions) {
    this.#trial = trial;
    this.#wanted = wanted;
    this.#options = options;
  }

  /** Whether the plan fails as wanted; undefined: nothing is left to spend. */
  async fails(plan: Plan): Promise<boolean | undefined> {
    const { maxExecutions, signal, execute, onProgress } = this.#options;
    if (this.spent >= maxExecutions || signal?.aborted === true) {
      this.wasShort = true;
      return undefined;
    }
    this.spent++;
    onProgress?.({ executions: this.spent });
    await nextTurn();
    return findingAs(this.#wanted, await execute({ ...this.#trial, plan, keep: false })) !== undefined;
  }
}

/** One field while it is drawn anew. */
interface Redraw {
  /** What shows whether it matters at all. */
  probe(budget: Budget): Promise<void>;
  /** Where it does: the ends of the range. */
  narrow(budget: Budget): Promise<void>;
  /** Where any value seems to do: whether one between does not. */
  lookForHoles(budget: Budget): Promise<void>;
  /** What the ends do not say. */
  lookFurther(budget: Budget): Promise<void>;
  finding(): FieldFinding;
}

class NumberRedraw implements Redraw {
  readonly #field: NumberField;
  readonly #search: WindowSearch;
  #isShort = false;

  constructor(field: NumberField) {
    this.#field = field;
    this.#search = new WindowSearch(field);
  }

  async probe(budget: Budget): Promise<void> {
    for (const value of this.#search.probes()) if (!(await this.#try(budget, value))) break;
  }

  async narrow(budget: Budget): Promise<void> {
    await this.#follow(budget, () => this.#search.edge());
  }

  /** Only as long as something is left to spend: nothing that was looked for is missing then. */
  async lookForHoles(budget: Budget): Promise<void> {
    while (this.#search.failsAlways && this.#search.executions > 0 && !budget.isSpent) {
      const value = this.#search.gap();
      if (value === undefined || !(await this.#try(budget, value))) return;
    }
  }

  async lookFurther(budget: Budget): Promise<void> {
    if (this.#field.rank === 0) await this.#follow(budget, () => this.#search.further());
    else await this.#follow(budget, () => this.#search.edge());
  }

  finding(): FieldFinding {
    const { path, entry, name, rank, value, unit, least, most, from } = this.#field;
    const own = this.#search.around();
    const isAny = this.#search.failsAlways && this.#search.executions > 0;
    const untried = this.#search.executions === 0 || (isAny && this.#isShort);
    const says = untried ? 'untried' : isAny ? 'any' : own.from === own.to ? 'must' : 'range';
    const found = {
      path,
      entry,
      name,
      rank,
      says,
      value,
      unit,
      after: from ?? null,
      windows: this.#search.windows(),
      drawn: { least, most },
      exact: this.#search.isExact(own),
      fails: [],
      passes: [],
      executions: this.#search.executions,
    } as const;
    return { ...found, words: numberWords(found) };
  }

  async #follow(budget: Budget, next: () => number | undefined): Promise<void> {
    if (this.#search.failsAlways) return;
    for (let value = next(); value !== undefined; value = next())
      if (!(await this.#try(budget, value))) return;
  }

  /** Whether it could be tried. */
  async #try(budget: Budget, value: number): Promise<boolean> {
    const fails = await budget.fails(this.#field.with(value));
    this.#isShort ||= fails === undefined;
    if (fails !== undefined) this.#search.learn(value, fails);
    return fails !== undefined;
  }
}

class ChoiceRedraw implements Redraw {
  readonly #field: ChoiceField;
  readonly #fails: string[] = [];
  readonly #passes: string[] = [];

  constructor(field: ChoiceField) {
    this.#field = field;
  }

  async probe(budget: Budget): Promise<void> {
    for (const { value, plan } of this.#field.others) {
      const fails = await budget.fails(plan);
      if (fails === undefined) return;
      (fails ? this.#fails : this.#passes).push(value);
    }
  }

  narrow(): Promise<void> {
    return Promise.resolve();
  }

  lookForHoles(): Promise<void> {
    return Promise.resolve();
  }

  lookFurther(): Promise<void> {
    return Promise.resolve();
  }

  finding(): FieldFinding {
    const { path, entry, name, rank, value, others } = this.#field;
    const [fails, passes] = [this.#fails, this.#passes];
    const executions = fails.length + passes.length;
    const isAll = executions === others.length;
    const says =
      passes.length === 0 ? (isAll ? 'any' : 'untried') : fails.length === 0 && isAll ? 'must' : 'range';
    const found = {
      path,
      entry,
      name,
      rank,
      says,
      value,
      unit: '',
      after: null,
      windows: [],
      drawn: null,
      exact: isAll,
      fails,
      passes,
      executions,
    } as const;
    return { ...found, words: choiceWords(found) };
  }
}

/**
 * The plans of a gateway's suite: executed one after the other in this thread, counted by property, so that each
 * property's test can say what it found and how to see it again.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { judgePlan, type JudgePlanOptions } from '../campaign/judge-plan.ts';
import { behindPort } from '../campaign/behind-port.ts';
import { regenerateCommand } from '../campaign/commands.ts';
import type { Gateway } from '../gateway/port.ts';
import { generatePlan } from '../plan/generate.ts';
import { findingTexts } from './finding-text.ts';
import type { SuiteOptions } from './vitest.ts';

interface Count {
  /** Plans that exercised it enough, and did not violate it. */
  passes: number;
  /** Numbers of the plans that violated it. */
  readonly plans: number[];
  reason: string | undefined;
}

const DEFAULT_PLANS = 200;
const DEFAULT_SEED = 'gauntlet';

export class SuiteCampaign {
  readonly #gateway: Gateway;
  readonly #options: JudgePlanOptions;
  readonly #seed: string;
  readonly #from: number;
  readonly #to: number;
  readonly #file: string | undefined;
  readonly #counts = new Map<string, Count>();

  constructor(
    gateway: Gateway,
    { seed = DEFAULT_SEED, plans = DEFAULT_PLANS, file, ...options }: SuiteOptions,
  ) {
    const [from, to] = typeof plans === 'number' ? [1, plans] : plans;
    if (!Number.isInteger(from) || !Number.isInteger(to) || from < 1 || to < from)
      throw new RangeError(`plans is a number of plans, or [from, to] counted from 1, not ${String(plans)}`);
    this.#gateway = behindPort(gateway);
    const { dialect, profile } = options;
    this.#options = { ...(dialect && { dialect }), ...(profile && { profile }) };
    this.#seed = seed;
    this.#from = from;
    this.#to = to;
    this.#file = file;
  }

  get title(): string {
    return `plans ${this.#from} to ${this.#to} of seed '${this.#seed}'`;
  }

  async run(): Promise<void> {
    for (let index = this.#from; index <= this.#to; index++) {
      // whoever runs the suite has something to say meanwhile, and gives it up when it hears nothing
      await nextTurn();
      const { verdicts } = await judgePlan(this.#plan(index), this.#gateway, this.#options);
      for (const { property, verdict, reason } of verdicts) {
        const count = this.#count(property);
        if (verdict === 'violation') count.plans.push(index);
        else if (verdict === 'pass') count.passes++;
        else count.reason = reason;
      }
    }
  }

  /** What the test of a property has to say; undefined: it holds, or fails as it is known to (`waiver`). */
  async problem(property: string, waiver: string | undefined): Promise<string | undefined> {
    const alive = await this.#failure('target/alive');
    if (alive !== undefined) return alive;
    const failure = await this.#failure(property);
    const { passes, reason = 'never judged' } = this.#count(property);
    const problem = failure ?? (passes > 0 ? undefined : `inconclusive: ${reason}`);
    if (waiver === undefined) return problem;
    return problem === undefined
      ? `it holds in ${this.title}: the waiver ("${waiver}") is to be taken away`
      : undefined;
  }

  async #failure(property: string): Promise<string | undefined> {
    const { plans } = this.#count(property);
    const [first] = plans;
    if (first === undefined) return undefined;
    const outcome = await judgePlan(this.#plan(first), this.#gateway, { ...this.#options, keep: true });
    const often = plans.length === 1 ? 'one plan' : `${plans.length} plans`;
    return [
      ...findingTexts(outcome, this.#options, property),
      `in ${often} of ${this.#to - this.#from + 1}; again, with plan ${first} alone:`,
      this.#file === undefined
        ? `  gatewaySuite(…, { seed: ${JSON.stringify(this.#seed)}, plans: [${first}, ${first}] })`
        : `  ${regenerateCommand({ type: 'seed', seed: this.#seed, index: first }, { type: 'file', path: this.#file })}`,
    ].join('\n\n');
  }

  #plan(index: number) {
    return generatePlan(`${this.#seed}/${index}`);
  }

  #count(property: string): Count {
    let count = this.#counts.get(property);
    if (count === undefined)
      this.#counts.set(property, (count = { passes: 0, plans: [], reason: undefined }));
    return count;
  }
}

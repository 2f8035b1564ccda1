/** Executes again what an explanation states: values inside its windows, and the nearest outside, which it says pass. */
import { createStream } from '../../src/kernel/random.ts';
import { fieldsOf } from '../../src/plan/fields.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { FailureExplanation } from '../../src/report/published-explanation.ts';

/** Values tried inside each window. */
const INSIDE = 4;

export interface Checked {
  readonly inside: number;
  readonly insideThatPass: number;
  readonly outside: number;
  readonly outsideThatFail: number;
  /** Each that is not as stated. */
  readonly wrong: readonly string[];
}

/** `seed` decides which values inside are tried; `fails` says whether a plan fails in the same way. */
export async function statementsChecked(
  explanation: FailureExplanation,
  plan: Plan,
  seed: string,
  fails: (plan: Plan) => Promise<boolean>,
): Promise<Checked> {
  const random = createStream(`${seed}/inside`);
  const counts = { inside: 0, insideThatPass: 0, outside: 0, outsideThatFail: 0 };
  const wrong: string[] = [];
  for (const field of fieldsOf(plan)) {
    const found = explanation.fields.find(({ path }) => path === field.path);
    if (field.type !== 'number' || found === undefined || found.says === 'untried') continue;
    // what was tried only at some values, between which nothing is stated, is not said to be any
    for (const { from, to, below, above } of found.windows) {
      for (let k = 0; k < INSIDE && from < to; k++) {
        const value = random.int(Math.ceil(from), Math.floor(to));
        counts.inside++;
        if (await fails(field.with(value))) continue;
        counts.insideThatPass++;
        wrong.push(`${field.path} ${value} passes, inside ${from} to ${to}`);
      }
      for (const value of [below, above]) {
        if (value === null) continue;
        counts.outside++;
        if (!(await fails(field.with(value)))) continue;
        counts.outsideThatFail++;
        wrong.push(`${field.path} ${value} fails, outside ${from} to ${to}`);
      }
    }
  }
  return { ...counts, wrong };
}

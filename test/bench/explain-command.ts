/**
 * `npm run bench:explain`: whether what `explain` states of known-bad gateways is so. Each is hunted in campaigns of a seed, its first
 * failure shrunk and explained in at most 200 executions; then values inside stated windows, the nearest outside that are said
 * to pass, and what must be so are executed again. `--every N --from K`: one gateway in N; `--gateway NAME`: that one.
 */
import { parseArgs } from 'node:util';
import { findingsOf, trialOf } from '../../src/campaign/chunk.ts';
import { tuneEngine } from '../../src/campaign/engine.mjs';
import { explainPlan } from '../../src/campaign/explain-plan.ts';
import { findingAs, shrink } from '../../src/campaign/shrink.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { openTarget } from '../../src/campaign/target.ts';
import type { GatewayEntry } from '../../src/gateway/entry.ts';
import { badGateways } from './bad-gateways.ts';
import { writeFigures } from './report-file.ts';
import { statementsChecked, type Checked } from './stated-windows.ts';

const SEED = 'why';
const MOST_EXECUTIONS = 200;
const { execute } = STANDARD_EXECUTOR;

tuneEngine();
const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    plans: { type: 'string', default: '200' },
    gateway: { type: 'string', multiple: true, default: [] },
  },
});

interface Row extends Checked {
  readonly gateway: string;
  readonly property: string;
  readonly executions: number;
  /** The budget sufficed. */
  readonly complete: boolean;
  readonly fields: number;
}

const rows: Row[] = [];
const unconvicted: string[] = [];
for (const entry of badGateways(values)) {
  const row = await measured(entry);
  if (row === undefined) {
    unconvicted.push(entry.name);
    continue;
  }
  rows.push(row);
  const { inside, outside, wrong, executions, complete } = row;
  console.log(
    `${row.gateway}: ${executions} executions${complete ? '' : ' (too few)'}, ${inside} values inside, ${outside} outside` +
      `${wrong.length === 0 ? '' : `; not so: ${wrong.join('; ')}`}`,
  );
}

const sum = (of: (row: Row) => number): number => rows.reduce((all, row) => all + of(row), 0);
const executions = rows.map((row) => row.executions).toSorted((a, b) => a - b);
const figures = {
  gateways: rows.length,
  complete: rows.filter(({ complete }) => complete).length,
  insideTried: sum(({ inside }) => inside),
  insideThatPass: sum(({ insideThatPass }) => insideThatPass),
  outsideTried: sum(({ outside }) => outside),
  outsideThatFail: sum(({ outsideThatFail }) => outsideThatFail),
  medianExecutions: executions[Math.floor(executions.length / 2)] ?? null,
  mostExecutions: executions.at(-1) ?? null,
  unconvicted,
  rows,
};
console.log(
  `\n${figures.gateways} gateways, ${figures.complete} of them explained whole in ${MOST_EXECUTIONS} executions ` +
    `(median ${figures.medianExecutions ?? '-'}): ${figures.insideThatPass} of ${figures.insideTried} values inside pass, ` +
    `${figures.outsideThatFail} of ${figures.outsideTried} nearest values outside fail`,
);
console.log(`not convicted within ${values.plans} plans: ${unconvicted.join(', ') || 'none'}`);
console.log(`written to ${writeFigures('bench-explain', figures)}`);

/** Undefined: no plan convicts it soon enough. */
async function measured({ name, convictedBy }: GatewayEntry): Promise<Row | undefined> {
  const target = await openTarget({ type: 'named', name });
  for (let index = 1; index <= Number(values.plans); index++) {
    const drawn = trialOf(STANDARD_EXECUTOR, target, SEED, index);
    const wanted = findingsOf(await execute(drawn)).find(({ property }) => convictedBy.includes(property));
    if (wanted === undefined) continue;
    const { plan } = await shrink(drawn, wanted);
    const trial = { ...drawn, plan };
    const explanation = await explainPlan(trial, wanted, { maxExecutions: MOST_EXECUTIONS, execute });
    const checked = await statementsChecked(explanation, plan, name, async (other) => {
      const outcome = await execute({ ...trial, plan: other });
      return findingAs(wanted, outcome) !== undefined;
    });
    const { executions, complete, fields } = explanation;
    return {
      gateway: name,
      property: wanted.property,
      executions,
      complete,
      fields: fields.length,
      ...checked,
    };
  }
  return undefined;
}

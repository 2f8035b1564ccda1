/**
 * `npm run bench:why`: how near to the trigger of each known-bad gateway, which its catalogue entry names, `why` finds the
 * jump; in entries of the first plan that convicts it, as it was drawn or (`--shrunk`) made smaller. Gateways that are
 * wrong from the start, or by who is there, have no entry to find. `--every N --from K`: one gateway in N.
 */
import { parseArgs } from 'node:util';
import { tuneEngine } from '../../src/campaign/engine.ts';
import { causalityOf } from '../../src/campaign/causality.ts';
import { findingsOf, trialOf } from '../../src/campaign/chunk.ts';
import { runContinuations } from '../../src/campaign/continuations.ts';
import { RewindPoints } from '../../src/campaign/rewind-points.ts';
import { shrink } from '../../src/campaign/shrink.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { openTarget } from '../../src/campaign/target.ts';
import { GATEWAYS } from '../../src/gateway/catalogue.ts';
import type { GatewayEntry } from '../../src/gateway/entry.ts';
import type { Causality } from '../../src/report/published-causality.ts';
import { distanceToTrigger, triggersIn } from './why-distance.ts';
import { writeFigures } from './report-file.ts';

const SEED = 'why';
const { execute, profile } = STANDARD_EXECUTOR;

tuneEngine();
const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    plans: { type: 'string', default: '200' },
    executions: { type: 'string', default: '1000' },
    shrunk: { type: 'boolean', default: false },
  },
});

interface Row {
  readonly gateway: string;
  /** Null: the mistake needs no entry, or nothing was named. */
  readonly entries: number | null;
  readonly named: string;
  readonly trigger: 'entry' | 'none';
  readonly executions: number;
  readonly of: number;
}

const rows: Row[] = [];
const unconvicted: string[] = [];
const bad = GATEWAYS.filter(({ kind }) => kind === 'bad');
for (const [k, entry] of bad.entries()) {
  if (k % Number(values.every) !== Number(values.from)) continue;
  const row = await measured(entry);
  if (row === undefined) {
    unconvicted.push(entry.name);
    continue;
  }
  rows.push(row);
  const found = row.trigger === 'none' ? 'needs no entry' : `${row.entries ?? 'nothing'} of ${row.of}`;
  console.log(`${row.gateway}: ${found}; ${row.named} (${row.executions} executions)`);
}

const wanted = rows.filter(({ trigger }) => trigger === 'entry');
const found = wanted.flatMap(({ entries }) => (entries === null ? [] : [entries])).toSorted((a, b) => a - b);
const near = found.filter((entries) => entries <= 1).length;
const figures = {
  plans: values.shrunk ? 'shrunk' : 'as drawn',
  gateways: rows.length,
  withTrigger: wanted.length,
  named: found.length,
  withinOneEntry: near,
  share: wanted.length === 0 ? null : near / wanted.length,
  medianEntries: found[Math.floor(found.length / 2)] ?? null,
  worstEntries: found.at(-1) ?? null,
  mostExecutions: Math.max(0, ...rows.map(({ executions }) => executions)),
  unconvicted,
  rows,
};
const percent = figures.share === null ? '-' : `${Math.round(figures.share * 100)} %`;
console.log(
  `\n${wanted.length} gateways with a trigger, on plans ${figures.plans}: within one entry of it on ${near} (${percent}), ` +
    `median ${figures.medianEntries ?? '-'}, worst ${figures.worstEntries ?? '-'}, nothing named on ${wanted.length - found.length}; ` +
    `at most ${figures.mostExecutions} executions`,
);
console.log(`not convicted within ${values.plans} plans: ${unconvicted.join(', ') || 'none'}`);
console.log(`written to ${writeFigures('bench-why', figures)}`);

/** Undefined: no plan convicts it soon enough. */
async function measured(entry: GatewayEntry): Promise<Row | undefined> {
  const target = await openTarget({ type: 'named', name: entry.name });
  for (let index = 1; index <= Number(values.plans); index++) {
    const trial = trialOf(STANDARD_EXECUTOR, target, SEED, index);
    const wanted = findingsOf(await execute(trial)).find((one) => entry.convictedBy.includes(one.property));
    if (wanted === undefined) continue;
    const plan = values.shrunk ? (await shrink(trial, wanted)).plan : trial.plan;
    const { history = [] } = await execute({ ...trial, plan, keep: true });
    const causality = await causalityOf(plan, history, wanted, {
      maxExecutions: Number(values.executions),
      run: (request) => runContinuations({ execute, profile, target }, request),
    });
    const triggers = entry.trigger === null ? [] : triggersIn(entry.trigger, plan);
    const { points } = new RewindPoints(plan, history);
    const isEntry = triggers.some(({ type }) => type !== 'client');
    return {
      gateway: entry.name,
      entries: distanceToTrigger(points, triggers, causality.jump?.kept),
      named: namedBy(causality),
      trigger: isEntry ? 'entry' : 'none',
      executions: causality.executions,
      of: points.length,
    };
  }
  return undefined;
}

function namedBy({ jump, fromTheStart, points }: Causality): string {
  if (jump !== null)
    return `${jump.entry.words}, ${Math.round(jump.before * 100)} to ${Math.round(jump.after * 100)} %`;
  const shares = [points[0], points.at(-1)].map((one) => `${one?.failures ?? 0}/${one?.executions ?? 0}`);
  return `${fromTheStart ? 'whatever is drawn' : 'nothing named'}, ${shares.join(' to ')}`;
}

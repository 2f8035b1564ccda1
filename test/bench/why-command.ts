/**
 * `npm run bench:why`: how near to the trigger of each known-bad gateway, which its catalogue entry names, `why` finds the
 * jump; in entries of the first plan that convicts it, as it was drawn or (`--shrunk`) made smaller. Gateways that are
 * wrong from the start, or by who is there (the plan fails without any entry that could be the trigger), have no entry to find. `--every N --from K`: one gateway in N; `--gateway NAME`:
 * that one; `--seed`: plans of another seed; `--curve`: every point of it, and which entries could be the trigger. The figures hold all curves, so that how a jump is chosen
 * can be tried without an execution.
 */
import { parseArgs } from 'node:util';
import { tuneEngine } from '../../src/campaign/engine.mjs';
import { causalityOf } from '../../src/campaign/causality.ts';
import { findingsOf, trialOf } from '../../src/campaign/chunk.ts';
import { runContinuations } from '../../src/campaign/continuations.ts';
import { RewindPoints, type RewindPoint } from '../../src/campaign/rewind-points.ts';
import type { Trial } from '../../src/campaign/execute.ts';
import { findingAs, shrink, type Wanted } from '../../src/campaign/shrink.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { openTarget } from '../../src/campaign/target.ts';
import type { GatewayEntry } from '../../src/gateway/entry.ts';
import { without, type PlanEntry } from '../../src/plan/edits.ts';
import type { Causality } from '../../src/report/published-causality.ts';
import { badGateways } from './bad-gateways.ts';
import { distanceToTrigger, isTrigger, triggersIn, type TriggerEntry } from './why-distance.ts';
import { writeFigures } from './report-file.ts';

const { execute, profile } = STANDARD_EXECUTOR;

tuneEngine();
const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    plans: { type: 'string', default: '200' },
    executions: { type: 'string', default: '1000' },
    shrunk: { type: 'boolean', default: false },
    gateway: { type: 'string', multiple: true, default: [] },
    curve: { type: 'boolean', default: false },
    seed: { type: 'string', default: 'why' },
  },
});

interface Row {
  readonly gateway: string;
  /** To the nearer one of the two that may be named. Null: the mistake needs no entry, or nothing was named. */
  readonly entries: number | null;
  /** To the jump alone. */
  readonly entriesOfJump: number | null;
  readonly named: string;
  readonly trigger: 'entry' | 'none';
  readonly executions: number;
  readonly of: number;
  /** Places of the entries that could be the trigger, from 1, and what was measured: so many kept, so many of so many failed. */
  readonly triggers: readonly number[];
  readonly curve: readonly (readonly [kept: number, failures: number, executions: number])[];
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
  const found = row.trigger === 'none' ? 'needs no entry' : `${row.entries ?? 'nothing'} of ${row.of}`;
  console.log(`${row.gateway}: ${found}; ${row.named} (${row.executions} executions)`);
}

const wanted = rows.filter(({ trigger }) => trigger === 'entry');
const found = wanted.flatMap(({ entries }) => (entries === null ? [] : [entries])).toSorted((a, b) => a - b);
const near = found.filter((entries) => entries <= 1).length;
const nearByJump = wanted.filter(({ entriesOfJump }) => entriesOfJump !== null && entriesOfJump <= 1).length;
const figures = {
  plans: values.shrunk ? 'shrunk' : 'as drawn',
  seed: values.seed,
  gateways: rows.length,
  withTrigger: wanted.length,
  named: found.length,
  withinOneEntry: near,
  withinOneEntryOfJump: nearByJump,
  share: wanted.length === 0 ? null : near / wanted.length,
  medianEntries: found[Math.floor(found.length / 2)] ?? null,
  worstEntries: found.at(-1) ?? null,
  mostExecutions: Math.max(0, ...rows.map(({ executions }) => executions)),
  unconvicted,
  rows,
};
const percent = figures.share === null ? '-' : `${Math.round(figures.share * 100)} %`;
console.log(
  `\n${wanted.length} gateways with a trigger, on plans ${figures.plans}: within one entry of it on ${near} (${percent}; the jump alone: ${nearByJump}), ` +
    `median ${figures.medianEntries ?? '-'}, worst ${figures.worstEntries ?? '-'}, nothing named on ${wanted.length - found.length}; ` +
    `at most ${figures.mostExecutions} executions`,
);
console.log(`not convicted within ${values.plans} plans: ${unconvicted.join(', ') || 'none'}`);
console.log(`written to ${writeFigures('bench-why', figures)}`);

/** Undefined: no plan convicts it soon enough. */
async function measured(entry: GatewayEntry): Promise<Row | undefined> {
  const target = await openTarget({ type: 'named', name: entry.name });
  for (let index = 1; index <= Number(values.plans); index++) {
    const trial = trialOf(STANDARD_EXECUTOR, target, values.seed, index);
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
    if (values.curve) printCurve(points, triggers, causality);
    const isEntry = await needsEntry({ ...trial, plan }, wanted, triggers);
    const distances = [causality.jump, causality.begins].map((named) =>
      distanceToTrigger(points, triggers, named?.kept),
    );
    const known = distances.filter((one) => one !== null);
    return {
      gateway: entry.name,
      entries: known.length === 0 ? null : Math.min(...known),
      entriesOfJump: distances[0] ?? null,
      named: namedBy(causality),
      trigger: isEntry ? 'entry' : 'none',
      executions: causality.executions,
      of: points.length,
      triggers: points.flatMap((point, place) =>
        triggers.some((one) => isTrigger(one, point)) ? [place + 1] : [],
      ),
      curve: causality.points.map(({ kept, failures, executions }) => [kept, failures, executions]),
    };
  }
  return undefined;
}

/** Where a client alone sets it off, and does so in this plan without any of its entries, there is none to find. */
async function needsEntry(trial: Trial, wanted: Wanted, triggers: readonly TriggerEntry[]): Promise<boolean> {
  const entries = triggers.flatMap((one): readonly PlanEntry[] =>
    one.type === 'client' || one.type === 'end' ? [] : [one],
  );
  if (entries.length === 0 || entries.length === triggers.length) return entries.length > 0;
  const rest = await execute({ ...trial, plan: without(trial.plan, entries) });
  return findingAs(wanted, rest) === undefined;
}

/** One line for each entry: `T` could be the trigger, and what was measured with it. */
function printCurve(
  points: readonly RewindPoint[],
  triggers: readonly TriggerEntry[],
  { points: measured, jump, begins }: Causality,
): void {
  for (const [place, point] of points.entries()) {
    const { entry, record, atMicros } = point;
    const share = measured.find(({ kept }) => kept === place + 1);
    const what = `${entry.type} ${entry.id}${entry.type === 'step' ? ` ${entry.step}` : ''}`;
    const told =
      share === undefined ? '' : `${share.failures}/${share.executions} ${share.entry?.words ?? ''}`;
    const marks = `${jump?.kept === place + 1 ? '→' : begins?.kept === place + 1 ? '>' : ' '}${triggers.some((one) => isTrigger(one, point)) ? 'T' : ' '}`;
    console.log(`  ${marks} ${place + 1} #${record} ${Math.round(atMicros / 1000)} ms ${what} ${told}`);
  }
}

function namedBy({ jump, begins, fromTheStart, points }: Causality): string {
  const share = (one: number): number => Math.round(one * 100);
  const named: string[] = [];
  for (const one of [jump, begins])
    if (one !== null) named.push(`${one.entry.words}, ${share(one.before)} to ${share(one.after)} %`);
  if (begins !== null) named.push(begins.when);
  if (named.length > 0) return named.join('; ');
  const shares = [points[0], points.at(-1)].map((one) => `${one?.failures ?? 0}/${one?.executions ?? 0}`);
  return `${fromTheStart ? 'whatever is drawn' : 'nothing named'}, ${shares.join(' to ')}`;
}

/**
 * `npm run bench:growth`: whether cost grows with what should not make it grow. Events a second of a plan of 1,000,000
 * events against one of 10,000, records a second of judging ten times as many, a plan with 200 clients and 1,000
 * sessions against the small one, and the memory of a campaign of 100,000 plans against one of 1,000. The last takes
 * minutes; `npm run bench:growth -- --no-memory` leaves it out.
 */
import { tuneEngine } from '../../src/campaign/engine.mjs';
import { execute } from '../../src/campaign/execute.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { runCampaignProcess } from './campaign-process.ts';
import { crowdPlan } from './crowd.ts';
import { historyOf, judgingMemory } from './judging.ts';
import { EVENTS_PER_SEND, mixPlan, SMALL_MIX_SENDS } from './mix.ts';
import { referenceTrial } from './reference-trial.ts';
import { writeFigures } from './report-file.ts';
import { measure, median, ratio } from './rounds.ts';
import type { Pace } from './subject.ts';
import { grouped, tableText, times } from './table.ts';
import { here } from './turns.ts';

// as the command line does
tuneEngine();

const WARM_UP_MS = 4_000;
const SMALL_MS = 2_000;
const CROWD = { clients: 200, sessions: 1_000 };
const MIB = 1024 * 1024;
const FEW_PLANS = 1_000;
const MANY_PLANS = 100_000;

interface Growth {
  readonly what: string;
  readonly measured: string;
  readonly wanted: string;
}

const growths: Growth[] = [];
const small = mixPlan();
/** One plan again and again would run from memory: the branches it takes and the data it touches are known by then. */
const smalls = Array.from({ length: 40 }, (_, k) => mixPlan({ seed: `mix/${k}` }));
await paceOf(smalls, WARM_UP_MS);

for (const wanted of [100_000, 1_000_000]) {
  const { pace, events } = await besideSmall(mixPlan({ sends: Math.round(wanted / EVENTS_PER_SEND) }));
  growths.push({
    what: `events/s, ${grouped(events)} events / 10,000 events`,
    measured: times(pace),
    wanted: wanted === 1_000_000 ? 'at least 0.80x' : '',
  });
}

const [few, many] = await judgingPaces();
growths.push({
  what: `records/s of judging, ${grouped(10 * SMALL_MIX_SENDS)} sends / ${SMALL_MIX_SENDS} sends`,
  measured: times(ratio(many, few)),
  wanted: 'about 1x',
});

for (const part of [10, 1]) {
  const size = { clients: CROWD.clients / part, sessions: CROWD.sessions / part };
  const { pace, events } = await besideSmall(crowdPlan(size));
  growths.push({
    what: `cost of an event, ${size.clients} clients and ${grouped(size.sessions)} sessions (${grouped(events)} events) / the mix`,
    measured: times(1 / pace),
    wanted: part === 1 ? 'at most 2.00x' : '',
  });
}

if (!process.argv.includes('--no-memory')) {
  const [one, other] = [await peakOf(FEW_PLANS), await peakOf(MANY_PLANS)];
  growths.push({
    what: `peak memory, ${grouped(MANY_PLANS)} plans - ${grouped(FEW_PLANS)} plans (${grouped(one)} MiB)`,
    measured: `${grouped(other - one)} MiB`,
    wanted: 'at most 50 MiB',
  });
}

console.log(
  tableText(
    [
      { title: 'growth', align: 'left' },
      { title: 'measured', align: 'right' },
      { title: 'wanted', align: 'left' },
    ],
    growths.map(({ what, measured, wanted }) => [what, measured, wanted]),
  ),
);
console.log(`\nwritten to ${writeFigures('bench-growth', { growths })}`);

/**
 * How many times as fast as small mixes a plan is, with these measured before and after. The first execution does not
 * count: V8 compiles once more for what is large, in the first tenth of it.
 */
async function besideSmall(plan: Plan): Promise<{ readonly pace: number; readonly events: number }> {
  const before = await paceOf(smalls, SMALL_MS);
  await execute(referenceTrial(plan));
  const startedAt = performance.now();
  const { events } = await execute(referenceTrial(plan));
  const pace = (events * 1000) / (performance.now() - startedAt);
  const after = await paceOf(smalls, SMALL_MS);
  return { events, pace: pace / median([before, after]) };
}

/** Events a second over some time, of plans in turn. */
async function paceOf(plans: readonly Plan[], forMs: number): Promise<number> {
  const startedAt = performance.now();
  let events = 0;
  for (let k = 0; performance.now() - startedAt < forMs; k++)
    events += (await execute(referenceTrial(plans[k % plans.length] as Plan))).events;
  return (events * 1000) / (performance.now() - startedAt);
}

async function judgingPaces(): Promise<readonly [Pace, Pace]> {
  const subjects = [
    judgingMemory('few', await historyOf(small)),
    judgingMemory('many', await historyOf(mixPlan({ sends: SMALL_MIX_SENDS * 10 }))),
  ];
  return (await measure(subjects.map(here), { rounds: 5, turnMs: 500, warmUpMs: 1_000 })) as [Pace, Pace];
}

/** MiB at the peak of a campaign of so many plans in one thread. */
async function peakOf(plans: number): Promise<number> {
  const { peakBytes } = await runCampaignProcess({ gateway: 'reference', plans, workers: 1 });
  return peakBytes / MIB;
}

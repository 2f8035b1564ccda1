/**
 * `npm run bench:workers`: a campaign in one thread and the same in two, alternately, each in a fresh process, and
 * whether they wrote the same bytes. `npm run bench:workers -- --seconds 60` for a longer one than 20 s. Wants two
 * cores for itself; the bound says what it would measure if it had them: V8 compiles and collects in threads of its
 * own, so one thread uses more than one core, and two cannot halve it.
 */
import { parseArgs } from 'node:util';
import { differences, runCampaignProcess, type FinishedCampaign } from './campaign-process.ts';
import { writeFigures } from './report-file.ts';
import { median } from './rounds.ts';
import { grouped, tableText, times } from './table.ts';

const REFERENCE = 'reference';
/** Fails in many plans, in several ways: its report holds evidence, and failure files. */
const FAILING = 'trusts-anonymous-lifecycle';
const FAILING_PLANS = 600;
const ROUNDS = 2;
/** Executed twice, to learn the pace of plans after the first ones. */
const TRIAL_PLANS = 1_000;
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '20' } } });
/** A campaign in one thread lasts about so long, and a tenth more to be sure. */
const LASTS_MS = 1_100 * Number(values.seconds);

const trial = await runCampaignProcess({ gateway: REFERENCE, plans: TRIAL_PLANS, workers: 1 });
const longer = await runCampaignProcess({ gateway: REFERENCE, plans: 2 * TRIAL_PLANS, workers: 1 });
const more = (TRIAL_PLANS * (LASTS_MS - trial.wallMs)) / (longer.wallMs - trial.wallMs);
const plans = TRIAL_PLANS + Math.ceil(more / 100) * 100;

const rounds: { readonly one: FinishedCampaign; readonly two: FinishedCampaign }[] = [];
for (let round = 0; round < ROUNDS; round++)
  rounds.push({
    one: await runCampaignProcess({ gateway: REFERENCE, plans, workers: 1 }),
    two: await runCampaignProcess({ gateway: REFERENCE, plans, workers: 2 }),
  });
const failing = await runCampaignProcess({ gateway: FAILING, plans: FAILING_PLANS, workers: 1 });
const failingInTwo = await runCampaignProcess({ gateway: FAILING, plans: FAILING_PLANS, workers: 2 });

const speedups = rounds.map(({ one, two }) => one.wallMs / two.wallMs);
/** What one thread took by itself, against two cores that are never idle. */
const bounds = rounds.map(({ one, two }) => Math.min(one.wallMs, one.cpuMs) / (two.cpuMs / 2));
const different = [
  ...rounds.flatMap(({ one, two }) => differences(one, two)),
  ...differences(failing, failingInTwo),
];
console.log(
  tableText(
    [
      { title: `${grouped(plans)} plans on ${REFERENCE}`, align: 'left' },
      { title: 'wall s', align: 'right' },
      { title: 'processor s', align: 'right' },
      { title: 'cores used', align: 'right' },
      { title: 'peak MiB', align: 'right' },
      { title: 'speed-up', align: 'right' },
    ],
    rounds.flatMap(({ one, two }, at) => [
      row('one thread', one, 1),
      row('two threads', two, speedups[at] as number),
    ]),
  ),
);
console.log(
  `\nspeed-up of two threads, median: ${times(median(speedups))}; bound by processor time: ${times(median(bounds))}`,
);
console.log(
  different.length === 0
    ? `the same bytes from one thread and from two: ${rounds[0]?.one.files.size ?? 0} files on ${REFERENCE}, ${failing.files.size} on ${FAILING}`
    : `DIFFERENT bytes from one thread and from two: ${different.join(', ')}`,
);
const costs = rounds.map(({ one, two }) => ({ one: costOf(one), two: costOf(two) }));
console.log(
  `\nwritten to ${writeFigures('bench-workers', { plans, rounds: costs, speedup: median(speedups), bound: median(bounds), different })}`,
);
if (different.length > 0) process.exitCode = 1;

function row(
  name: string,
  { wallMs, cpuMs, peakBytes }: FinishedCampaign,
  speedup: number,
): readonly string[] {
  return [
    name,
    grouped(wallMs / 1000),
    grouped(cpuMs / 1000),
    grouped(cpuMs / wallMs),
    grouped(peakBytes / 1024 / 1024),
    times(speedup),
  ];
}

function costOf({ wallMs, cpuMs, peakBytes }: FinishedCampaign): object {
  return { wallMs, cpuMs, peakBytes };
}

/**
 * `npm run bench:core-hour`: how many plans of 10,000 events fit into an hour of one core, from a run of more than a
 * minute: another mix for every plan, drawn, executed and judged by every property. One thread; the processor time
 * counts the threads of V8 as well, so the second figure is what an hour of processor time gives.
 */
import { tuneEngine } from '../../src/campaign/engine.mjs';
import { execute } from '../../src/campaign/execute.ts';
import { mixPlan } from './mix.ts';
import { referenceTrial } from './reference-trial.ts';
import { writeFigures } from './report-file.ts';
import { grouped } from './table.ts';

// as the command line does
tuneEngine();

const LASTS_MS = 65_000;
const EVENTS_OF_A_PLAN = 10_000;
const HOUR_MS = 3_600_000;

let plans = 0;
let events = 0;
let virtualMicros = 0;
const startedAt = performance.now();
const before = process.cpuUsage();
while (performance.now() - startedAt < LASTS_MS) {
  const outcome = await execute(referenceTrial(mixPlan({ seed: `core-hour/${plans++}` })));
  events += outcome.events;
  virtualMicros += outcome.virtualMicros;
}
const wallMs = performance.now() - startedAt;
const { user, system } = process.cpuUsage(before);
const cpuMs = (user + system) / 1000;

const perHour = (ms: number): number => ((events / EVENTS_OF_A_PLAN) * HOUR_MS) / ms;
console.log(
  `${grouped(plans)} plans, ${grouped(events)} events in ${grouped(wallMs / 1000)} s of wall time and ${grouped(cpuMs / 1000)} s of processor time, warm-up included`,
);
console.log(
  `${grouped((events * 1000) / wallMs)} events/s, ${grouped(virtualMicros / 1000 / wallMs)} times as fast as time goes by`,
);
console.log(
  `plans of ${grouped(EVENTS_OF_A_PLAN)} events per core-hour: ${grouped(perHour(wallMs))} by wall time, ${grouped(perHour(cpuMs))} by processor time`,
);
const figures = { plans, events, wallMs, cpuMs, byWall: perHour(wallMs), byProcessor: perHour(cpuMs) };
console.log(`\nwritten to ${writeFigures('bench-core-hour', figures)}`);

/** What a run says while it goes on: its beginning, each scenario, and what was not known before of a campaign. */
import { SCHEMA_VERSION } from '../report/published.ts';
import type { RunEvent } from '../report/run-events.ts';
import type { Campaign } from './campaign.ts';
import { planName } from './chunk.ts';
import type { Group } from './ledger.ts';
import type { RunRequest } from './run.ts';
import type { ScenarioExecution } from './scenario-run.ts';
import { GAUNTLET_VERSION } from './version.ts';

export function beginning({ target, seed, cases, campaign }: RunRequest): RunEvent {
  return {
    type: 'begin',
    schemaVersion: SCHEMA_VERSION,
    version: GAUNTLET_VERSION,
    gateway: target.name,
    seed,
    scenarios: cases.length,
    plans: campaign === null ? 0 : plansOf(campaign),
  };
}

/** Null: until its time is over. */
export function plansOf({ from, to }: Campaign): number | null {
  return to === Infinity ? null : to - from + 1;
}

/** Its violations, then that it is over. */
export function scenarioEvents(
  { result, plan }: ScenarioExecution,
  done: number,
  total: number,
): readonly RunEvent[] {
  const { name, file, gateway, verdict, problem, expected } = result;
  return [
    ...plan.findings.map(({ property, cause, state, sentence }): RunEvent => ({
      type: 'violation',
      plan: name,
      gateway,
      property,
      cause,
      state,
      sentence,
      expected: expected === 'violation',
    })),
    { type: 'scenario', done, total, name, file, gateway, verdict, problem },
  ];
}

/** The first of its kind. */
export function violationEvent({ examples: [first] }: Group, seed: string, gateway: string): RunEvent {
  const { property, cause, state, sentence } = first.finding;
  const plan = planName(seed, first.index);
  return { type: 'violation', plan, gateway, property, cause, state, sentence, expected: false };
}

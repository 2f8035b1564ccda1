/** Summaries as the published JSON. Members stand in one fixed order, so equal runs give equal bytes. */
import type { Replay } from '../campaign/replay.ts';
import type { HuntSummary, SelftestSummary, Sweep } from '../campaign/selftest-summary.ts';
import type { RunSummary } from '../campaign/summary.ts';
import type { PropertyTally } from '../campaign/ledger.ts';
import type { VerdictName } from '../properties/property.ts';
import type { SelftestReport } from './published-selftest.ts';
import { SCHEMA_VERSION, type ReplayReport, type RunReport } from './published.ts';

/** `version`: Gauntlet's. How long it took is not in a report: equal runs give equal bytes, on one thread or on many. */
export function runReport(summary: RunSummary, version: string): RunReport {
  return {
    schemaVersion: SCHEMA_VERSION,
    version,
    verdict: summary.verdict,
    gateway: summary.gateway,
    seed: summary.seed,
    campaign: summary.campaign,
    plans: summary.plans,
    events: summary.events,
    records: summary.records,
    virtualMicros: summary.virtualMicros,
    digest: summary.digest,
    scenarios: summary.scenarios,
    properties: summary.properties.map((one) => ({
      id: one.property,
      verdict: tallyVerdict(one),
      exercised: one.exercised,
      passes: one.passes,
      violations: one.violations,
      inconclusive: one.inconclusive,
    })),
    violations: summary.violations,
    inconclusive: summary.inconclusive,
    coverage: summary.coverage,
    determinism: summary.determinism,
    interrupted: summary.interrupted,
  };
}

export function replayReport(replay: Replay, version: string): ReplayReport {
  return {
    schemaVersion: SCHEMA_VERSION,
    version,
    outcome: replay.outcome,
    sentence: replay.sentence,
    ...(replay.at === undefined ? {} : { at: replay.at }),
    gateway: replay.gateway,
    property: replay.property,
    digest: replay.digest,
    expectedDigest: replay.expectedDigest,
    violations: replay.violations,
  };
}

export function selftestReport(summary: SelftestSummary, version: string): SelftestReport {
  const { sweeps, canary } = summary;
  const reference = sweeps.find(({ kind }) => kind === 'reference');
  return {
    schemaVersion: SCHEMA_VERSION,
    version,
    verdict: summary.verdict,
    problems: summary.problems,
    seed: summary.seed,
    budget: summary.budget,
    without: summary.without,
    gateways: summary.gateways.map(huntRow),
    properties: summary.needs.map(({ property, convicts, alone, reason }) => ({
      id: property,
      convicts,
      alone,
      reason,
    })),
    medianEntries: summary.medianEntries,
    reference: reference === undefined ? null : sweepRow(reference),
    good: sweeps.filter(({ kind }) => kind === 'good').map(sweepRow),
    canary: canary === null ? null : canaryRow(canary),
    violations: sweeps.flatMap(({ found }) => found),
    determinism: { checked: summary.checked, mismatches: summary.mismatches },
    plans: summary.plans,
    interrupted: summary.interrupted,
  };
}

export function jsonText(report: object): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

function tallyVerdict(tally: PropertyTally): VerdictName {
  if (tally.violations > 0) return 'violation';
  return tally.passes > 0 ? 'pass' : 'inconclusive';
}

function huntRow(one: HuntSummary): SelftestReport['gateways'][number] {
  return {
    name: one.gateway,
    wanted: one.wanted,
    convicted: one.convicted,
    by: one.by.map(({ property }) => property),
    counts: one.by,
    plans: one.plans,
    rounds: one.rounds,
    medianPlans: one.medianPlans,
    worstPlans: one.worstPlans,
    shrunk: one.shrunk,
  };
}

function canaryRow({ gateway, convicted, by, worstPlans, plans }: HuntSummary): SelftestReport['canary'] {
  return {
    name: gateway,
    convicted,
    by: by.map(({ property }) => property),
    plans: worstPlans ?? plans,
  };
}

function sweepRow({ name, plans, violations }: Sweep): SelftestReport['good'][number] {
  return { name, plans, violations };
}

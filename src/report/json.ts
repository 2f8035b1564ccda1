/** Summaries as the published JSON. Members stand in one fixed order, so equal runs give equal bytes. */
import type { Replay } from '../campaign/replay.ts';
import type { RunSummary } from '../campaign/summary.ts';
import type { PropertyTally } from '../campaign/ledger.ts';
import type { VerdictName } from '../properties/property.ts';
import { SCHEMA_VERSION, type ReplayReport, type RunReport } from './published.ts';

export interface Stamp {
  /** Gauntlet's version. */
  readonly version: string;
  readonly wallMicros: number;
}

export function runReport(summary: RunSummary, { version, wallMicros }: Stamp): RunReport {
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
    wallMicros,
    digest: summary.digest,
    scenarios: summary.scenarios.map((one) => ({ ...one, properties: [...one.properties] })),
    properties: summary.properties.map((one) => ({
      id: one.property,
      verdict: tallyVerdict(one),
      exercised: one.exercised,
      passes: one.passes,
      violations: one.violations,
      inconclusive: one.inconclusive,
    })),
    violations: summary.violations.map((one) => ({
      ...one,
      records: [...one.records],
      evidence: [...one.evidence],
      replay: [...one.replay],
    })),
    inconclusive: [...summary.inconclusive],
    coverage: { ...summary.coverage, empty: [...summary.coverage.empty] },
    determinism: { checked: summary.determinism.checked, mismatches: [...summary.determinism.mismatches] },
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
    violations: replay.violations.map((one) => ({
      ...one,
      records: [...one.records],
      evidence: [...one.evidence],
    })),
  };
}

export function jsonText(report: object): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

function tallyVerdict(tally: PropertyTally): VerdictName {
  if (tally.violations > 0) return 'violation';
  return tally.passes > 0 ? 'pass' : 'inconclusive';
}

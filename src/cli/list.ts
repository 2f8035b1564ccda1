/** `gauntlet list`: what there is to run, to judge by and to inject. */
import { loadPackagedScenarios } from '../campaign/scenarios.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { GATEWAYS } from '../gateway/catalogue.ts';
import { TARGET_FORMS } from '../live/targets/parse-target.ts';
import { FAULT_KINDS } from '../plan/fault.ts';
import { PROPERTIES } from '../properties/catalogue.ts';
import { entryOf, fitted } from '../report/fitted.ts';
import { jsonText } from '../report/json.ts';
import type { ListReport } from '../report/list-report.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import type { Paint } from '../report/paint.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { dialectSentences } from './explain-dialect.ts';
import { profileSentences } from './explain-profile.ts';
import { KNOWN_NAMES } from '../campaign/known-names.ts';
import { printReport } from './terminal-io.ts';

export function listVerb({ json }: { readonly json: boolean }): ExitCode {
  const report = listReport();
  if (json) process.stdout.write(jsonText(report));
  else printReport(report, false, renderList);
  return EXIT.clean;
}

function listReport(): ListReport {
  return {
    schemaVersion: SCHEMA_VERSION,
    version: GAUNTLET_VERSION,
    gateways: GATEWAYS.map(({ name, kind, incident, convictedBy, sentence }) => ({
      name,
      kind,
      incident,
      sentence,
      convictedBy,
    })),
    scenarios: loadPackagedScenarios(KNOWN_NAMES).map(({ file, scenario }) => ({
      name: scenario.name,
      incident: scenario.incident,
      file,
    })),
    properties: PROPERTIES.map(({ id, statement, family }) => ({ id, statement, family })),
    faults: Object.entries(FAULT_KINDS).map(([kind, { family, sentence }]) => ({ kind, family, sentence })),
    profiles: profileSentences(),
    dialects: dialectSentences(),
    targets: TARGET_FORMS,
  };
}

function renderList(report: ListReport, paint: Paint, width: number): string {
  const sections: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
    gateways: report.gateways.map((one) => [one.name, `${one.kind}: ${one.sentence}`]),
    scenarios: report.scenarios.map((one) => [one.file, one.name]),
    properties: report.properties.map((one) => [one.id, one.statement]),
    faults: report.faults.map((one) => [one.kind, one.sentence]),
    profiles: report.profiles.map((one) => [one.name, one.sentence]),
    dialects: report.dialects.map((one) => [one.name, one.sentence]),
    'targets of certify': report.targets.map((one) => [one.name, one.sentence]),
  };
  const lines = Object.entries(sections).flatMap(([title, rows]) => {
    const column = Math.max(0, ...rows.map(([name]) => name.length));
    const entries = rows.map(([name, text]) => entryOf(name, column, paint('dim', text), width));
    return [paint('bold', title), ...entries, ''];
  });
  const last =
    'gauntlet explain NAME says more about a gateway, scenario, property, fault, profile or dialect';
  return `${[...lines, fitted(last, width)].join('\n')}\n`;
}

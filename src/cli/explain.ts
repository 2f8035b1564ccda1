/**
 * `gauntlet explain NAME`: what a property, scenario, fault, gateway, profile or dialect is about, and what belongs to
 * it. What is a file, and no scenario, is a failure file: explain-file.ts.
 */
import { statSync } from 'node:fs';
import { nearest } from '../input/nearest.ts';
import { filterScenarios, loadPackagedScenarios, type ScenarioFile } from '../campaign/scenarios.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { GATEWAYS } from '../gateway/catalogue.ts';
import { FAULT_KINDS, type FaultKind } from '../plan/fault.ts';
import { PROPERTIES } from '../properties/catalogue.ts';
import { fitted } from '../report/fitted.ts';
import { jsonText } from '../report/json.ts';
import type { Paint } from '../report/paint.ts';
import type { ExplainReport } from '../report/list-report.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { ExplainFileOptions } from './explain-file.ts';
import { dialectSentences, explainDialect } from './explain-dialect.ts';
import { explainProfile, profileSentences } from './explain-profile.ts';
import { triggerLines } from './explain-trigger.ts';
import { facts, type Explanation } from './explanation.ts';
import { KNOWN_NAMES } from '../campaign/known-names.ts';
import { UsageError } from './problem.ts';
import { printReport } from './terminal-io.ts';

export async function explainVerb(name: string, options: ExplainFileOptions): Promise<ExitCode> {
  if (isFailureFile(name)) return (await import('./explain-file.ts')).explainFileVerb(name, options);
  const { json } = options;
  const report: ExplainReport = {
    schemaVersion: SCHEMA_VERSION,
    version: GAUNTLET_VERSION,
    ...explain(name),
  };
  if (json) process.stdout.write(jsonText(report));
  else printReport(report, false, render);
  return EXIT.clean;
}

/** A scenario is asked for by its file, too. */
function isFailureFile(name: string): boolean {
  if (/\.ya?ml$/i.test(name)) return false;
  return /\.json$/i.test(name) || statSync(name, { throwIfNoEntry: false })?.isFile() === true;
}

function explain(name: string): Explanation {
  const scenarios = loadPackagedScenarios(KNOWN_NAMES);
  const found =
    explainProperty(name, scenarios) ??
    explainGateway(name, scenarios) ??
    explainFault(name, scenarios) ??
    explainProfile(name) ??
    explainDialect(name) ??
    explainScenario(name, scenarios);
  if (found !== undefined) return found;
  const names = [
    ...KNOWN_NAMES.properties,
    ...KNOWN_NAMES.gateways,
    ...Object.keys(FAULT_KINDS),
    ...profileSentences().map((one) => one.name.replace(/@.*/, '')),
    ...dialectSentences().map((one) => one.name),
    ...scenarios.map((one) => one.scenario.name),
  ];
  throw new UsageError(
    `nothing is called '${name}'${nearest(name, names)}; 'gauntlet list' shows gateways, scenarios, properties, faults, profiles and dialects`,
  );
}

function explainProperty(name: string, scenarios: readonly ScenarioFile[]): Explanation | undefined {
  const property = PROPERTIES.find((one) => one.id === name);
  if (property === undefined) return undefined;
  const using = scenarios.filter(
    ({ scenario }) =>
      scenario.exercises.includes(name) || scenario.convicts.some((one) => one.property === name),
  );
  const convicted = GATEWAYS.filter((entry) => entry.convictedBy.includes(name));
  return {
    kind: 'property',
    name,
    sentence: property.statement,
    facts: facts(
      ['why', [property.why]],
      ['superseded by', property.supersededBy === undefined ? [] : [property.supersededBy]],
      [
        'exercised by',
        [`${property.exercise}; at least ${property.minimum ?? 1} of them, or the verdict is inconclusive`],
      ],
      ['convicts', convicted.map((entry) => `${entry.name}: ${entry.sentence}`)],
      ['scenarios', using.map((one) => one.file)],
    ),
  };
}

function explainGateway(name: string, scenarios: readonly ScenarioFile[]): Explanation | undefined {
  const entry = GATEWAYS.find((one) => one.name === name);
  if (entry === undefined) return undefined;
  const failing = scenarios.filter(({ scenario }) => scenario.convicts.some((one) => one.gateway === name));
  return {
    kind: 'gateway',
    name,
    sentence: entry.sentence,
    facts: facts(
      ['kind', [`${entry.kind}, speaks ${entry.dialect}`]],
      ['incident', incidentLine(entry.incident)],
      ['set off by', triggerLines(entry.trigger)],
      ['convicted by', entry.convictedBy],
      ['must fail', failing.map((one) => one.file)],
    ),
  };
}

function explainFault(name: string, scenarios: readonly ScenarioFile[]): Explanation | undefined {
  if (!Object.hasOwn(FAULT_KINDS, name)) return undefined;
  const { family, sentence } = FAULT_KINDS[name as FaultKind];
  const using = scenarios.filter(({ scenario }) => scenario.plan.faults.some((one) => one.kind === name));
  return {
    kind: 'fault',
    name,
    sentence,
    facts: facts(['family', [family]], ['scenarios', using.map((one) => one.file)]),
  };
}

function explainScenario(name: string, scenarios: readonly ScenarioFile[]): Explanation | undefined {
  const [one, ...others] = filterScenarios(scenarios, name);
  if (one === undefined) return undefined;
  if (others.length > 0)
    throw new UsageError(
      `'${name}' is the name of ${others.length + 1} scenarios: ${[one, ...others].map((each) => each.file).join(', ')}`,
    );
  const { scenario, file } = one;
  return {
    kind: 'scenario',
    name: scenario.name,
    sentence: scenario.story.trim(),
    facts: facts(
      ['file', [file]],
      ['incident', incidentLine(scenario.incident)],
      ['must convict', scenario.convicts.map((each) => `${each.gateway} by ${each.property}`)],
      ['exercises', scenario.exercises],
    ),
  };
}

function incidentLine(incident: string | null): readonly string[] {
  return incident === null ? [] : [/^\d+$/.test(incident) ? `#${incident}` : incident];
}

function render(report: ExplainReport, paint: Paint, width: number): string {
  const lines = [`${paint('bold', report.name)} (${report.kind})`, report.sentence, ''];
  for (const { title, lines: said } of report.facts) {
    const [only, ...more] = said;
    if (more.length === 0) lines.push(`${paint('dim', `${title}:`)} ${only ?? ''}`);
    else lines.push(paint('dim', `${title}:`), ...said.map((line) => `  ${line}`));
  }
  return `${lines.map((line) => fitted(line, width)).join('\n')}\n`;
}

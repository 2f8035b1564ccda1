/**
 * A run as JUnit XML, as the schema has it that Jenkins holds such files to (junit-10.xsd of its xunit plugin): one
 * suite of scenarios (a case per scenario and gateway) and one of the campaign (a case per property), each case with the
 * command that runs it again. Times are virtual: of a scenario its own, of a property those of all plans that it judged.
 * Inconclusive is an error, not a skip: a check that never happened must not look green.
 */
import junit, { type Builder, type TestCase, type TestSuite } from 'junit-report-builder';
import { printableValues } from '../input/printable.ts';
import { splitAlive } from '../properties/target-alive.ts';
import { proofText } from './evidence-line.ts';
import { counted, excusesText } from './lines.ts';
import { mismatchDetails, mismatchTitle } from './mismatch-text.ts';
import type { ReportedFinding, RunReport } from './published.ts';

// its types announce a `default` member, its CommonJS build is the builder itself
const factory = junit as unknown as Builder;

/** Refused by the schema, where a suite may say how many of it were left out and all of them together may not. */
const SKIPPED_AT_THE_ROOT = /^([^<]*<\?[^>]*>\s*<testsuites\b[^>]*?) skipped="\d+"/;

export function junitXml(given: RunReport): string {
  const report = printableValues(given);
  const builder = factory.newBuilder().name('gauntlet');
  const [dead] = splitAlive(report.violations);
  if (dead.length > 0) addDeath(builder, report, dead);
  if (report.scenarios.length > 0) addScenarios(builder, report);
  if (report.campaign !== null) addCampaign(builder, report);
  if (report.determinism.mismatches.length > 0) addMismatches(builder, report);
  if (report.coverage.missing.length > 0) addCoverage(builder, report);
  return builder.build().replace(SKIPPED_AT_THE_ROOT, '$1');
}

function addDeath(builder: Builder, { gateway }: RunReport, dead: readonly ReportedFinding[]): void {
  const suite = suiteOf(builder, 'target', 0);
  caseOf(suite, `target.${gateway}`, 'stays alive', 0)
    .failure(dead[0]?.sentence ?? '', 'violation')
    .stacktrace(body(dead.map(detail).join('\n\n')));
}

function addScenarios(builder: Builder, report: RunReport): void {
  const suite = suiteOf(builder, 'scenarios', scenarioMicros(report));
  for (const one of report.scenarios) {
    const found = report.violations.filter(
      ({ plan, gateway }) => plan === one.name && gateway === one.gateway,
    );
    const test = caseOf(suite, `scenario.${one.gateway}`, one.name, one.virtualMicros).standardOutput(
      body(one.file, ...(one.sentence === null ? [] : [one.sentence]), one.command),
    );
    if (one.problem === null) continue;
    if (one.verdict === 'inconclusive') test.error(one.problem, 'inconclusive', body(one.command));
    else
      test
        .failure(one.problem, 'violation')
        .stacktrace(
          found.length > 0
            ? body(found.map(detail).join('\n\n'))
            : body(one.sentence ?? one.problem, one.command),
        );
  }
  // where there is a campaign, the cases of its properties say it
  if (report.campaign === null)
    for (const { id, excused } of report.properties)
      if (excused.length > 0) suite.property(`excused.${id}`, excusesText(excused));
}

function addCampaign(builder: Builder, report: RunReport): void {
  const { campaign, gateway, virtualMicros } = report;
  const micros = Math.max(0, virtualMicros - scenarioMicros(report));
  const suite = suiteOf(builder, 'campaign', micros);
  const command = campaign?.command ?? '';
  for (const one of report.properties) {
    const test = caseOf(suite, `property.${gateway}`, one.id, micros).standardOutput(
      body(countsText(one), ...(one.excused.length > 0 ? [excusesText(one.excused)] : []), command),
    );
    if (one.verdict === 'inconclusive') test.error(reasonOf(report, one.id), 'inconclusive', body(command));
    if (one.verdict === 'violation') {
      const found = report.violations.filter((each) => each.property === one.id && !each.expected);
      test
        .failure(found[0]?.sentence ?? 'violated', 'violation')
        .stacktrace(found.length > 0 ? body(found.map(detail).join('\n\n')) : body(command));
    }
  }
}

function addMismatches(builder: Builder, report: RunReport): void {
  const suite = suiteOf(builder, 'determinism', 0);
  for (const one of report.determinism.mismatches) {
    const lines = [...mismatchDetails(one), ...(report.campaign === null ? [] : [report.campaign.command])];
    caseOf(suite, `determinism.${one.gateway}`, one.plan, 0).error(
      mismatchTitle(one),
      'unrepeatable',
      body(...lines),
    );
  }
}

function addCoverage(builder: Builder, { gateway, coverage, campaign }: RunReport): void {
  const suite = suiteOf(builder, 'coverage', 0);
  caseOf(suite, `coverage.${gateway}`, 'every cell was hit and every fact happened', 0).error(
    counted(coverage.missing.length, 'thing was not covered', 'things were not covered'),
    'inconclusive',
    body(...coverage.missing, ...(campaign === null ? [] : [campaign.command])),
  );
}

function suiteOf(builder: Builder, name: string, micros: number): TestSuite {
  return builder.testSuite().name(name).time(secondsOf(micros));
}

function caseOf(suite: TestSuite, className: string, name: string, micros: number): TestCase {
  return suite.testCase().className(className).name(name).time(secondsOf(micros));
}

/** Seconds, to the millisecond: what JUnit has for times. */
function secondsOf(micros: number): number {
  return Math.round(micros / 1_000) / 1_000;
}

function scenarioMicros({ scenarios }: RunReport): number {
  return scenarios.reduce((sum, one) => sum + one.virtualMicros, 0);
}

function countsText(one: RunReport['properties'][number]): string {
  const { exercised, passes, violations, inconclusive } = one;
  return `exercised ${counted(exercised, 'time')}: ${counted(passes, 'plan')} passed, ${violations} violated it, ${inconclusive} inconclusive`;
}

function reasonOf(report: RunReport, property: string): string {
  return report.inconclusive.find((one) => one.property === property)?.reason ?? 'never exercised';
}

/**
 * Lines of a case. Nothing in them ends the CDATA that they stand in: of several ends in one text the library minds
 * the first alone.
 */
function body(...lines: readonly string[]): string {
  return lines.join('\n').replaceAll(']]>', ']] >');
}

function detail(one: ReportedFinding): string {
  const commands = one.shrink === null ? one.replay : [...one.replay, one.shrink];
  return [`${one.plan}: ${one.sentence}`, ...proofText(one), ...commands].join('\n');
}

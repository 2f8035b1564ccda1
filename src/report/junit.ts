/**
 * A run as JUnit XML: one suite of scenarios (a case per scenario and gateway) and one of the campaign (a case per
 * property). Inconclusive is an error, not a skip: a check that never happened must not look green.
 */
import junit, { type Builder } from 'junit-report-builder';
import { printableValues } from '../input/printable.ts';
import { splitAlive } from '../properties/target-alive.ts';
import { proofText } from './evidence-line.ts';
import { excusesText } from './lines.ts';
import { mismatchDetails, mismatchTitle } from './mismatch-text.ts';
import type { ReportedFinding, RunReport } from './published.ts';

// its types announce a `default` member, its CommonJS build is the builder itself
const factory = junit as unknown as Builder;

export function junitXml(given: RunReport): string {
  const report = printableValues(given);
  const builder = factory.newBuilder();
  const [dead] = splitAlive(report.violations);
  if (dead.length > 0)
    builder
      .testSuite()
      .name('target')
      .testCase()
      .className(`target.${report.gateway}`)
      .name('stays alive')
      .failure(dead[0]?.sentence ?? '', 'violation')
      .stacktrace(dead.map(detail).join('\n\n'));
  if (report.scenarios.length > 0) {
    const suite = builder.testSuite().name('scenarios');
    for (const one of report.scenarios) {
      const test = suite.testCase().className(`scenario.${one.gateway}`).name(one.name).file(one.file);
      if (one.problem === null) continue;
      if (one.verdict === 'inconclusive') test.error(one.problem, 'inconclusive');
      else test.failure(one.problem, 'violation').stacktrace(one.sentence ?? '');
    }
    // where there is a campaign, the cases of its properties say it
    if (report.campaign === null)
      for (const { id, excused } of report.properties)
        if (excused.length > 0) suite.property(`excused.${id}`, excusesText(excused));
  }
  if (report.campaign !== null) {
    const suite = builder.testSuite().name('campaign');
    for (const one of report.properties) {
      const test = suite.testCase().className(`property.${report.gateway}`).name(one.id);
      if (one.excused.length > 0) test.standardOutput(excusesText(one.excused));
      if (one.verdict === 'inconclusive') test.error(reasonOf(report, one.id), 'inconclusive');
      if (one.verdict === 'violation') {
        const found = report.violations.filter((each) => each.property === one.id && !each.expected);
        test
          .failure(found[0]?.sentence ?? 'violated', 'violation')
          .stacktrace(found.map(detail).join('\n\n'));
      }
    }
  }
  if (report.determinism.mismatches.length > 0) {
    const suite = builder.testSuite().name('determinism');
    for (const one of report.determinism.mismatches)
      suite
        .testCase()
        .className(`determinism.${one.gateway}`)
        .name(one.plan)
        .error([mismatchTitle(one), ...mismatchDetails(one)].join('\n'), 'unrepeatable');
  }
  if (report.coverage.missing.length > 0)
    builder
      .testSuite()
      .name('coverage')
      .testCase()
      .className(`coverage.${report.gateway}`)
      .name('every cell was hit and every fact happened')
      .error(report.coverage.missing.join('\n'), 'inconclusive');
  return builder.build();
}

function reasonOf(report: RunReport, property: string): string {
  return report.inconclusive.find((one) => one.property === property)?.reason ?? 'never exercised';
}

function detail(one: ReportedFinding): string {
  return [`${one.plan}: ${one.sentence}`, ...proofText(one), ...one.replay].join('\n');
}

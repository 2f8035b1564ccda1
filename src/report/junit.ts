/**
 * A run as JUnit XML: one suite of scenarios (a case per scenario and gateway) and one of the campaign (a case per
 * property). Inconclusive is an error, not a skip: a check that never happened must not look green.
 */
import junit, { type Builder } from 'junit-report-builder';
import { evidenceLines } from './evidence-line.ts';
import type { RunReport } from './published.ts';

// its types announce a `default` member, its CommonJS build is the builder itself
const factory = junit as unknown as Builder;

export function junitXml(report: RunReport): string {
  const builder = factory.newBuilder();
  if (report.scenarios.length > 0) {
    const suite = builder.testSuite().name('scenarios');
    for (const one of report.scenarios) {
      const test = suite
        .testCase()
        .className(`scenario.${one.gateway}`)
        .name(printable(one.name))
        .file(one.file);
      if (one.problem === null) continue;
      if (one.verdict === 'inconclusive') test.error(printable(one.problem), 'inconclusive');
      else test.failure(printable(one.problem), 'violation').stacktrace(printable(one.sentence ?? ''));
    }
  }
  if (report.campaign !== null) {
    const suite = builder.testSuite().name('campaign');
    for (const one of report.properties) {
      const test = suite.testCase().className(`property.${report.gateway}`).name(one.id);
      if (one.verdict === 'inconclusive') test.error(reasonOf(report, one.id), 'inconclusive');
      if (one.verdict === 'violation') {
        const found = report.violations.filter((each) => each.property === one.id && !each.expected);
        test
          .failure(printable(found[0]?.sentence ?? 'violated'), 'violation')
          .stacktrace(printable(found.map(detail).join('\n\n')));
      }
    }
  }
  if (report.coverage.missing.length > 0)
    builder
      .testSuite()
      .name('coverage')
      .testCase()
      .className(`coverage.${report.gateway}`)
      .name('every cell was hit and every fact happened')
      .error(printable(report.coverage.missing.join('\n')), 'inconclusive');
  return builder.build();
}

function reasonOf(report: RunReport, property: string): string {
  return printable(report.inconclusive.find((one) => one.property === property)?.reason ?? 'never exercised');
}

function detail(one: RunReport['violations'][number]): string {
  return [`${one.plan}: ${one.sentence}`, ...evidenceLines(one.evidence), ...one.replay].join('\n');
}

/** XML 1.0 has no place for other control characters and lone surrogates, escaped or not. */
function printable(text: string): string {
  return text.replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}

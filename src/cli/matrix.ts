/** `gauntlet matrix BUNDLE…`: certificates as one table, releases across, incidents and requirements down. */
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { readCertificate } from '../certify/bundle.ts';
import { matrixOf } from '../certify/matrix.ts';
import { matrixMarkdown, renderMatrix, type MatrixReport } from '../report/matrix-report.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { printReport } from './terminal-io.ts';

export interface MatrixOptions {
  readonly json: boolean;
  /** As Markdown instead of a table for terminals. */
  readonly markdown: boolean;
}

export function matrixVerb(bundles: readonly string[], { json, markdown }: MatrixOptions): ExitCode {
  const report: MatrixReport = {
    schemaVersion: SCHEMA_VERSION,
    gauntlet: GAUNTLET_VERSION,
    ...matrixOf(bundles.map((one) => readCertificate(one).certificate)),
  };
  printReport(report, json, markdown ? matrixMarkdown : renderMatrix);
  return EXIT.clean;
}

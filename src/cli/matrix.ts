/** `gauntlet matrix BUNDLE…`: certificates as one table, releases across, incidents and requirements down. */
import { existsSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { OutFolder } from '../campaign/out-folder.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { bundleRoot, readCertificate } from '../certify/bundle.ts';
import { matrixOf } from '../certify/matrix.ts';
import { matrixPage } from '../page/matrix-page.ts';
import type { MatrixPage } from '../page/page-data.ts';
import { matrixMarkdown, renderMatrix, type MatrixReport } from '../report/matrix-report.ts';
import { pageNameOf } from '../report/page-name.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import { EXIT, worst, type ExitCode } from './exit-codes.ts';
import { unwritten } from './report-files.ts';
import { printReport } from './terminal-io.ts';

export interface MatrixOptions {
  readonly json: boolean;
  /** As Markdown instead of a table for terminals. */
  readonly markdown: boolean;
  /** Write a page there, too. */
  readonly page?: string;
}

export async function matrixVerb(
  bundles: readonly string[],
  { json, markdown, page }: MatrixOptions,
): Promise<ExitCode> {
  const report: MatrixReport = {
    schemaVersion: SCHEMA_VERSION,
    gauntlet: GAUNTLET_VERSION,
    ...matrixOf(bundles.map((one) => readCertificate(one).certificate)),
  };
  printReport(report, json, markdown ? matrixMarkdown : renderMatrix);
  if (page === undefined) return EXIT.clean;
  const out = new OutFolder(dirname(page));
  out.write(basename(page), [await matrixPage({ report, places: bundles.map((one) => placeOf(one, page)) })]);
  return worst([EXIT.clean, unwritten(out)]);
}

/** Where a certificate lies, from the page: the address of its bundle, and of its page when it is there. */
function placeOf(bundle: string, page: string): MatrixPage['places'][number] {
  // a folder that a shell completes ends with a slash
  const folder = resolve(bundleRoot(bundle));
  const addressOf = (path: string): string =>
    relative(dirname(page), path).split(sep).map(encodeURIComponent).join('/');
  const own = pageNameOf(folder);
  return { page: existsSync(own) ? addressOf(own) : null, bundle: addressOf(folder) };
}

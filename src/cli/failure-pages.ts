/** Pages of failure files, each beside its file: made of what lies there, so that a file of a colleague gives one too. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Failure } from '../campaign/failure.ts';
import { readFailure } from '../campaign/failure-file.ts';
import { OutFolder } from '../campaign/out-folder.ts';
import { readHistoryFile } from '../certify/history-file.ts';
import { dialectFor } from '../dialect/catalogue.ts';
import { REFERENCE } from '../dialect/reference.ts';
import type { HistoryRecord } from '../history/record.ts';
import { failurePage } from '../page/failure-page.ts';
import type { Plan } from '../plan/plan.ts';
import { pageNameOf } from '../report/page-name.ts';
import type { Written } from './report-files.ts';

/** Of every failure file that the report names. */
export async function writeFailurePages(files: Iterable<string | null>): Promise<readonly WrittenPage[]> {
  const pages: WrittenPage[] = [];
  for (const file of new Set(files)) if (file !== null) pages.push(await writeFailurePage(file));
  return pages;
}

/** Writes the page of a failure file. Returns its path; what could not be written is kept in the folder. */
export async function writeFailurePage(file: string, failure = readFailure(file)): Promise<WrittenPage> {
  const out = new OutFolder(dirname(file));
  const page = await failurePage({
    failure,
    file,
    dialect: dialectFor(failure.target.dialect) ?? REFERENCE,
    history: historyBeside(file, failure),
    original: originalBeside(file, failure),
  });
  return { path: out.write(basename(pageNameOf(file)), [page]), problem: out.problem };
}

export interface WrittenPage extends Written {
  readonly path: string;
}

/** Null: it was not kept, or cannot be read whole. */
function historyBeside(file: string, { history }: Failure): readonly HistoryRecord[] | null {
  if (history === null || basename(history) !== history) return null;
  const path = join(dirname(file), history);
  if (!existsSync(path)) return null;
  const { records, problems } = readHistoryFile(path);
  return problems.length === 0 ? records : null;
}

/** The plan that was made smaller, where its failure file is still there. */
function originalBeside(file: string, { shrunk }: Failure): Plan | null {
  if (shrunk === null || basename(shrunk.from) !== shrunk.from) return null;
  const path = join(dirname(file), shrunk.from);
  try {
    return existsSync(path) ? readFailure(path).plan : null;
  } catch {
    return null;
  }
}

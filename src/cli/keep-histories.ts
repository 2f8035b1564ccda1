/**
 * Histories of plans that pass: executes each plan of a run once more with its history kept. A few of them: a history may
 * take megabytes.
 */
import { trialOf, type Executor } from '../campaign/chunk.ts';
import type { Trial } from '../campaign/execute.ts';
import { shellWord } from '../campaign/commands.ts';
import { HISTORIES_FOLDER, writeHistory } from '../campaign/failure-file.ts';
import type { OutFolder } from '../campaign/out-folder.ts';
import type { RunRequest } from '../campaign/run.ts';
import type { Target } from '../campaign/target.ts';
import type { HistoryRecord } from '../history/record.ts';
import { scenarioTrial } from '../campaign/scenario-run.ts';
import { UsageError } from './problem.ts';

const MOST_HISTORIES = 50;

/** Throws UsageError when there would be too many. */
export function refuseTooMany({ campaign, cases }: RunRequest): void {
  const plans = campaign === null ? 0 : campaign.to - campaign.from + 1;
  if (plans + cases.length > MOST_HISTORIES)
    throw new UsageError(
      `--keep-history keeps at most ${MOST_HISTORIES} histories: name fewer with --seeds, or a scenario and a gateway`,
    );
}

/** Writes them; gives the files. */
export async function keepHistories(
  request: RunRequest,
  executor: Executor,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const files = new Set<string>();
  for (const trial of trialsOf(request, executor)) {
    if (signal.aborted) break;
    const { digest, history = [] } = await executor.execute({ ...trial, keep: true });
    files.add(keep(request.out, { digest, history }, { name: trial.gateway.name, dialect: trial.dialect }));
  }
  return [...files];
}

/** Writes one; gives the file. */
export function keep(
  out: OutFolder,
  { digest, history }: { readonly digest: string; readonly history: readonly HistoryRecord[] },
  { name, dialect }: Pick<Target, 'name' | 'dialect'>,
): string {
  const about = { target: name, dialect: dialect.name };
  return writeHistory(out, digest, history, { folder: HISTORIES_FOLDER, about });
}

/** To people, wherever the report goes. */
export function sayKept(files: readonly string[]): void {
  const [first] = files;
  if (first === undefined) return;
  const many =
    files.length === 1 ? 'the history; look at it with' : `${files.length} histories; look at one with`;
  process.stderr.write(`gauntlet: kept ${many}\nnpx gauntlet show ${shellWord(first)}\n`);
}

function* trialsOf({ cases, campaign, seed, target }: RunRequest, executor: Executor): Iterable<Trial> {
  for (const one of cases) yield scenarioTrial(executor, one);
  if (campaign !== null)
    for (let index = campaign.from; index <= campaign.to; index++)
      yield trialOf(executor, target, seed, index);
}

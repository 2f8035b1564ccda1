/**
 * One scenario on one target, in the world that the target has: behind the in-process port the simulated one, else the live one.
 * Each execution leaves its history, and is judged from that file as `judge` does. Makes no certificate.
 */
import { writeHistory } from '../campaign/failure-file.ts';
import { OutFolder } from '../campaign/out-folder.ts';
import type { ScenarioFile } from '../campaign/scenarios.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { dialectOf } from '../certify/certify.ts';
import { addedEndings, allFailed, runEndings, type RunEndings } from '../certify/run-endings.ts';
import { guessWords } from '../certify/case-run.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { printable } from '../input/printable.ts';
import { InputError } from '../input/problem.ts';
import { SIMULATED_PROFILE } from '../properties/profile.ts';
import type { JudgeReport } from '../report/certificate-report.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import type { TryReport } from '../report/try-report.ts';
import { attended } from './attended.ts';
import { judgedFile } from './judged-file.ts';
import { openedInVirtualTime, openedLive, type OpenedTarget } from './opened-target.ts';
import { Interrupted } from './problem.ts';

export interface ScenarioTrial {
  readonly target: string;
  /** The first that fits the target is executed. */
  readonly scenarios: readonly ScenarioFile[];
  /** Behind the port or hosted, else live. */
  readonly world: 'virtual' | 'live';
  /** Default: the highest that such a target can be asked for. */
  readonly profile: string | undefined;
  readonly dialect: Dialect | undefined;
  readonly token: string | undefined;
  readonly repeat: number;
  /** Its scenarios have a model that does not fail: where every run fails, nothing was shown. */
  readonly needsReply: boolean;
  readonly out: string;
  readonly quiet: boolean;
}

/** Where histories go inside the folder. */
const HISTORIES = 'histories';

/** Throws InputError when nothing fits, TargetError when the target is dead before hello. */
export async function tryScenario(trial: ScenarioTrial): Promise<TryReport> {
  const out = new OutFolder(trial.out);
  return attended(trial.quiet, async ({ signal, onProgress }) => {
    let target: OpenedTarget | undefined;
    try {
      target = await openedFor(trial, signal);
      const { file, without } = fittingScenario(trial, target);
      const profile = trial.profile ?? highestProfile(target);
      const runs: JudgeReport[] = [];
      const endings: RunEndings[] = [];
      for (let repetition = 1; repetition <= trial.repeat; repetition++) {
        onProgress({ counted: 'runs', done: repetition - 1, total: trial.repeat });
        const ran = await target.run(file, repetition);
        if (ran.type === 'not-applicable') throw new InputError(`${file.file}: ${ran.reason}`);
        const dialect = trial.dialect ?? target.dialect ?? dialectOf(target.name, ran.server);
        const about = {
          target: target.name,
          dialect: dialect.name,
          profile,
          exercises: file.scenario.exercises,
        };
        const history = writeHistory(out, ran.digest, ran.records, { folder: HISTORIES, about });
        endings.push(runEndings(ran.records, dialect));
        const named = trial.dialect ?? target.dialect;
        const guess = named === undefined ? guessWords(ran.server) : null;
        runs.push({ ...judgedFile(history, {}), ...(guess === null ? {} : { dialectGuess: guess }) });
      }
      return reportOf(trial, target, file, without, { runs, endings });
    } catch (thrown) {
      throw signal.aborted ? new Interrupted('interrupted before there was anything to report') : thrown;
    } finally {
      await target?.end();
    }
  });
}

function reportOf(
  { needsReply }: ScenarioTrial,
  { name, world }: OpenedTarget,
  { file, scenario }: ScenarioFile,
  without: readonly string[],
  { runs, endings }: { readonly runs: JudgeReport[]; readonly endings: readonly RunEndings[] },
): TryReport {
  const { errors, ...ended } = addedEndings(endings);
  const shown = needsReply && allFailed(ended) ? (['inconclusive'] as const) : [];
  const verdicts = [...runs.map(({ verdict }) => verdict), ...shown];
  return {
    schemaVersion: SCHEMA_VERSION,
    gauntlet: GAUNTLET_VERSION,
    target: name,
    time: world === 'live' ? 'real' : 'virtual',
    scenario: { name: scenario.name, file, exercises: scenario.exercises },
    without: [...without],
    ended: { ...ended, errors: [...errors] },
    verdict: verdicts.find((one) => one === 'violation') ?? verdicts.find((one) => one !== 'pass') ?? 'pass',
    runs,
  };
}

async function openedFor(trial: ScenarioTrial, signal: AbortSignal): Promise<OpenedTarget> {
  if (trial.world === 'virtual') return openedInVirtualTime(trial.target, 1, signal);
  const tell = (line: string): void => void (trial.quiet || process.stderr.write(`${printable(line)}\n`));
  return openedLive(trial.target, { token: trial.token, dialect: trial.dialect }, signal, tell);
}

/** What the first one lacks is said when another has to do. */
function fittingScenario(
  { scenarios }: ScenarioTrial,
  { name, misfits }: OpenedTarget,
): { readonly file: ScenarioFile; readonly without: readonly string[] } {
  const reasons = scenarios.map(({ scenario }) => misfits(scenario.plan));
  const at = reasons.findIndex((one) => one.length === 0);
  const file = scenarios[at];
  if (file !== undefined) return { file, without: reasons.slice(0, at).flat() };
  throw new InputError(
    `${scenarios.map((one) => one.file).join(', ')} does not fit ${name}: ${reasons.flat().join('; ')}`,
  );
}

function highestProfile({ world, capabilities }: OpenedTarget): string {
  if (world === 'simulated') return SIMULATED_PROFILE.name;
  if (capabilities === undefined || (capabilities.lifecycle && capabilities.provider !== 'none'))
    return 'durable';
  return 'ordered';
}

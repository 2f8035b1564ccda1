/** The failure files of incident scenarios on the known-bad gateways that they convict, each with its page beside it. */
import { basename, join } from 'node:path';
import { execute } from '../../src/campaign/execute.ts';
import type { Failure } from '../../src/campaign/failure.ts';
import { readFailure, recordFailure } from '../../src/campaign/failure-file.ts';
import { OutFolder } from '../../src/campaign/out-folder.ts';
import { loadPackagedScenarios } from '../../src/campaign/scenarios.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { namedTarget } from '../../src/campaign/target.ts';
import { writeFailurePage } from '../../src/cli/failure-pages.ts';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import { EvidenceReader } from '../../src/trace/evidence.ts';
import type { Plan } from '../../src/plan/plan.ts';

export interface FailedScenario {
  readonly title: string;
  readonly gateway: string;
  readonly property: string;
  readonly plan: Plan;
  /** As the scenario's file is named. */
  readonly scenario: string;
}

export const FAILED_SCENARIOS: readonly FailedScenario[] = loadPackagedScenarios(
  KNOWN_NAMES,
  'incidents',
).flatMap(({ file, scenario }) =>
  scenario.convicts.map(({ gateway, property }) => ({
    title: `${basename(file, '.yaml')} on ${gateway}`,
    gateway,
    property,
    plan: scenario.plan,
    scenario: file,
  })),
);

export interface WrittenFailure {
  readonly failure: Failure;
  readonly file: string;
  readonly page: string;
}

export async function writtenFailure(
  { gateway: name, property, plan, scenario, title }: FailedScenario,
  folder: string,
): Promise<WrittenFailure> {
  const target = namedTarget(name);
  const { profile } = STANDARD_EXECUTOR;
  const { gateway, dialect } = target;
  const { history = [], digest, verdicts } = await execute({ plan, gateway, dialect, profile, keep: true });
  const finding = verdicts.find((one) => one.property === property)?.violations[0];
  if (finding === undefined) throw new Error(`${title}: not convicted`);
  const file = recordFailure(new OutFolder(join(folder, name)), {
    target,
    source: { type: 'scenario', file: scenario, name: title },
    history,
    finding: new EvidenceReader(history, { dialect, profile }).of(finding),
    digest,
    profile: profile.name,
    shrunk: null,
    plan,
  });
  const { path } = await writeFailurePage(file);
  return { failure: readFailure(file), file, page: path };
}

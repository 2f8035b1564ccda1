/** A failure file, and what executes it again: read once for every verb that takes one. */
import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { STANDARD_EXECUTOR } from '../campaign/standard-executor.ts';
import { shellWord } from '../campaign/commands.ts';
import type { Failure } from '../campaign/failure.ts';
import { readFailure } from '../campaign/failure-file.ts';
import { printable } from '../input/printable.ts';
import { InputError } from '../input/problem.ts';
import { buildIn } from '../live/targets/openclaw-build.ts';
import type { ReplayPorts } from '../campaign/replay.ts';
import type { ReplayReport } from '../report/published.ts';
import { openTarget, parseTarget, type TargetReference } from '../campaign/target.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

export interface StoredFailure {
  readonly failure: Failure;
  readonly ports: ReplayPorts;
}

/** What a verb ends with that executed a failure again. */
export const EXIT_OF: Readonly<Record<ReplayReport['outcome'], ExitCode>> = {
  reproduced: EXIT.violation,
  fixed: EXIT.clean,
  diverged: EXIT.inconclusive,
};

/** `gateway`: on this one instead of the one that failed. Throws InputError when either cannot be used. */
export async function loadFailure(file: string, gateway: string | undefined): Promise<StoredFailure> {
  const failure = readFailure(file);
  checkProfile(failure, file);
  const { execute, profile } = STANDARD_EXECUTOR;
  const target = await openTarget(
    gateway === undefined ? trusted(failure.target.reference, file) : parseTarget(gateway),
  );
  return { failure, ports: { execute, profile, target } };
}

/** Throws InputError where it was judged by what this version does not have. */
export function checkProfile({ profile }: Failure, file: string): void {
  if (profile !== STANDARD_EXECUTOR.profile.name)
    throw new InputError(`${file}: was judged by profile '${profile}', which this version does not have`);
}

/** The gateway that a file names. A module is code of whoever wrote the file: never run unsaid, or from elsewhere. */
export function trusted(reference: TargetReference, file: string): TargetReference {
  if (reference.type === 'named') return reference;
  const path = reference.type === 'file' ? reference.path : (buildIn(reference.text) ?? reference.text);
  if (!existsSync(path)) return reference;
  if (isOutside(path))
    throw new InputError(
      `${file}: names the gateway ${path}, outside the working directory: to run it, add --gateway ${shellWord(reference.type === 'file' ? path : reference.text)}`,
    );
  process.stderr.write(`gauntlet: runs ${printable(path)}, which ${printable(file)} names\n`);
  return reference;
}

function isOutside(path: string): boolean {
  const below = relative(realpathSync('.'), realpathSync(path));
  return below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below);
}

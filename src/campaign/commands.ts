/**
 * The commands a failure prints. They work when pasted into a shell at the root of a checkout, or of a project that
 * has Gauntlet installed: npx finds the `gauntlet` of either without asking a registry.
 */
import { printable } from '../input/printable.ts';
import type { PlanSource } from './failure.ts';
import type { TargetReference } from './target.ts';

const GAUNTLET = 'npx gauntlet';

/** Regenerates the plan (any checkout of the same version), then replays the failure file (any later version). */
export function replayCommands(source: PlanSource, target: TargetReference, file: string): readonly string[] {
  const regenerate =
    source.type === 'seed'
      ? `${GAUNTLET} run --gateway ${gatewayWord(target)} --seed ${shellWord(source.seed)} --seeds ${source.index}..${source.index}`
      : runCommand(source.file, target);
  return [regenerate, replayCommand(file)];
}

/** Runs a scenario file on one gateway. */
export function runCommand(scenario: string, target: TargetReference): string {
  return `${GAUNTLET} run ${shellWord(scenario)} --gateway ${gatewayWord(target)}`;
}

/** Makes the plan of a failure file smaller. */
export function shrinkCommand(file: string): string {
  return `${GAUNTLET} shrink ${shellWord(file)}`;
}

/** Shows a failure file again. The one command for a shrunk plan, which no seed gives. */
export function replayCommand(file: string): string {
  return `${GAUNTLET} replay ${shellWord(file)}`;
}

/** Turns a failure file into a scenario. */
export function promoteCommand(file: string): string {
  return `${GAUNTLET} promote ${shellWord(file)}`;
}

function gatewayWord(target: TargetReference): string {
  return shellWord(target.type === 'named' ? target.name : target.path);
}

/** A word that a POSIX shell reads back as it is; what must not be printed is printed by the shell itself. */
export function shellWord(text: string): string {
  if (printable(text) !== text)
    return `"$(printf '${[...Buffer.from(text)].map(octalUnlessPlain).join('')}')"`;
  if (/^[A-Za-z0-9_./:@%+=,][A-Za-z0-9_./:@%+=,-]*$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function octalUnlessPlain(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[\w./:@+=,]/.test(character) ? character : `\\${byte.toString(8).padStart(3, '0')}`;
}

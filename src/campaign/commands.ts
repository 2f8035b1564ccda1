/**
 * The commands a failure prints. They work when pasted into a shell at the root of a checkout, or of a project that
 * has Gauntlet installed: npx finds the `gauntlet` of either without asking a registry.
 */
import { printable } from '../input/printable.ts';
import type { PlanSource } from './failure.ts';
import type { TargetReference } from './target.ts';

export const GAUNTLET = 'npx gauntlet';

/** Regenerates the plan (any checkout of the same version), then replays the failure file (any later version). */
export function replayCommands(source: PlanSource, target: TargetReference, file: string): readonly string[] {
  return [regenerateCommand(source, target), failureCommand('replay', file, target)];
}

export function regenerateCommand(source: PlanSource, target: TargetReference): string {
  return source.type === 'seed'
    ? campaignCommand({ seed: source.seed, from: source.index, to: source.index }, target)
    : runCommand(source.file, target);
}

/** Runs these plans of a seed again. */
export function campaignCommand(
  { seed, from, to }: { readonly seed: string; readonly from: number; readonly to: number },
  target: TargetReference,
): string {
  return `${GAUNTLET} run --gateway ${gatewayWord(target)} --seed ${shellWord(seed)} --seeds ${from}..${to}`;
}

/** Runs a scenario file on one gateway. */
export function runCommand(scenario: string, target: TargetReference): string {
  return `${GAUNTLET} run ${shellWord(scenario)} --gateway ${gatewayWord(target)}`;
}

/**
 * Shows a failure file again, makes its plan smaller, or turns it into a scenario. A module is named although the file
 * names it too: what lies outside the working directory is not run because a file says so.
 */
export function failureCommand(
  verb: 'replay' | 'shrink' | 'promote',
  file: string,
  target: TargetReference,
): string {
  const named = target.type !== 'named' ? ` --gateway ${gatewayWord(target)}` : '';
  return `${GAUNTLET} ${verb} ${shellWord(file)}${named}`;
}

function gatewayWord(target: TargetReference): string {
  if (target.type === 'hosted') return shellWord(target.text);
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

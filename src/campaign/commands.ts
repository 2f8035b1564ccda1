/**
 * The commands a failure prints. They work when pasted into a shell at the root of a checkout, or of a project that
 * has Gauntlet installed: npx finds the `gauntlet` of either without asking a registry.
 */
import type { PlanSource } from './failure.ts';
import type { TargetReference } from './target.ts';

const GAUNTLET = 'npx gauntlet';

/** Regenerates the plan (any checkout of the same version), then replays the failure file (any later version). */
export function replayCommands(source: PlanSource, target: TargetReference, file: string): readonly string[] {
  const gateway = target.type === 'named' ? target.name : target.path;
  const regenerate =
    source.type === 'seed'
      ? `run --gateway ${shellWord(gateway)} --seed ${shellWord(source.seed)} --seeds ${source.index}..${source.index}`
      : `run ${shellWord(source.file)} --gateway ${shellWord(gateway)}`;
  return [`${GAUNTLET} ${regenerate}`, `${GAUNTLET} replay ${shellWord(file)}`];
}

/** A word that a POSIX shell reads back as it is. */
export function shellWord(text: string): string {
  if (/^[A-Za-z0-9_./:@%+=,][A-Za-z0-9_./:@%+=,-]*$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

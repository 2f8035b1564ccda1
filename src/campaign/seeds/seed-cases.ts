/** The entries of a seed database as what a run begins with: each plan once, those that fail first, the fastest of them before others. */
import { scenarioSchema } from '../../plan/scenario.ts';
import type { Plan } from '../../plan/plan.ts';
import { planName } from '../chunk.ts';
import type { ScenarioCase } from '../scenario-run.ts';
import type { Target } from '../target.ts';
import { KEPT_AS } from '../../report/published.ts';
import {
  entryFileName,
  keyOf,
  type KeptAs,
  type SeedEntries,
  type SeedEntry,
  type SeedName,
} from './seed-entry.ts';

const STORIES: Readonly<Record<KeptAs, string>> = {
  failing: 'It failed the last time.',
  mended: 'It failed once, and must never again.',
  reached: 'It reached what few plans reach.',
};

/** `folder`: of the target, as reports call it. */
export function seedCases(
  entries: SeedEntries,
  target: Target,
  folder: string,
  planOf: (name: SeedName) => Plan,
): readonly ScenarioCase[] {
  const seen = new Set<string>();
  return KEPT_AS.flatMap((kept) =>
    [...entries[kept]].sort(faster).flatMap((entry): readonly ScenarioCase[] => {
      if (seen.has(keyOf(entry))) return [];
      seen.add(keyOf(entry));
      const { seed, index } = entry;
      return [
        {
          file: {
            file: `${folder}/${kept}/${entryFileName(entry)}`,
            scenario: scenarioSchema.parse({
              name: `${planName(seed, index)}${failedBefore(entry)}`.slice(0, 200),
              story: STORIES[kept],
              plan: planOf(entry),
            }),
            source: { type: 'seed', seed, index },
            kept,
          },
          target,
          expectedProperty: null,
        },
      ];
    }),
  );
}

function failedBefore({ kinds: [first] = [] }: SeedEntry): string {
  return first === undefined ? '' : `, which violated ${first.property}`;
}

function faster(a: SeedEntry, b: SeedEntry): number {
  return a.events - b.events || (entryFileName(a) < entryFileName(b) ? -1 : 1);
}

/**
 * `npm run bench -- --against COMMIT`: this tree, as it lies there, and another commit's, in one run. Every row is
 * measured by each tree's own subject, in processes of their own, in processor time; see comparison.ts for how. A row
 * that is too slow is measured once more, and counts if it is too slow again. Takes about eight minutes.
 */
import {
  compareRound,
  comparedRow,
  MOST_SLOWER,
  type ComparedRound,
  type ComparedRow,
} from './comparison.ts';
import { startSubject } from './subject-process.ts';
import { DETERMINISTIC, SUBJECTS } from './subjects.ts';
import { grouped, percent, tableText, times } from './table.ts';
import type { Tree } from './tree.ts';

const ROUNDS = 5;
const PACE = { pairs: 6, turnMs: 150, warmUpMs: 1_000 };

export interface Comparison {
  readonly against: { readonly commit: string; readonly subject: string };
  readonly mostSlower: number;
  readonly rows: readonly ComparedRow[];
  readonly onlyHere: readonly string[];
  readonly onlyThere: readonly string[];
}

/** `rows`: those that are asked for; `progress` is told of each. */
export async function compareWith(
  tree: Tree,
  rows: readonly string[] | undefined,
  progress: (line: string) => void,
): Promise<Comparison> {
  const wanted = DETERMINISTIC.filter((row) => rows?.includes(row) ?? true);
  const compared: ComparedRow[] = [];
  for (const row of wanted.filter((each) => tree.rows.includes(each))) {
    progress(row);
    const first = await compareRow(row, tree);
    const again = first.slower ? await compareRow(row, tree) : first;
    compared.push(again.ratio > first.ratio ? again : first);
  }
  return {
    against: { commit: tree.commit, subject: tree.subject },
    mostSlower: MOST_SLOWER,
    rows: compared,
    onlyHere: wanted.filter((row) => !tree.rows.includes(row)),
    onlyThere: rows === undefined ? goneFrom(tree) : [],
  };
}

async function compareRow(row: string, { folder }: Tree): Promise<ComparedRow> {
  const rounds: ComparedRound[] = [];
  let what = { name: row, unit: '' };
  for (let round = 0; round < ROUNDS; round++) {
    const here = await startSubject(row);
    const there = await startSubject(row, folder).catch((error: unknown) => {
      here.end();
      throw error;
    });
    try {
      what = here;
      rounds.push(await compareRound(here, there, PACE));
    } finally {
      here.end();
      there.end();
    }
  }
  return comparedRow(row, what, rounds);
}

function goneFrom({ rows }: Tree): readonly string[] {
  return rows.filter((row) => !(row in SUBJECTS));
}

export function comparisonText({ against, rows, onlyHere, onlyThere }: Comparison): string {
  const lines = [
    `this tree against ${against.commit.slice(0, 7)} (${against.subject})`,
    '',
    tableText(
      [
        { title: 'row', align: 'left' },
        { title: 'here, a second', align: 'right' },
        { title: 'there', align: 'right' },
        { title: 'unit', align: 'left' },
        { title: 'here / there', align: 'right' },
        { title: 'resolution', align: 'right' },
        { title: '', align: 'left' },
      ],
      rows.map((row) => [
        row.row,
        grouped(row.here),
        grouped(row.there),
        row.unit,
        times(row.ratio, 3),
        `± ${percent(row.resolution)}`,
        [
          ...(row.slower ? ['SLOWER'] : []),
          ...(row.portion.here === row.portion.there
            ? []
            : [`other work: ${grouped(row.portion.here)} and ${grouped(row.portion.there)} in one portion`]),
        ].join(', '),
      ]),
    ),
    '',
    ...(onlyHere.length > 0 ? [`only in this tree: ${onlyHere.join(', ')}`] : []),
    ...(onlyThere.length > 0 ? [`only there: ${onlyThere.join(', ')}`] : []),
    `ratio: median of ${ROUNDS} rounds with fresh processes, each the median of ${PACE.pairs} pairs of turns, in processor time; a`,
    `difference below the resolution (half of the way from the second lowest round to the second highest) says nothing`,
    verdictOf(rows),
  ];
  return lines.join('\n');
}

function verdictOf(rows: readonly ComparedRow[]): string {
  const slower = rows.filter((row) => row.slower).map(({ row }) => row);
  const bound = percent(MOST_SLOWER);
  return slower.length === 0
    ? `no row is more than ${bound} slower`
    : `more than ${bound} slower, twice: ${slower.join(', ')}`;
}

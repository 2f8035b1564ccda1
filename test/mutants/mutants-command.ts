/**
 * `npm run mutants`: how many one-token mutants of the judging rooms their own unit tests kill. Lists those that survive;
 * exit 1 when a room falls short, 2 when it is asked for nonsense. A survivor that nothing can tell from the original is
 * listed in `equivalent.ts` and counts no more.
 *
 *   --room ROOM     of this room only (may be repeated)
 *   --file PART     of files whose path contains this (may be repeated)
 *   --sample N      so many of each room (default 300), drawn by --seed TEXT
 *   --all           every one: hours
 */
import { tableText } from '../bench/table.ts';
import { filesBelow } from '../tidy/source-files.ts';
import { EQUIVALENT } from './equivalent.ts';
import { recognise } from './equivalence.ts';
import { findMutants } from './find-mutants.ts';
import { describeMutant, type Mutant } from './mutant.ts';
import { MutantTrial } from './mutant-trial.ts';
import { mutantsOptions, USAGE, WANTED, type MutantsOptions, type Room } from './mutants-options.ts';
import { sampleOf } from './sample.ts';

const options = mutantsOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${options}\n${USAGE}\n`);
  process.exitCode = 2;
} else {
  await report(options);
}

async function report(asked: MutantsOptions): Promise<void> {
  const rows: string[][] = [];
  for (const room of asked.rooms) rows.push(await roomRow(room, asked));
  const numbers = ['mutants', 'equivalent', 'tried', 'killed', '%', 'wanted', 'wall s'];
  const columns = numbers.map((title) => ({ title, align: 'right' as const }));
  console.log(tableText([{ title: 'room', align: 'left' }, ...columns], rows));
}

async function roomRow(room: Room, { files, seed, sample }: MutantsOptions): Promise<string[]> {
  const startedAt = performance.now();
  const mutants = [...filesBelow(`src/${room}`, /\.ts$/)].flatMap(([path, text]) => findMutants(path, text));
  const own = EQUIVALENT.filter(({ file }) => file.startsWith(`src/${room}/`));
  const { equivalent, problems } = recognise(mutants, own);
  if (problems.length > 0) throw new Error(`test/mutants/equivalent.ts:\n${problems.join('\n')}`);
  const isAsked = ({ file }: Mutant): boolean => files?.some((part) => file.includes(part)) ?? true;
  const drawn = sampleOf(
    mutants.filter((one) => isAsked(one) && !equivalent.has(one)),
    seed,
    sample,
  );
  const fates = await new MutantTrial(room, drawn).run((says) => {
    process.stderr.write(`${room}: ${says}\n`);
  });
  const survivors = drawn.filter((_, at) => fates[at] !== 'killed');
  for (const [at, mutant] of drawn.entries())
    if (fates[at] !== 'killed') console.log(`${fates[at]}  ${describeMutant(mutant)}`);
  const killed = drawn.length - survivors.length;
  const percent = (100 * killed) / drawn.length;
  if (!(percent >= WANTED[room])) process.exitCode = 1;
  const counts = [mutants.length, equivalent.size, drawn.length, killed].map(String);
  const seconds = (performance.now() - startedAt) / 1_000;
  return [room, ...counts, percent.toFixed(1), String(WANTED[room]), seconds.toFixed(0)];
}

/**
 * `npm run bench`: how fast everything is (whole-table.ts), or, with `--against COMMIT`, whether anything became slower
 * (against.ts), which ends with 1 when something did. `--processor` measures processor time instead of wall time, on a
 * machine that others use as well; `--rows` takes some of the rows. With `--json` nothing but JSON is printed; npm says
 * first what it runs, unless it is `npm run --silent bench`.
 */
import { tuneEngine } from '../../src/campaign/engine.mjs';
import { compareWith, comparisonText } from './against.ts';
import { benchOptions, USAGE, type BenchOptions } from './bench-options.ts';
import { writeFigures } from './report-file.ts';
import { checkOut, commitOf } from './tree.ts';
import { figuresText, measureTable } from './whole-table.ts';

const BAD_USAGE = 2;

// as the command line does
tuneEngine();
const options = benchOptions(process.argv.slice(2));
if (typeof options === 'string') refuse(options);
else if (options.against === undefined) await table(options);
else await compare(options.against, options);

async function table({ clock, rows, json }: BenchOptions): Promise<void> {
  const figures = await measureTable(clock, rows);
  print(json, figures, () => figuresText(figures));
  if (rows === undefined) progress(`written to ${writeFigures('bench', figures)}`);
}

async function compare(against: string, { rows, json }: BenchOptions): Promise<void> {
  const commit = commitOf(against);
  if (commit === undefined) return refuse(`'${against}' is no commit here`);
  const comparison = await compareWith(checkOut(commit), rows, (row) => progress(`measuring ${row}`));
  print(json, comparison, () => comparisonText(comparison));
  progress(`written to ${writeFigures('bench-against', comparison)}`);
  if (comparison.rows.some(({ slower }) => slower)) process.exitCode = 1;
}

function print(json: boolean, figures: object, text: () => string): void {
  console.log(json ? JSON.stringify(figures, null, 2) : text());
}

/** For people who wait. */
function progress(line: string): void {
  console.error(line);
}

function refuse(problem: string): void {
  console.error(`${problem}\n${USAGE}`);
  process.exitCode = BAD_USAGE;
}

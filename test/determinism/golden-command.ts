/**
 * `npm run golden`: measures the golden digests and compares them with the committed ones; exit 1 when they differ.
 *
 *   --update        writes the measured digests into golden.json instead
 *   --json          prints what was measured, and what this process takes for its place and time, as one JSON object
 *   --workers N     threads of each campaign (default 1)
 */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { measureGolden, readGolden, writeGolden } from './golden.ts';

const { values } = parseArgs({
  options: {
    update: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    workers: { type: 'string', default: '1' },
  },
});

const { golden, reports } = await measureGolden(Number(values.workers));
if (values.update) writeGolden(golden);
const committed = isDeepStrictEqual(golden, readGolden());
const scenarios = createHash('sha256').update(JSON.stringify(golden.scenarios)).digest('hex').slice(0, 16);
if (values.json) {
  const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const measured = { golden, scenarios, reports, committed, node: process.version, locale, timeZone };
  process.stdout.write(`${JSON.stringify(measured)}\n`);
} else {
  for (const [gateway, { plans, digest }] of Object.entries(golden.campaigns))
    process.stdout.write(`${digest}  ${plans} plans of seed '${golden.seed}' on ${gateway}\n`);
  process.stdout.write(`${scenarios}  ${Object.keys(golden.scenarios).length} scenarios on reference\n`);
  const verdict = values.update ? 'written to test/determinism/golden.json' : 'as committed';
  process.stdout.write(
    committed ? `${verdict}\n` : 'NOT as committed; if that was meant: npm run golden -- --update\n',
  );
}
if (!committed) process.exitCode = 1;

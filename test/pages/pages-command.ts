/**
 * `npm run pages`: makes the generated pages and compares them with the committed ones; exit 1 when they differ.
 *
 *   --update           writes them
 *   --find PROPERTY    looks for a plan that breaks a property anew, and writes it into test/pages/failing
 */
import { parseArgs } from 'node:util';
import { findFailingPlan } from './failing-plans.ts';
import { committed, pages, write } from './pages.ts';

const { values } = parseArgs({
  options: {
    update: { type: 'boolean', default: false },
    find: { type: 'string', multiple: true, default: [] },
  },
});

for (const property of values.find) console.log(await findFailingPlan(property));

let stale = 0;
for (const page of pages()) {
  const text = await page.made();
  if (text === committed(page)) continue;
  if (values.update) write(page, text);
  else stale++;
  console.log(
    `${page.path}${values.update ? ' written' : ' is NOT as it would be made; if that is meant: npm run pages -- --update'}`,
  );
}
if (stale > 0) process.exitCode = 1;

import { createJudge } from '../../src/properties/judge.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import { dialectFor } from '../../src/dialect/catalogue.ts';
import { historyOf, RECORDINGS, releaseOf } from './recordings.ts';
const groups = [...RECORDINGS.map((n) => [n]), ['restart-SIGTERM-2026.5.28-pre','restart-SIGTERM-2026.5.28-post'], ['restart-SIGUSR1-2026.5.28-pre','restart-SIGUSR1-2026.5.28-post']];
for (const names of groups) {
  const judge = createJudge({ dialect: dialectFor(releaseOf(names[0]!))!, profile: SIMULATED_PROFILE });
  const { records } = historyOf(...names);
  try { for (const r of records) judge.observe(r); const v = judge.finish();
  console.log('==', names.join('+'), records.length, 'pass:', v.filter(x=>x.verdict==='pass').map(x=>x.property+':'+x.exercised).join(' '));
  for (const x of v) if (x.verdict==='violation') for (const y of x.violations) console.log('   !!', x.property, '|', y.cause, '|', y.sentence, y.records.join(','));
  if (process.argv[2]) for (const x of v) if (x.verdict==='inconclusive') console.log('   ??', x.property, x.reason);
  } catch (e) { console.log('THROW', names, e); }
}

/**
 * `npm run long:fleet`: ten campaigns of 20,000 plans on two workers, each disturbed in every way at moments that a seed draws,
 * compared byte for byte with one undisturbed run. Takes hours on two cores; `npm run long:fleet -- --runs 3 --plans 2000
 * --range 50 --gateway reference` for less. `test/fleet/fleet.test.ts` has a small one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunReport } from '../../src/report/published.ts';
import { gauntlet } from '../cli/spawned.ts';
import { disturbed, forget, written } from './disturbed-campaign.ts';
import { RedisServer } from './redis-server.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    plans: { type: 'string', default: '20000' },
    range: { type: 'string', default: '100' },
    gateway: { type: 'string', default: 'compares-token-beginnings' },
    seed: { type: 'string', default: 'disturbed' },
  },
});
const { gateway } = values;
const [runs, plans, range] = [Number(values.runs), Number(values.plans), Number(values.range)];

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-fleets-'));
const out = join(folder, 'out');
try {
  const asked = ['-g', gateway];
  const { code, stderr } = await gauntlet('run', ...asked, '-n', String(plans), '-o', out, '-q');
  // nothing to compare, or nothing that could differ
  if (code !== 1) throw new Error(`the undisturbed run ended with ${code}: ${stderr}`);
  const expected = JSON.stringify(written(out));
  const { digest, violations } = JSON.parse(written(out)['report.json'] ?? '') as RunReport;
  console.log(
    `undisturbed: ${plans} plans on ${gateway}, ${violations.length} failures in ${Object.keys(written(out)).length} files, digest ${digest}`,
  );
  for (let run = 0; run < runs; run++) {
    forget(out);
    const redis = await RedisServer.start();
    const killsCoordinator = run % 2 === 1;
    try {
      const about = { asked, plans, range, seed: `${values.seed}/${run}`, killsCoordinator };
      const same = JSON.stringify(await disturbed(redis, folder, out, about)) === expected;
      if (!same) process.exitCode = 1;
      const killed = killsCoordinator ? 'a worker and a coordinator killed' : 'a worker killed';
      console.log(
        `${run + 1} of ${runs}: ${killed}, Redis started anew: ${same ? 'the same bytes' : 'OTHER bytes'}`,
      );
    } finally {
      await redis.stop();
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * The first steps of somebody who has installed the package, in an empty folder: init, a first verdict, a failing seed, its
 * page, its replay, a baseline, a file for CI. Each step is a command that the one before told of. Says what was not as
 * it is promised, and how long the first verdict took.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { runReportSchema } from '../../src/report/published.ts';
import type { UsersProject } from './installed.ts';

export type Language = 'typescript' | 'javascript';

export interface FirstSteps {
  /** Seconds from `init` to the end of the first run. */
  readonly seconds: number;
  readonly report: z.output<typeof runReportSchema>;
  /** In words, with what was printed; empty: all steps were as promised. */
  readonly problems: readonly string[];
}

/** Below its project, in a folder that is called as the language. */
export function firstSteps(user: UsersProject, language: Language): FirstSteps {
  const problems: string[] = [];
  const folder = join(user.folder, language);
  mkdirSync(folder);
  const gauntlet = (...words: readonly string[]) =>
    user.bin('gateway-gauntlet/src/cli/gauntlet.mjs', words, language);
  const wants = (what: string, isSo: boolean, said: object | string): void => {
    if (!isSo) problems.push(`${what}: ${JSON.stringify(said)}`);
  };

  const begun = performance.now();
  const module = language === 'typescript' ? 'gateway.ts' : 'gateway.js';
  const begins = gauntlet('init', language === 'typescript' ? '--typescript' : '--no-typescript');
  wants('init writes the gateway', begins.stdout.includes(`written  ${module}`), begins);
  const workflow = join(folder, '.github/workflows/gauntlet.yml');
  wants('init writes a file for CI', existsSync(workflow), begins);
  const first = gauntlet('run', '--json', '--seeds', '30', '--quiet');
  const seconds = (performance.now() - begun) / 1_000;
  wants('the first run convicts the beginning of a gateway', first.status === 1, first);
  wants('it complains of nothing else', !first.stderr.includes('gauntlet: '), first);
  const report = runReportSchema.parse(JSON.parse(first.stdout));

  const [violation] = report.violations;
  const file = violation?.file ?? '';
  const page = join(folder, file.replace(/\.json$/, '.html'));
  wants('a failing seed has a page', existsSync(page) && readFileSync(page, 'utf8').includes('<title>'), {
    page,
  });
  const again = gauntlet('replay', file, '--gateway', module, '--json');
  wants('it is replayed', again.stdout.includes('"outcome": "reproduced"'), again);
  const last = gauntlet('run', '--last-failed', '--json', '--quiet');
  wants('what failed is run first', last.status === 1, last);

  const known = [...new Set(report.violations.map(({ property }) => property))];
  const baseline = known.map((property) => ({ property, reason: 'it is not written yet' }));
  writeFileSync(join(folder, 'known.yaml'), JSON.stringify(baseline));
  const spared = gauntlet('run', '--json', '--seeds', '30', '--quiet', '--baseline', 'known.yaml');
  const { verdict, accepted = [] } = runReportSchema.parse(JSON.parse(spared.stdout)).baseline ?? {};
  wants('what is known spares the exit code', spared.status === 2 && verdict === 'inconclusive', spared);
  wants('each known failure is needed', accepted.length === known.length, accepted);
  return { seconds, report, problems };
}

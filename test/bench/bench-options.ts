/** What `npm run bench` is asked for. */
import { parseArgs } from 'node:util';
import type { Clock } from './clock.ts';
import { SUBJECTS } from './subjects.ts';

export interface BenchOptions {
  /** A commit to compare with. */
  readonly against: string | undefined;
  readonly json: boolean;
  /** For the table; two trees are always compared by processor time. */
  readonly clock: Clock;
  /** Names of subjects; undefined: all there are. */
  readonly rows: readonly string[] | undefined;
}

export const USAGE = `usage: npm run bench -- [--processor] [--rows NAME,…] [--json]
       npm run bench -- --against COMMIT [--rows NAME,…] [--json]
rows:  ${Object.keys(SUBJECTS).join(', ')}`;

/** What is wrong with the arguments comes back as a sentence. */
export function benchOptions(args: readonly string[]): BenchOptions | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        against: { type: 'string' },
        json: { type: 'boolean', default: false },
        processor: { type: 'boolean', default: false },
        rows: { type: 'string' },
      },
    });
    const rows = values.rows?.split(',').filter((name) => name !== '');
    const unknown = rows?.find((name) => !(name in SUBJECTS));
    if (unknown !== undefined) return `there is no row '${unknown}'`;
    if (rows?.length === 0) return '--rows needs a name';
    // such as an option that was meant to follow
    if (values.against?.startsWith('-') === true || values.against === '') return '--against needs a commit';
    const clock = values.processor ? 'processor' : 'wall';
    return { against: values.against, json: values.json, clock, rows };
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

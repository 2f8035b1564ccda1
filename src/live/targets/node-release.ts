/**
 * A Node for a target: the running one when it satisfies the target's `engines`, otherwise one from npm, where every
 * release of Node lies as a package that holds nothing but the binary.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TargetError } from '../../input/problem.ts';
import type { PrepareContext } from '../target.ts';
import { cached, cachedVersions } from './cache.ts';
import { npm } from './npm.ts';
import { compareVersions, satisfies } from './version-range.ts';

const WINDOWS = process.platform === 'win32';

/** The line taken when the range allows it; a range that does not gets the newest line it allows. */
const PREFERRED = '24';

/** The package of this platform. */
const PACKAGE = `node-${WINDOWS ? 'win' : process.platform}-${process.arch}`;

/** The path of a Node binary whose version lies in `range`; `who` needs it. */
export async function nodeFor(who: string, range: string, context: PrepareContext): Promise<string> {
  if (satisfies(process.versions.node, range)) return process.execPath;
  const version = newestFor(range, await cachedVersions(PACKAGE)) ?? (await newestOnNpm(who, range, context));
  const folder = await cached(PACKAGE, version, async (draft) => {
    context.tell(`installing Node ${version} from npm for ${who}, which needs ${range}`);
    await writeFile(join(draft, 'package.json'), '{ "private": true }\n');
    const what = `install ${PACKAGE}@${version}`;
    await npm(
      what,
      ['install', '--no-save', '--ignore-scripts', `${PACKAGE}@${version}`],
      draft,
      context.signal,
    );
    if (!existsSync(binaryIn(draft))) throw new TargetError(`cannot ${what}: the package holds no binary`);
  });
  return binaryIn(folder);
}

/** Of these versions the newest that lies in the range, on the preferred line if possible. */
export function newestFor(range: string, versions: readonly string[]): string | undefined {
  const fit = versions.filter((one) => !one.includes('-') && satisfies(one, range)).sort(compareVersions);
  return fit.findLast((one) => satisfies(one, PREFERRED)) ?? fit.at(-1);
}

async function newestOnNpm(who: string, range: string, { signal }: PrepareContext): Promise<string> {
  const answer = await npm(`find a Node for ${who}`, ['view', PACKAGE, 'versions'], process.cwd(), signal);
  const versions = Array.isArray(answer)
    ? answer.filter((one): one is string => typeof one === 'string')
    : [];
  const version = newestFor(range, versions);
  if (version === undefined)
    throw new TargetError(
      `${who} needs Node ${range}; npm has none as ${PACKAGE}, and this is ${process.versions.node}`,
    );
  return version;
}

function binaryIn(folder: string): string {
  return join(folder, 'node_modules', PACKAGE, 'bin', WINDOWS ? 'node.exe' : 'node');
}

/**
 * The fork server's addon, compiled once for a source and kept in the cache: by the machine's own compiler, with the
 * headers of npm's node-api-headers. Downloads nothing. Without what it takes there is none, which is no error. Must not
 * know what forks.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { messageOf } from '../../input/problem.ts';
import { cached } from '../../live/targets/cache.ts';

const SOURCE = fileURLToPath(new URL('./fork-addon.c', import.meta.url));
const NAME = 'fork-addon.node';
const FLAGS = ['-O2', '-shared', '-fPIC', '-DNAPI_VERSION=8'];

export type ForkAddon = { readonly path: string } | { readonly because: string };

export interface AddonMachine {
  readonly platform: NodeJS.Platform;
  /** The command of a C compiler. */
  readonly compiler: string;
  /** Absent: where everything is cached. */
  readonly cacheRoot?: string;
}

const HERE: AddonMachine = { platform: process.platform, compiler: process.env['CC'] || 'cc' };

export async function forkAddon(machine: AddonMachine = HERE): Promise<ForkAddon> {
  const { platform, compiler, cacheRoot } = machine;
  if (platform !== 'linux') return { because: `there is no fork server on ${platform}` };
  const include = headers();
  if (include === undefined) return { because: 'the package node-api-headers is not installed' };
  const source = readFileSync(SOURCE);
  const digest = createHash('sha256').update(source).update(FLAGS.join(' ')).digest('hex').slice(0, 16);
  try {
    const folder = await cached(
      'fork-addon',
      `${process.arch}-${digest}`,
      async (draft) => {
        const args = [...FLAGS, `-I${include}`, '-o', join(draft, NAME), SOURCE];
        await promisify(execFile)(compiler, args);
      },
      cacheRoot,
    );
    return { path: join(folder, NAME) };
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { because: `there is no C compiler (${compiler})` };
    const [line] = messageOf(thrown).split('\n');
    return { because: `the C compiler ${compiler} failed: ${line}` };
  }
}

function headers(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')), 'include');
  } catch {
    return undefined;
  }
}

/**
 * The Node that runs hosted programs: the same line everywhere, whatever Gauntlet itself runs on, so that a digest says
 * the same. In a clone it is a development dependency; elsewhere it comes from npm, once.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InputError } from '../input/problem.ts';
import type { PrepareContext } from '../live/target.ts';
import { nodeFor } from '../live/targets/node-release.ts';

const LINE = '24';

export async function hostedNode(context: PrepareContext): Promise<string> {
  if (process.platform !== 'linux')
    throw new InputError('programs are hosted on Linux only: it needs named pipes');
  return installedHere() ?? (await nodeFor('a hosted gateway', LINE, context));
}

function installedHere(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-linux-${process.arch}/package.json`);
    const binary = join(dirname(manifest), 'bin', 'node');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

/** A release or build of OpenClaw as a hosted program: installed and configured as the live world does it. */
import { dirname, join } from 'node:path';
import { dialectFor } from '../../dialect/catalogue.ts';
import { InputError } from '../../input/problem.ts';
import type { PrepareContext } from '../../live/target.ts';
import { openClawEnvironment, openClawFiles, openClawPaths } from '../../live/targets/openclaw-config.ts';
import { openClawNamed } from '../../live/targets/openclaw-build.ts';
import { GATEWAY_PORT, PROVIDER_PORT } from '../hosted-life.ts';
import type { HostedProgram } from '../hosted-program.ts';
import { VISIBLE_ROOT } from '../messages.ts';

/** Of the extensions of a release that reads all of them again and again: enough to find what it looks for, nothing. */
const SHOWN = ['memory-core'];

/** `wanted`: `openclaw@` and a release or a tag, or `openclaw:` and a path. Throws TargetError when it cannot be installed. */
export async function openClawProgram(
  wanted: string,
  token: string,
  node: string,
  context: PrepareContext,
): Promise<HostedProgram> {
  const { name, version, entry, extensions, rescans } = await openClawNamed(wanted, context);
  const dialect = dialectFor(name);
  if (dialect === undefined) throw new InputError(`no dialect for ${name}`);
  const paths = openClawPaths(VISIBLE_ROOT);
  const place = { folder: VISIBLE_ROOT, token, providerUrl: `http://127.0.0.1:${PROVIDER_PORT}` };
  const files = [...openClawFiles(version, place)].map(
    ([path, value]) => [inRoot(path), `${JSON.stringify(value, undefined, 2)}\n`] as const,
  );
  const { PATH: _path, ...env } = openClawEnvironment(paths, extensions);
  return {
    name,
    dialect,
    node,
    script: entry,
    starters: [entry, ...['entry.js', 'index.js'].map((name) => join(dirname(entry), 'dist', name))],
    args: ['gateway', 'run', '--port', String(GATEWAY_PORT), '--allow-unconfigured'],
    env: { ...env, OPENCLAW_GATEWAY_PORT: String(GATEWAY_PORT) },
    files: new Map(files),
    folders: [paths.state, paths.home, paths.workspace, paths.temporary].map(inRoot),
    cwd: paths.home,
    stopSignal: 'SIGTERM',
    places: [dirname(entry)],
    narrowed: rescans ? { [join(dirname(entry), 'dist', 'extensions')]: SHOWN } : {},
  };
}

function inRoot(path: string): string {
  return path.slice(VISIBLE_ROOT.length);
}

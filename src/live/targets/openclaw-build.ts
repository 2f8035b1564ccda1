/**
 * A build of OpenClaw that npm does not have: a checkout in which it was built, or a packed tarball. What its maintainers
 * have before it is released. Must not know how releases are configured or spoken to.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { TargetError } from '../../input/problem.ts';
import { isObject, parseJson } from '../../protocol/frame.ts';
import type { PrepareContext } from '../target.ts';
import { cached } from './cache.ts';
import { installedPackage, installPackage, PACKAGE, packageIn } from './openclaw-install.ts';
import {
  checkVersion,
  isRelease,
  openClawRelease,
  releaseAt,
  type OpenClawRelease,
} from './openclaw-release.ts';

const BUILD = /^openclaw:(.*)$/;
const TARBALL = /\.(?:tgz|tar\.gz)$/i;
const BUILT = 'dist';
/** What else of a checkout decides what runs. */
const BESIDE = ['openclaw.mjs', 'package.json', 'pnpm-lock.yaml', 'package-lock.json'];

/** The path in `openclaw:PATH`; undefined: it is not said so. */
export function buildIn(text: string): string | undefined {
  return BUILD.exec(text)?.[1];
}

/** What `openclaw@VERSION`, `openclaw@TAG` or `openclaw:PATH` means, installed where it is not. */
export function openClawNamed(text: string, context: PrepareContext): Promise<OpenClawRelease> {
  const path = buildIn(text);
  return path === undefined
    ? openClawRelease(text.replace(/^openclaw@/, ''), context)
    : openClawBuild(path, context);
}

/**
 * Sixteen hexadecimal digits that change with what a build runs: of a tarball its bytes, of a checkout its `dist`, its
 * package.json and its lockfile (not what lies in `node_modules`). Throws TargetError when there is no such build.
 */
export function openClawFingerprint(path: string): string {
  const hash = createHash('sha256');
  for (const file of filesOf(path)) {
    const name = relative(path, file).replaceAll('\\', '/');
    hash.update(`${name}\n`).update(createHash('sha256').update(readFileSync(file)).digest());
  }
  return hash.digest('hex').slice(0, 16);
}

function filesOf(path: string): readonly string[] {
  if (!existsSync(path)) throw new TargetError(`openclaw:${path}: there is no such folder or tarball`);
  if (TARBALL.test(path)) return [path];
  const built = join(path, BUILT);
  if (!existsSync(built) || !existsSync(join(path, 'openclaw.mjs')))
    throw new TargetError(
      `openclaw:${path}: nothing is built there (no ${BUILT} beside openclaw.mjs): build it, or name a tarball (.tgz)`,
    );
  const compiled = readdirSync(built, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name));
  return [...compiled, ...BESIDE.map((name) => join(path, name)).filter((file) => existsSync(file))].sort();
}

async function openClawBuild(path: string, context: PrepareContext): Promise<OpenClawRelease> {
  const fingerprint = openClawFingerprint(path);
  const isPacked = TARBALL.test(path);
  const manifest = isPacked ? await packedManifest(path) : await packageIn(path);
  const version = versionIn(manifest, path);
  const name = `${PACKAGE}@${version}+${fingerprint.slice(0, 8)}`;
  checkVersion(version);
  if (isPacked) {
    const { dependencies } = manifest;
    const folder = await cached(`${PACKAGE}-build`, fingerprint, (draft) => {
      context.tell(`installing ${path} and what it depends on from npm (about 350 MB, once)`);
      return installPackage({ release: resolve(path), version, dependencies }, draft, context.signal);
    });
    return releaseAt(installedPackage(folder), name, version, context);
  }
  const root = resolve(path);
  if (!existsSync(join(root, 'node_modules')) && basename(dirname(root)) !== 'node_modules')
    throw new TargetError(`openclaw:${path}: what it depends on is not installed (no node_modules)`);
  return releaseAt(root, name, version, context);
}

function versionIn({ name, version }: Readonly<Record<string, unknown>>, path: string): string {
  if (name === PACKAGE && typeof version === 'string' && isRelease(version)) return version;
  const found = [name, version].filter((one) => typeof one === 'string').join('@');
  throw new TargetError(
    `openclaw:${path}: its package.json is of ${found === '' ? 'nothing' : found}, not of a version of ${PACKAGE}`,
  );
}

/** The package.json of a tarball. */
async function packedManifest(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const { stdout } = await promisify(execFile)('tar', ['-xzOf', path, 'package/package.json']);
    const parsed = parseJson(stdout);
    if (parsed.ok && isObject(parsed.value)) return parsed.value;
  } catch {
    // said below
  }
  throw new TargetError(`openclaw:${path}: is no packed package (no package/package.json in it can be read)`);
}

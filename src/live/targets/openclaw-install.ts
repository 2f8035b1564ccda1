/**
 * Installs one release of OpenClaw from npm into an empty folder, without install scripts, and mends what keeps some
 * releases from being installed or started that way. Knows the packaging of releases; must not know the cache.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TargetError } from '../../input/problem.ts';
import { isObject } from '../../protocol/frame.ts';
import { npm } from './npm.ts';
import { isBetween } from './version-range.ts';

export const PACKAGE = 'openclaw';

/** These releases run npm when they start, for bundled extensions that have dependencies, and answer nobody meanwhile. */
const INSTALLS_AT_BOOT = { from: '2026.3.22', before: '2026.5.2' };

/** Beside the release's own folder, so that what extensions import by relative paths is found. */
const CORE_EXTENSIONS = 'extensions-core';

/**
 * libsignal, which a channel needs that is never started, comes from a git address in some releases; this stands in.
 * Only the names that are imported when the gateway starts matter.
 */
const LIBSIGNAL: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "libsignal", "version": "2.0.1" }\n',
  'index.js': 'module.exports = {};\n',
  'src/curve.js':
    'exports.generateKeyPair = exports.calculateAgreement = exports.calculateSignature = exports.verifySignature = undefined;\n',
  'src/crypto.js':
    'exports.deriveSecrets = exports.encrypt = exports.decrypt = exports.calculateMAC = undefined;\n',
};

/** Where an installed release has its own package. */
export function installedPackage(folder: string): string {
  return join(folder, 'node_modules', PACKAGE);
}

/** The folder of extensions that the release at `root` is to use in place of its own; undefined: its own. */
export function coreExtensions(root: string): string | undefined {
  const extensions = join(root, 'dist', CORE_EXTENSIONS);
  return existsSync(extensions) ? extensions : undefined;
}

/** One that npm has. */
export async function installOpenClaw(version: string, folder: string, signal: AbortSignal): Promise<void> {
  const release = `${PACKAGE}@${version}`;
  const dependencies = await npm(`install ${release}`, ['view', release, 'dependencies'], folder, signal);
  await installPackage({ release, version, dependencies }, folder, signal);
}

export interface PackageToInstall {
  /** As npm is told it: a name with a version, or the path of a tarball. */
  readonly release: string;
  readonly version: string;
  /** Those of its package.json. */
  readonly dependencies: unknown;
}

export async function installPackage(
  { release, version, dependencies }: PackageToInstall,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const what = `install ${release}`;
  for (const [name, text] of Object.entries(LIBSIGNAL)) {
    const file = join(folder, 'libsignal', name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const manifest = { private: true, overrides: overridesFor(dependencies) };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  await npm(what, ['install', '--ignore-scripts', release], folder, signal);
  if (!existsSync(join(installedPackage(folder), 'openclaw.mjs')))
    throw new TargetError(`cannot ${what}: the package has no openclaw.mjs`);
  if (installsAtBoot(version)) await copyCoreExtensions(join(installedPackage(folder), 'dist'));
}

/** What npm is to install in place of what the release asks for. */
export function overridesFor(dependencies: unknown): Readonly<Record<string, string>> {
  const linkedom = isObject(dependencies) ? dependencies['linkedom'] : undefined;
  return {
    libsignal: 'file:./libsignal',
    // left open by some releases: the version they were published with
    ...(typeof linkedom === 'string' && linkedom.startsWith('^') ? { linkedom: linkedom.slice(1) } : {}),
  };
}

export function installsAtBoot(version: string): boolean {
  return isBetween(version, INSTALLS_AT_BOOT);
}

/**
 * Copies the extensions that the gateway itself is built on, as far as they need no packages of their own. More would
 * be loaded anew for every run, which takes seconds; without these every run fails.
 */
export async function copyCoreExtensions(dist: string): Promise<void> {
  const bundled = join(dist, 'extensions');
  if (!existsSync(bundled)) return;
  await mkdir(join(dist, CORE_EXTENSIONS), { recursive: true });
  for (const name of await readdir(bundled)) {
    if (!name.endsWith('-core')) continue;
    const { dependencies } = await packageIn(join(bundled, name));
    if (isObject(dependencies) && Object.keys(dependencies).length > 0) continue;
    await cp(join(bundled, name), join(dist, CORE_EXTENSIONS, name), { recursive: true });
  }
}

/** A folder's package.json; empty when there is none. */
export async function packageIn(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return {};
  const manifest = JSON.parse(await readFile(file, 'utf8')) as unknown;
  return isObject(manifest) ? manifest : {};
}

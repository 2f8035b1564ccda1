/**
 * One release of OpenClaw on this machine: which one a name means, its installation in the cache, and the Node it
 * needs. Must not know how releases are configured or spoken to.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TargetError } from '../../input/problem.ts';
import { isObject } from '../../protocol/frame.ts';
import type { PrepareContext } from '../target.ts';
import { cached, cacheFolder } from './cache.ts';
import { nodeFor } from './node-release.ts';
import { npm, NotOnNpm } from './npm.ts';
import { coreExtensions, installedPackage, installOpenClaw, PACKAGE, packageIn } from './openclaw-install.ts';
import { compareVersions, isBetween } from './version-range.ts';

/** Older ones were never measured. */
export const OLDEST_RELEASE = '2026.2.1';

/** Releases that cannot be judged, from the first to before the last, and why. */
const REFUSED: readonly { readonly from: string; readonly before: string; readonly why: string }[] = [
  { from: '2026.2.17', before: '2026.4.20', why: 'it gives a client without a device key no scopes' },
  { from: '2026.4.28', before: '2026.5.2', why: 'it installs packages from npm for every run' },
];

/** Measured on 2026.5.28: with no plugin enabled, a million file operations in a plan of 20 operations. */
const RESCANS = { from: '2026.5.2', before: '2026.6.1' };

const RELEASE = /^\d{4}\.\d{1,2}\.\d{1,3}(?:-[0-9a-z]+(?:\.[0-9a-z]+)*)?$/;
const TAG = /^[a-z][a-z0-9.-]*$/;

export interface OpenClawRelease {
  /** As reports call it. */
  readonly name: string;
  readonly version: string;
  /** The Node it runs on. */
  readonly node: string;
  /** Its command line. */
  readonly entry: string;
  /** The folder of bundled extensions to use in place of the release's own; undefined: those. */
  readonly extensions: string | undefined;
  /** It reads the manifests of all bundled extensions again for every session row that it builds. */
  readonly rescans: boolean;
}

/** Installs what is absent. `wanted` is a version or a tag such as `latest`. */
export async function openClawRelease(wanted: string, context: PrepareContext): Promise<OpenClawRelease> {
  const version = await releaseNamed(wanted, context.signal);
  const folder = await cached(PACKAGE, version, (draft) => {
    context.tell(`installing openclaw@${version} from npm (about 350 MB, once)`);
    return installOpenClaw(version, draft, context.signal);
  });
  return releaseAt(installedPackage(folder), `openclaw@${version}`, version, context);
}

/** What lies at `root`, ready to run. */
export async function releaseAt(
  root: string,
  name: string,
  version: string,
  context: PrepareContext,
): Promise<OpenClawRelease> {
  const { engines } = await packageIn(root);
  const range = isObject(engines) && typeof engines['node'] === 'string' ? engines['node'] : '*';
  return {
    name,
    version,
    node: await nodeFor(name, range, context),
    entry: join(root, 'openclaw.mjs'),
    extensions: coreExtensions(root),
    rescans: isBetween(version, RESCANS),
  };
}

/**
 * The version that a version or tag means; a version that is in the cache is not looked up. Throws TargetError when
 * it means none, or one that cannot be judged.
 */
export async function releaseNamed(wanted: string, signal: AbortSignal): Promise<string> {
  if (isRelease(wanted)) {
    checkVersion(wanted);
    if (existsSync(join(cacheFolder(), PACKAGE, wanted))) return wanted;
  } else if (!TAG.test(wanted)) {
    throw new TargetError(
      `'${wanted}' is neither a release of openclaw, such as 2026.5.28, nor a tag, such as latest`,
    );
  }
  const version = await lookUp(wanted, signal);
  checkVersion(version);
  return version;
}

/** Has it the form of a release, such as 2026.5.28 or 2026.6.1-beta.2? */
export function isRelease(text: string): boolean {
  return RELEASE.test(text);
}

async function lookUp(wanted: string, signal: AbortSignal): Promise<string> {
  const name = `${PACKAGE}@${wanted}`;
  try {
    const answer = await npm(`find ${name}`, ['view', name, 'version'], process.cwd(), signal);
    if (typeof answer === 'string') return answer;
  } catch (thrown) {
    if (!(thrown instanceof NotOnNpm)) throw thrown;
  }
  throw new TargetError(`npm has no ${name}`);
}

/** Throws TargetError for a release that cannot be judged. */
export function checkVersion(version: string): void {
  if (compareVersions(version, OLDEST_RELEASE) < 0)
    throw new TargetError(`openclaw@${version} is too old: releases from ${OLDEST_RELEASE} on can be judged`);
  const refused = REFUSED.find((span) => isBetween(version, span));
  if (refused !== undefined) throw new TargetError(`openclaw@${version} cannot be judged: ${refused.why}`);
}

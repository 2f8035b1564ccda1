/** Which releases of OpenClaw lie between two. What npm has and can be judged; drafts of releases are left out. */
import { TargetError } from '../../input/problem.ts';
import { npm } from './npm.ts';
import { PACKAGE } from './openclaw-install.ts';
import { checkVersion, isRelease, releaseNamed } from './openclaw-release.ts';
import { compareVersions } from './version-range.ts';

/**
 * From one to the other, both among them, as `openclaw@VERSION`: older ones first, or newer ones first where `from` is
 * newer. Each is a version or a tag. Throws TargetError where npm has no such release or cannot be asked.
 */
export async function openClawReleases(
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const ends = [await releaseNamed(from, signal), await releaseNamed(to, signal)] as const;
  const answer = await npm(
    `list the releases of ${PACKAGE}`,
    ['view', PACKAGE, 'versions'],
    process.cwd(),
    signal,
  );
  return releasesBetween(ends, Array.isArray(answer) ? answer.filter((one) => typeof one === 'string') : []);
}

/** Of these versions those that lie between the ends, and the ends. */
export function releasesBetween(
  [from, to]: readonly [string, string],
  versions: readonly string[],
): readonly string[] {
  const [older, newer] = compareVersions(from, to) <= 0 ? [from, to] : [to, from];
  const between = versions.filter(
    (one) =>
      isRelease(one) &&
      !/-[a-z]/.test(one) &&
      compareVersions(one, older) > 0 &&
      compareVersions(one, newer) < 0 &&
      canBeJudged(one),
  );
  const sorted = [older, ...between.sort(compareVersions), newer].map((one) => `${PACKAGE}@${one}`);
  return from === older ? sorted : sorted.reverse();
}

function canBeJudged(version: string): boolean {
  try {
    checkVersion(version);
    return true;
  } catch (thrown) {
    if (thrown instanceof TargetError) return false;
    throw thrown;
  }
}

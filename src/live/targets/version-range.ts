/**
 * Versions and the ranges in a package's `engines`, as npm reads them, but for what OpenClaw makes of a hyphen. Pure.
 */
import { satisfies as liesIn, SemVer } from 'semver';

/**
 * Negative, zero or positive, as `a` is older, the same or newer. What follows a hyphen counts last: digits only (a
 * repeated release, `2026.2.2-3`) is newer than nothing, which is newer than anything else (`-beta.1`).
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [new SemVer(a, true), new SemVer(b, true)];
  const difference = left.compareMain(right);
  if (difference !== 0) return difference;
  const rank = suffixRank(left) - suffixRank(right);
  return rank !== 0 ? rank : left.comparePre(right);
}

function suffixRank({ prerelease: [first, ...more] }: SemVer): number {
  if (first === undefined) return 1;
  return typeof first === 'number' && more.length === 0 ? 2 : 0;
}

/** From the first version to before the last. */
export function isBetween(
  version: string,
  span: { readonly from: string; readonly before: string },
): boolean {
  return compareVersions(version, span.from) >= 0 && compareVersions(version, span.before) < 0;
}

/** Does a version lie in a range? A range that cannot be read holds nothing. */
export function satisfies(version: string, range: string): boolean {
  return liesIn(version, range, { includePrerelease: true, loose: true });
}

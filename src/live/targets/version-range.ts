/**
 * Versions and the ranges in a package's `engines`: as much of npm's range language as such ranges use
 * (`>=22.12.0`, `>=24.16.0 <25 || >=26.1.0`, `^22.1`, `~24.1.0`, `24.x`, `20 || 22`, `*`). Pure.
 */

/** Major, minor, patch; missing numbers are undefined. */
type Parts = readonly [number, number | undefined, number | undefined];

const COMPARATOR = /^(>=|<=|>|<|=|\^|~)?\s*v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:[-+].*)?$/;

/**
 * Negative, zero or positive, as `a` is older, the same or newer. What follows a hyphen counts last: digits only (a
 * repeated release, `2026.2.2-3`) is newer than nothing, which is newer than anything else (`-beta.1`).
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [split(a), split(b)];
  for (let k = 0; k < 3; k++) {
    const difference = (left.numbers[k] ?? 0) - (right.numbers[k] ?? 0);
    if (difference !== 0) return difference;
  }
  const rank = suffixRank(left.suffix) - suffixRank(right.suffix);
  return rank !== 0 ? rank : left.suffix.localeCompare(right.suffix, 'en', { numeric: true });
}

function split(version: string): { readonly numbers: readonly number[]; readonly suffix: string } {
  const [core = '', ...rest] = version.replace(/^v/, '').split('-');
  return { numbers: core.split('.').map(Number), suffix: rest.join('-') };
}

function suffixRank(suffix: string): number {
  if (suffix === '') return 1;
  return /^\d+$/.test(suffix) ? 2 : 0;
}

/** Does a version lie in a range? A range that cannot be read holds nothing. */
export function satisfies(version: string, range: string): boolean {
  return range.split('||').some((alternative) => {
    const comparators = alternative
      .trim()
      .replace(/(>=|<=|>|<|=|\^|~)\s+/g, '$1')
      .split(/\s+/)
      .filter((one) => one !== '');
    return comparators.every((one) => meets(version, one));
  });
}

function meets(version: string, comparator: string): boolean {
  const match = COMPARATOR.exec(comparator);
  if (match === null) return false;
  const [, operator = '', first = '', second, third] = match;
  const major = numberOf(first);
  if (major === undefined) return true;
  const parts: Parts = [major, numberOf(second), second === undefined ? undefined : numberOf(third)];
  const from = parts.map((part) => part ?? 0).join('.');
  const atLeast = (bound: string): boolean => compareVersions(version, bound) >= 0;
  switch (operator) {
    case '>=':
      return atLeast(from);
    case '<':
      return !atLeast(from);
    case '>':
      return parts[2] === undefined ? atLeast(after(parts)) : compareVersions(version, from) > 0;
    case '<=':
      return parts[2] === undefined ? !atLeast(after(parts)) : compareVersions(version, from) <= 0;
    case '^':
      return atLeast(from) && !atLeast(afterCaret(parts));
    case '~':
      return atLeast(from) && !atLeast(after([parts[0], parts[1], undefined]));
    default:
      return parts[2] === undefined
        ? atLeast(from) && !atLeast(after(parts))
        : compareVersions(version, from) === 0;
  }
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined || /^[xX*]$/.test(text) ? undefined : Number(text);
}

/** The first version past everything that the given numbers name. */
function after([major, minor, patch]: Parts): string {
  if (minor === undefined) return `${major + 1}.0.0`;
  return patch === undefined ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

function afterCaret([major, minor, patch]: Parts): string {
  if (major > 0 || minor === undefined) return after([major, undefined, undefined]);
  return minor > 0 ? after([major, minor, undefined]) : after([major, minor, patch]);
}

/** The release whose own clients are tried: `GAUNTLET_OPENCLAW`, or the one that was measured most; from npm, once. */
import { openClawRelease, type OpenClawRelease } from '../../src/live/targets/openclaw-release.ts';

export const VERSION = process.env['GAUNTLET_OPENCLAW'] ?? '2026.5.28';

export function installedRelease(): Promise<OpenClawRelease> {
  return openClawRelease(VERSION, {
    signal: new AbortController().signal,
    tell: (line) => console.log(line),
  });
}

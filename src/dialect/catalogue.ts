/** All dialects, and which one a gateway speaks, by the dialect's name or by the version in the gateway's hello. */
import type { Dialect } from './dialect.ts';
import { OPENCLAW_2026_2, OPENCLAW_2026_4, OPENCLAW_2026_5, OPENCLAW_2026_9 } from './openclaw.ts';
import { PROTOCOL_4, PROTOCOL_4_REVISION } from './protocol.ts';
import {
  REFERENCE,
  REFERENCE_COMMANDS,
  REFERENCE_READERS,
  REFERENCE_REVISION,
  REFERENCE_STEERING,
} from './reference.ts';

/** All dialects. */
export const DIALECTS: readonly Dialect[] = [
  REFERENCE,
  REFERENCE_REVISION,
  REFERENCE_STEERING,
  REFERENCE_COMMANDS,
  REFERENCE_READERS,
  PROTOCOL_4,
  PROTOCOL_4_REVISION,
  OPENCLAW_2026_2,
  OPENCLAW_2026_4,
  OPENCLAW_2026_5,
  OPENCLAW_2026_9,
];

/** From which release on, as year * 100 + month, newest first. */
const SINCE: readonly (readonly [number, Dialect])[] = [
  [202609, OPENCLAW_2026_9],
  [202605, OPENCLAW_2026_5],
  [202604, OPENCLAW_2026_4],
  [0, OPENCLAW_2026_2],
];

/** What the reference gateway calls itself in its hello. */
const REFERENCE_VERSION = 'reference-1';

const RELEASE = /^(?:openclaw@)?v?(\d{4})\.(\d{1,2})(?:\.\d+)?(?:[-+].*)?$/;

/** Nothing but the protocol said which dialect it is: no name, and no release that is known. */
export function isGuessed(version: string | undefined, protocol: number | undefined): boolean {
  return dialectFor(version ?? '') === undefined && dialectFor('', protocol) !== undefined;
}

/**
 * The dialect with this name, or the one of this release: `reference@1`, `openclaw@2026.5.28`, `2026.4.25`.
 * A release between two measured ones speaks the older one's. For a version that says nothing (2026.2.1 calls itself
 * `dev`) the hello's protocol decides: 3 is 2026.2.1, 4 the neutral one. Undefined when neither tells.
 */
export function dialectFor(nameOrVersion: string, protocol?: number): Dialect | undefined {
  const named = DIALECTS.find((dialect) => dialect.name === nameOrVersion);
  if (named !== undefined) return named;
  if (nameOrVersion === REFERENCE_VERSION) return REFERENCE;
  const release = RELEASE.exec(nameOrVersion);
  if (release !== null) {
    const month = Number(release[1]) * 100 + Number(release[2]);
    return SINCE.find(([since]) => month >= since)?.[1];
  }
  if (protocol === 3) return OPENCLAW_2026_2;
  return protocol === 4 ? PROTOCOL_4 : undefined;
}

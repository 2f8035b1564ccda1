/**
 * The catalogue: every gateway that is built in, what it is, what it comes from, and what must convict it. The tests,
 * `gauntlet list` and the kill matrix read it; a gateway that is not here does not exist.
 */
import { good, type GatewayEntry } from './entry.ts';
import { BAD_AT_KEEPING } from './known-bad/keeping.ts';
import { BAD_ON_THE_WIRE } from './known-bad/wire.ts';
import { BAD_WITH_GENERATIONS } from './known-bad/generations.ts';
import { referenceGateway } from './reference/gateway.ts';
import { awaits } from './good/awaits/gateway.ts';
import { closesOversized } from './good/closes-oversized.ts';
import { honoursSlashCommands } from './good/honours-slash-commands.ts';
import { neverCoalesces } from './good/never-coalesces.ts';
import { notifiesFirst } from './good/notifies-first.ts';
import { refusesWhenBusy } from './good/refuses-when-busy.ts';
import { resetsInPlace } from './good/resets-in-place.ts';
import { resumesRuns } from './good/resumes-runs.ts';
import { steers } from './good/steers.ts';

export type { GatewayEntry } from './entry.ts';

export const GATEWAYS: readonly GatewayEntry[] = [
  {
    name: 'reference',
    kind: 'reference',
    incident: null,
    convictedBy: [],
    sentence: 'The correct model: every property holds on every plan.',
    dialect: 'reference@1',
    gateway: referenceGateway,
  },
  good(refusesWhenBusy, 'Refuses a message to a busy session at once, as retryable, instead of queueing it.'),
  good(
    resetsInPlace,
    'Keeps the session id over a reset and counts a lifecycle revision instead, as OpenClaw 2026.9.6 does.',
    'reference@1+revision',
  ),
  good(
    closesOversized,
    'Closes a connection with a reason instead of cutting the texts of an event that is above its limit.',
  ),
  good(
    steers,
    "Steers a message into the session's running run instead of queueing it, as OpenClaw 2026.9.6 does.",
    'reference@1+steering',
  ),
  good(neverCoalesces, 'Sends every delta as a `chat` event of its own, at once, instead of gathering text.'),
  good(
    resumesRuns,
    'Hands a run that a stop or a crash cut short to the provider again, instead of ending it as interrupted.',
  ),
  good(
    notifiesFirst,
    'Tells subscribers that a generation ended before it answers the request that ended it.',
  ),
  good(
    honoursSlashCommands,
    'Honours `/new` and `/reset` in a message that names no session: visibly, audited, and once for each text.',
    'reference@1+commands',
  ),
  good(
    awaits,
    'A gateway of its own, written with async and await around one journal; shares no code with the reference.',
  ),
  ...BAD_ON_THE_WIRE,
  ...BAD_WITH_GENERATIONS,
  ...BAD_AT_KEEPING,
];

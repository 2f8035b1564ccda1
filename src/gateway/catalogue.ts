/**
 * The catalogue: every gateway that is built in, what it is, what it comes from, and what must convict it. The tests,
 * `gauntlet list` and the kill matrix read it. The canary alone is not here: nobody is to judge by it.
 */
import { good, type GatewayEntry } from './entry.ts';
import { BAD_ABORT } from './bad/abort.ts';
import { BAD_ADMISSION } from './bad/admission.ts';
import { BAD_BACKPRESSURE } from './bad/backpressure.ts';
import { BAD_COMPACTION } from './bad/compaction.ts';
import { BAD_CONTENT } from './bad/content.ts';
import { BAD_DATES } from './bad/dates.ts';
import { BAD_DEDUPE } from './bad/dedupe.ts';
import { BAD_DISK } from './bad/disk.ts';
import { BAD_ENTRY_ORDER } from './bad/entry-order.ts';
import { BAD_FENCE } from './bad/fence.ts';
import { BAD_HANDSHAKE } from './bad/handshake.ts';
import { BAD_INBOX } from './bad/inbox.ts';
import { BAD_ISOLATION } from './bad/isolation.ts';
import { BAD_LISTING } from './bad/listing.ts';
import { BAD_NOTICE } from './bad/notice.ts';
import { BAD_NUMBERING } from './bad/numbering.ts';
import { BAD_PAYLOAD } from './bad/payload.ts';
import { BAD_PROMPT } from './bad/prompt.ts';
import { BAD_READING } from './bad/reading.ts';
import { BAD_RESTART } from './bad/restart.ts';
import { BAD_ROTATION } from './bad/rotation.ts';
import { BAD_ROWS } from './bad/rows.ts';
import { BAD_SCOPES } from './bad/scopes.ts';
import { BAD_SESSION_CONTROL } from './bad/session-control.ts';
import { BAD_RUN_ENDS } from './bad/run-ends.ts';
import { BAD_RUN_EVENTS } from './bad/run-events.ts';
import { BAD_SUBSCRIPTIONS } from './bad/subscriptions.ts';
import { BAD_STREAMED_TEXT } from './bad/streamed-text.ts';
import { BAD_TICKS } from './bad/ticks.ts';
import { referenceGateway } from './reference/gateway.ts';
import { awaits } from './good/awaits/gateway.ts';
import { TAMPERED_VARIANTS } from './good/tampered-variants.ts';
import { VARIANTS } from './good/variants.ts';

export type { GatewayEntry } from './entry.ts';

/** The reference gateway, its known-good variants and the known-bad ones. */
export const GATEWAYS: readonly GatewayEntry[] = [
  { ...good(referenceGateway, 'The correct model: every property holds on every plan.'), kind: 'reference' },
  ...VARIANTS,
  ...TAMPERED_VARIANTS,
  good(
    awaits,
    'A gateway of its own, written with async and await around one journal; shares no code with the reference.',
    'reference@1+readers',
  ),
  ...BAD_NUMBERING,
  ...BAD_TICKS,
  ...BAD_BACKPRESSURE,
  ...BAD_PAYLOAD,
  ...BAD_RUN_EVENTS,
  ...BAD_SUBSCRIPTIONS,
  ...BAD_HANDSHAKE,
  ...BAD_SCOPES,
  ...BAD_ADMISSION,
  ...BAD_FENCE,
  ...BAD_ROTATION,
  ...BAD_SESSION_CONTROL,
  ...BAD_NOTICE,
  ...BAD_PROMPT,
  ...BAD_INBOX,
  ...BAD_DEDUPE,
  ...BAD_RESTART,
  ...BAD_DISK,
  ...BAD_COMPACTION,
  ...BAD_ABORT,
  ...BAD_READING,
  ...BAD_ENTRY_ORDER,
  ...BAD_DATES,
  ...BAD_LISTING,
  ...BAD_ROWS,
  ...BAD_ISOLATION,
  ...BAD_CONTENT,
  ...BAD_STREAMED_TEXT,
  ...BAD_RUN_ENDS,
];

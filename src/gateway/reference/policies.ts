/**
 * The decisions that gateways get wrong, each a named policy. The reference gateway is these; most known-bad gateways
 * are the same with one of them got wrong; a known-good variant has one replaced by another correct choice.
 */
import { abort } from './policy/abort.ts';
import { backpressure } from './policy/backpressure.ts';
import { compaction } from './policy/compaction.ts';
import { dedupe } from './policy/dedupe.ts';
import { fence } from './policy/fence.ts';
import { inbox } from './policy/inbox.ts';
import { notice } from './policy/notice.ts';
import { payload } from './policy/payload.ts';
import { prompt } from './policy/prompt.ts';
import { restart } from './policy/restart.ts';
import { rotation } from './policy/rotation.ts';
import { scopes } from './policy/scopes.ts';
import { sessionControl } from './policy/session-control.ts';
import { streaming } from './policy/streaming.ts';

export const REFERENCE_POLICIES = {
  abort,
  backpressure,
  compaction,
  dedupe,
  fence,
  inbox,
  notice,
  payload,
  prompt,
  restart,
  rotation,
  scopes,
  sessionControl,
  streaming,
} as const;

/** The decisions of the reference gateway, by subject; what `createGateway` is given takes the place of some. */
export type Policies = typeof REFERENCE_POLICIES;

/**
 * Every decision that an incident got wrong is one named policy. The reference gateway is these defaults; a
 * known-bad gateway is the same with one of them replaced by a real mistake; a known-good variant with one replaced
 * by another correct choice.
 */
import { abort, type AbortPolicy } from './policy/abort.ts';
import { admission, type AdmissionPolicy } from './policy/admission.ts';
import { backpressure, type BackpressurePolicy } from './policy/backpressure.ts';
import { compaction, type CompactionPolicy } from './policy/compaction.ts';
import { dedupe, type DedupePolicy } from './policy/dedupe.ts';
import { fence, type FencePolicy } from './policy/fence.ts';
import { inbox, type InboxPolicy } from './policy/inbox.ts';
import { notice, type NoticePolicy } from './policy/notice.ts';
import { numbering, type NumberingPolicy } from './policy/numbering.ts';
import { payload, type PayloadPolicy } from './policy/payload.ts';
import { prompt, type PromptPolicy } from './policy/prompt.ts';
import { reading, type ReadingPolicy } from './policy/reading.ts';
import { restart, type RestartPolicy } from './policy/restart.ts';
import { rotation, type RotationPolicy } from './policy/rotation.ts';
import { scopes, type ScopePolicy } from './policy/scopes.ts';
import { sessionControl, type SessionControlPolicy } from './policy/session-control.ts';
import { streaming, type StreamingPolicy } from './policy/streaming.ts';
import { telling, type TellingPolicy } from './policy/telling.ts';

export interface Policies {
  readonly admission: AdmissionPolicy;
  readonly payload: PayloadPolicy;
  readonly backpressure: BackpressurePolicy;
  readonly numbering: NumberingPolicy;
  readonly scopes: ScopePolicy;
  readonly fence: FencePolicy;
  readonly rotation: RotationPolicy;
  readonly sessionControl: SessionControlPolicy;
  readonly notice: NoticePolicy;
  readonly compaction: CompactionPolicy;
  readonly inbox: InboxPolicy;
  readonly dedupe: DedupePolicy;
  readonly restart: RestartPolicy;
  readonly prompt: PromptPolicy;
  readonly streaming: StreamingPolicy;
  readonly telling: TellingPolicy;
  readonly abort: AbortPolicy;
  readonly reading: ReadingPolicy;
}

export const REFERENCE_POLICIES: Policies = {
  admission,
  payload,
  backpressure,
  numbering,
  scopes,
  fence,
  rotation,
  sessionControl,
  notice,
  compaction,
  inbox,
  dedupe,
  restart,
  prompt,
  streaming,
  telling,
  abort,
  reading,
};

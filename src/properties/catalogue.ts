/** The catalogue: every property, in the order of the specification and of reports. */
import { abortEffective } from './abort-effective.ts';
import { ackDurable } from './ack-durable.ts';
import { bufferBounded } from './buffer-bounded.ts';
import { channelAccounted } from './channel-accounted.ts';
import { closeExplained } from './close-explained.ts';
import { compactionResponsive } from './compaction-responsive.ts';
import { contextContinuous } from './context-continuous.ts';
import { entryOrdered } from './entry-ordered.ts';
import { evictionNotified } from './eviction-notified.ts';
import { gapAnnounced } from './gap-announced.ts';
import { generationMonotonic } from './generation-monotonic.ts';
import { generationRow } from './generation-row.ts';
import { generationStream } from './generation-stream.ts';
import { generationTranscript } from './generation-transcript.ts';
import { handshakeStrict } from './handshake-strict.ts';
import { joinComplete } from './join-complete.ts';
import { listComplete } from './list-complete.ts';
import { payloadBounded } from './payload-bounded.ts';
import { progressAfterHeal } from './progress-after-heal.ts';
import { promptFaithful } from './prompt-faithful.ts';
import type { Property } from './property.ts';
import { retryTruthful } from './retry-truthful.ts';
import { rowAccurate } from './row-accurate.ts';
import { rotationAudited } from './rotation-audited.ts';
import { rotationExplicit } from './rotation-explicit.ts';
import { runServed } from './run-served.ts';
import { runTerminates } from './run-terminates.ts';
import { scopeIsolated } from './scope-isolated.ts';
import { sendAccounted } from './send-accounted.ts';
import { sendExactlyOnce } from './send-exactly-once.ts';
import { seqContiguous } from './seq-contiguous.ts';
import { seqRunOrder } from './seq-run-order.ts';
import { serviceAvailable } from './service-available.ts';
import { sessionIsolated } from './session-isolated.ts';
import { statusCoherent } from './status-coherent.ts';
import { terminalTruthful } from './terminal-truthful.ts';
import { textFaithful } from './text-faithful.ts';
import { tickRegular } from './tick-regular.ts';
import { viewConverges } from './view-converges.ts';

/** All properties, in the order in which reports have them. */
export const PROPERTIES: readonly Property[] = [
  seqContiguous,
  seqRunOrder,
  gapAnnounced,
  viewConverges,
  tickRegular,
  entryOrdered,
  listComplete,
  joinComplete,
  generationRow,
  generationTranscript,
  generationStream,
  generationMonotonic,
  statusCoherent,
  rowAccurate,
  rotationExplicit,
  rotationAudited,
  evictionNotified,
  textFaithful,
  terminalTruthful,
  promptFaithful,
  contextContinuous,
  serviceAvailable,
  sendAccounted,
  sendExactlyOnce,
  ackDurable,
  runTerminates,
  runServed,
  abortEffective,
  retryTruthful,
  compactionResponsive,
  channelAccounted,
  payloadBounded,
  bufferBounded,
  handshakeStrict,
  scopeIsolated,
  sessionIsolated,
  closeExplained,
  progressAfterHeal,
];

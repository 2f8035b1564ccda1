/**
 * Evidence: a record as one short line that a person can read and a failure file can keep. Long texts are clipped
 * wherever the length is reached: the whole record is in the history beside the failure file.
 */
import type { HistoryRecord } from '../history/record.ts';
import type { Evidence, Finding } from '../properties/finding.ts';
import { recordText } from './record-text.ts';

export function evidenceOf(record: HistoryRecord): Evidence {
  return {
    i: record.i,
    atMicros: record.atMicros,
    incarnation: record.incarnation,
    client: 'client' in record ? (record.client ?? null) : null,
    conn: 'conn' in record ? record.conn : null,
    direction:
      record.kind === 'frame' ? (record.from === 'gateway' ? 'gateway → client' : 'client → gateway') : null,
    stage: record.kind === 'frame' ? (record.from === record.leg ? 'sent' : 'delivered') : null,
    what: recordText(record),
  };
}

/** The finding with those of its records that the history has, for people. */
export function withEvidence(finding: Finding, history: readonly HistoryRecord[]): Finding {
  return { ...finding, evidence: finding.records.flatMap((i) => history[i] ?? []).map(evidenceOf) };
}

/** The history that the page shows at the moment: the recording it was made with, one from a file, or an execution in the page. */
import type { Finding } from '../../properties/finding.ts';
import type { Trace } from '../../trace/trace.ts';
import type { PackedHistory } from '../page-data.ts';
import { unpackTrace } from '../packed-trace.ts';
import type { Statement } from '../statements.ts';
import type { HistoryView } from './history-view.ts';

/** Of a finding, what the trace needs. */
export type ShownFinding = Pick<Finding, 'property' | 'cause' | 'records' | 'evidence'>;

export interface ShownHistory {
  /** Which of several on one page it is; absent: the only one. */
  readonly side?: string;
  readonly trace: Trace;
  readonly statements: readonly Statement[];
  /** The record as it is in the history file; undefined: the page does not hold it. */
  readonly body: (record: number) => unknown;
  readonly findings: readonly ShownFinding[];
  /** How many records are held whole. */
  readonly held: number;
}

export function recorded({ trace, statements, bodies }: PackedHistory, finding: ShownFinding): ShownHistory {
  return shown(unpackTrace(trace), statements, bodies, [finding]);
}

export function executed({ trace, statements, bodies, verdicts }: HistoryView): ShownHistory {
  return shown(
    trace,
    statements,
    bodies,
    verdicts.flatMap(({ violations }) => violations),
  );
}

function shown(
  trace: Trace,
  statements: readonly Statement[],
  bodies: Readonly<Record<number, string>>,
  findings: readonly ShownFinding[],
): ShownHistory {
  return {
    trace,
    statements,
    findings,
    held: Object.keys(bodies).length,
    body(record) {
      const line = bodies[record];
      return line === undefined ? undefined : (JSON.parse(line) as unknown);
    },
  };
}

/** What of a record is worth comparing with another of its kind: the frame, or the record without its place. */
export function contentOf(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const {
    frame,
    text,
    blob,
    i: _i,
    atMicros: _at,
    incarnation: _life,
    kind: _kind,
    ...rest
  } = body as Readonly<Record<string, unknown>>;
  return frame ?? text ?? blob ?? rest;
}

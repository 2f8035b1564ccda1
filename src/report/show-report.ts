/** What people read of a history: what it is, the diagram, and what the marks mean. */
import type { EvidenceField } from '../properties/finding.ts';
import type { Trace } from '../trace/trace.ts';
import { formatMicros } from './duration.ts';
import { joined } from './lines.ts';
import type { Paint } from './paint.ts';
import { diagramLines, LEGEND } from './space-time.ts';

export interface ShownTrace {
  readonly file: string;
  /** What else there is to say of it, a sentence each. */
  readonly about: readonly string[];
  readonly trace: Trace;
  readonly shown: readonly number[];
  readonly evidence: ReadonlyMap<number, readonly EvidenceField[]>;
}

export function renderShow(
  { file, about, trace, shown, evidence }: ShownTrace,
  paint: Paint,
  width: number,
): string {
  const { events } = trace;
  const time = formatMicros(events.at(-1)?.atMicros ?? 0);
  const which = shown.length === 0 ? 'none of them' : `${shown.length} of them`;
  const fitted = joined(
    [
      `${paint('bold', file)}: ${events.length} records in ${time}, ${which} shown`,
      ...about.map((one) => `  ${one}`),
      '',
    ],
    width,
  );
  const lines = diagramLines(trace, { shown, evidence, width, paint });
  return `${fitted}${joined(lines)}\n${joined([paint('dim', LEGEND)], width)}`;
}

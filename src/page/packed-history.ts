/**
 * A history as a page carries it: the evidence, what led to it and some two thousand records around it whole, of all
 * others a line without its content. What is still too much is left out from the far end.
 */
import type { Dialect } from '../dialect/dialect.ts';
import { recordLine } from '../history/jsonl.ts';
import type { HistoryRecord } from '../history/record.ts';
import { windowOf } from '../trace/window.ts';
import { Tracer } from '../trace/tracer.ts';
import { packTrace } from './packed-trace.ts';
import type { PackedHistory } from './page-data.ts';
import { StatementReader } from './statements.ts';

const AROUND = 2_000;
/** Characters of bodies in all, before they are compressed; and of one. */
const MOST_CHARACTERS = 4 * 1024 * 1024;
const LONGEST_BODY = 64 * 1024;
/** Characters of a line whose record is not embedded. */
const LONGEST_FAR_TEXT = 72;
/** Above this, records that are not embedded have no text at all but what kind they are. */
const MOST_FAR_TEXTS = 30_000;
const MOST_STATEMENTS = 20_000;

export function packHistory(
  records: readonly HistoryRecord[],
  dialect: Dialect,
  evidence: readonly number[],
): PackedHistory {
  const tracer = new Tracer({ dialect });
  const reader = new StatementReader(dialect);
  for (const record of records) {
    tracer.observe(record);
    reader.observe(record);
  }
  const trace = tracer.finish();
  const bodies = bodiesOf(
    records,
    windowOf(trace, { records: evidence, neighbours: neighboursOf(evidence) }),
  );
  const events = trace.events.map((event) => {
    if (bodies[event.i] !== undefined) return event;
    if (event.kind === 'frame' || trace.events.length > MOST_FAR_TEXTS) return { ...event, text: '' };
    return { ...event, text: event.text.slice(0, LONGEST_FAR_TEXT) };
  });
  return {
    trace: packTrace({ ...trace, events }),
    bodies,
    statements: reader.statements.slice(-MOST_STATEMENTS),
  };
}

function neighboursOf(evidence: readonly number[]): number {
  return Math.ceil(AROUND / 2 / Math.max(1, evidence.length));
}

function bodiesOf(
  records: readonly HistoryRecord[],
  window: readonly number[],
): Readonly<Record<number, string>> {
  const bodies: Record<number, string> = {};
  let left = MOST_CHARACTERS;
  for (const i of window) {
    const record = records[i];
    if (record === undefined) continue;
    const line = recordLine(record, () => undefined);
    if (line.length > LONGEST_BODY || line.length > left) continue;
    bodies[i] = line;
    left -= line.length;
  }
  return bodies;
}

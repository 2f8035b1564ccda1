/** A whole history as the viewer shows it, judged; plain data, since it comes from a worker. */
import type { Dialect } from '../../dialect/dialect.ts';
import { recordLine } from '../../history/jsonl.ts';
import type { HistoryRecord } from '../../history/record.ts';
import type { Verdict } from '../../properties/property.ts';
import type { Trace } from '../../trace/trace.ts';
import { Tracer } from '../../trace/tracer.ts';
import { StatementReader, type Statement } from '../statements.ts';

export interface HistoryView {
  readonly dialect: string;
  readonly digest: string;
  readonly verdicts: readonly Verdict[];
  readonly trace: Trace;
  readonly statements: readonly Statement[];
  /** Lines of the history file, by the record's number; one that is not there is not known whole. */
  readonly bodies: Readonly<Record<number, string>>;
}

export function viewOf(
  records: readonly HistoryRecord[],
  dialect: Dialect,
  digest: string,
  verdicts: readonly Verdict[],
): HistoryView {
  const tracer = new Tracer({ dialect });
  const reader = new StatementReader(dialect);
  for (const record of records) {
    tracer.observe(record);
    reader.observe(record);
  }
  return {
    dialect: dialect.name,
    digest,
    verdicts,
    trace: tracer.finish(),
    statements: reader.statements,
    bodies: Object.fromEntries(records.map((record) => [record.i, recordLine(record, () => undefined)])),
  };
}

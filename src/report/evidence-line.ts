/** Evidence as the lines that people read: record number, virtual time, who to whom, what. */
import type { Evidence } from '../properties/finding.ts';
import { formatMicros } from './duration.ts';

/** Aligned lines for one failure's evidence. */
export function evidenceLines(evidence: readonly Evidence[]): readonly string[] {
  const rows = evidence.map((one) => [`#${one.i}`, formatMicros(one.atMicros), who(one), one.what] as const);
  const width = (column: 0 | 1 | 2): number => Math.max(0, ...rows.map((row) => row[column].length));
  const [w0, w1, w2] = [width(0), width(1), width(2)];
  return rows.map(
    ([number, at, from, what]) => `${number.padStart(w0)}  ${at.padStart(w1)}  ${from.padEnd(w2)}  ${what}`,
  );
}

function who({ client, conn, direction, stage }: Evidence): string {
  const name = conn === null ? (client ?? '') : `${client ?? '?'}#${conn}`;
  if (direction === null) return name;
  const arrow = direction === 'gateway → client' ? `gateway → ${name}` : `${name} → gateway`;
  return stage === 'delivered' ? `${arrow} (delivered)` : `${arrow} (sent)`;
}

/**
 * What a page calls the ids that a gateway gave: `id-1`, `id-2`, in the order in which the page shows them. Also leaves out
 * the times of the wall clock, and the ids of requests. Of one page.
 */
import type { HistoryRecord } from '../../src/history/record.ts';
import type { EvidenceField } from '../../src/properties/finding.ts';
import type { Frame } from '../../src/protocol/frame.ts';
import { Message } from '../../src/protocol/message.ts';
import { recordText } from '../../src/trace/record-text.ts';

const ID = /\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16})\b/g;
const TIMES: ReadonlySet<string> = new Set([
  'ts',
  'timestamp',
  'startedAt',
  'endedAt',
  'runtimeMs',
  'updatedAt',
  'uptimeMs',
]);

export class PageNames {
  readonly #names = new Map<string, string>();

  text(record: HistoryRecord): string {
    if (record.kind !== 'frame' || record.message.frame === undefined)
      return this.sentence(recordText(record));
    const frame = shown(record.message.frame) as Frame;
    return this.sentence(recordText({ ...record, message: Message.of(frame) })).replace(
      /^(req|res) \S+ /,
      '$1 ',
    );
  }

  sentence(text: string): string {
    return text.replaceAll(ID, (id) => {
      const name = this.#names.get(id) ?? `id-${this.#names.size + 1}`;
      this.#names.set(id, name);
      return name;
    });
  }

  value(value: EvidenceField['value']): string {
    return this.sentence(JSON.stringify(value));
  }
}

function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (TIMES.has(name) ? [] : [[name, shown(member)]])),
  );
}

/** What passes between Gauntlet and the process of a foreign gateway; plain data, but for the bodies of histories. */
import type { HistoryRecord } from '../../history/record.ts';
import { Message } from '../../protocol/message.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Profile } from '../../properties/profile.ts';
import type { ChunkRequest } from '../chunk.ts';
import type { Outcome } from '../execute.ts';

export type ForeignRequest = { readonly profile: Profile } & (
  | {
      readonly type: 'execute';
      readonly plan: Plan;
      readonly keep: boolean;
      /** A folder for the records, each written before the gateway goes on; null: nobody needs them. */
      readonly recordTo: string | null;
    }
  | { readonly type: 'chunk'; readonly request: ChunkRequest }
  | { readonly type: 'compare'; readonly plan: Plan; readonly expected: string; readonly name: string }
);

/** `alive`: it goes on. `part`, `done`: an answer, `part` with more to come. */
export type ForeignAnswer =
  | { readonly type: 'alive' }
  | { readonly type: 'loaded'; readonly name: string; readonly dialect: string }
  | { readonly type: 'part' | 'done'; readonly value: unknown }
  | {
      readonly type: 'failed';
      readonly kind: Fault;
      readonly message: string;
      readonly stack?: string | undefined;
    };

/** Whose fault it is that there is no answer. `input`: the file cannot be used. `dead`: it threw while it was loaded. */
export type Fault = 'input' | 'dead' | 'unrepeatable' | 'bug';

/** The file of an execution that is recorded as it goes. */
export const RECORDED = 'history.jsonl';

export type PackedOutcome = Omit<Outcome, 'history'> & { readonly history: readonly unknown[] | null };

/** Equal messages are one object there, and are one object again when they have passed. */
export function packHistory(history: readonly HistoryRecord[]): readonly unknown[] {
  const packed = new Map<Message, { readonly text: string }>();
  return history.map((record) => {
    if (record.kind !== 'frame') return record;
    const body = packed.get(record.message) ?? { text: record.message.text() };
    packed.set(record.message, body);
    return { ...record, message: body };
  });
}

export function unpackHistory(history: readonly unknown[]): readonly HistoryRecord[] {
  const messages = new Map<object, Message>();
  return history.map((value) => {
    const record = value as HistoryRecord;
    if (record.kind !== 'frame') return record;
    const body = record.message as unknown as { readonly text: string };
    const message = messages.get(body) ?? Message.ofText(body.text);
    messages.set(body, message);
    return { ...record, message };
  });
}

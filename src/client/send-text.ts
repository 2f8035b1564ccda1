/** What a client writes into a send: its idempotency key and its text; what its requests are called, and how long a text fills a frame of a size. */
import type { SendOperation } from '../plan/operation.ts';
import { markerOf } from '../protocol/marker.ts';
import { utf8Length } from '../protocol/measure.ts';
import { frameBytes } from '../protocol/message.ts';

/** The idempotency key of a send; also its run id. */
export function keyOf(operation: string): string {
  return `run-${operation}`;
}

/** The key a send goes out with: its own, or the one the plan has it share with another. */
export function idempotencyKeyOf({ id, replayOf, sameKey, keyOf: shared }: SendOperation): string {
  return keyOf(shared ?? (sameKey ? replayOf : undefined) ?? id);
}

/** A send's text: what the plan says, its marker, padded to the wanted size. */
export function messageText(operation: SendOperation): string {
  const text = `${operation.text === '' ? 'please continue' : operation.text} ${markerOf(operation.id)}`;
  const missing = (operation.bytes ?? 0) - utf8Length(text);
  return missing > 1 ? `${text} ${'p'.repeat(missing - 1)}` : text;
}

/** The id of a client's nth request; of one length for the first million, so that a frame's size is known beforehand. */
export function requestId(client: string, n: number): string {
  return `${client}-${String(n).padStart(6, '0')}`;
}

/**
 * The size of the text with which the request of a send is exactly `wanted` bytes. No text is that small when the
 * rest of the frame is larger; a send that names a generation is larger by the name.
 */
export function textBytesInFrame(operation: SendOperation, wanted: number): number {
  const message = messageText(operation);
  const params = { sessionKey: operation.session, message, idempotencyKey: idempotencyKeyOf(operation) };
  const id = requestId(operation.client, 1);
  const rest = frameBytes({ type: 'req', id, method: 'chat.send', params }) - utf8Length(message);
  return Math.max(0, wanted - rest);
}

/** What a limit that was announced may have cut. */
import { measure } from '../protocol/measure.ts';
import type { ConnectionState } from './model/connections.ts';
import type { SaidText } from './model/said-text.ts';

/** Room for the frame around a text. */
const ENVELOPE_BYTES = 1_024;

/** UTF-8 bytes of a UTF-16 code unit, escaped for JSON. */
export const LARGEST_UNIT_BYTES = 6;

/** What encoders of JSON may escape: all but letters, figures, white space and the plainest marks. */
const ESCAPED = /[^\w .,:;!?()[\]{}=*#~|-]/g;

/** The most bytes that an encoder of JSON makes of this text. */
export function mostBytes(text: string): number {
  return text.length + (LARGEST_UNIT_BYTES - 1) * (text.match(ESCAPED)?.length ?? 0);
}

/** A text of so many characters surely fits into one frame of this connection. */
export function surelyHolds(characters: number, connection: ConnectionState): boolean {
  const { configuredPayloadBytes, maxPayloadBytes } = connection;
  const most = Math.min(maxPayloadBytes, configuredPayloadBytes);
  return characters * LARGEST_UNIT_BYTES + ENVELOPE_BYTES <= most;
}

/**
 * Not all that was said surely fits into one frame of this connection: some piece of it need not have, either. Of two
 * limits, the one that is announced and the one that is configured, the smaller one may be the true one.
 */
export function mayBeCut(said: SaidText, connection: ConnectionState): boolean {
  const { configuredPayloadBytes, maxPayloadBytes } = connection;
  const all = said.slice(0, said.length);
  const most = Math.min(maxPayloadBytes, configuredPayloadBytes);
  return all === undefined || measure(all).bytes + ENVELOPE_BYTES > most;
}

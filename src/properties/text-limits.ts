/** What a limit that was announced may have cut. */
import { measure } from '../protocol/measure.ts';
import type { ConnectionState } from './model/connections.ts';
import type { SaidText } from './model/said-text.ts';

/** Room for the frame around a text. */
const ENVELOPE_BYTES = 1_024;

/** What was said from here on does not surely fit into one frame of this connection. */
export function mayBeCut(said: SaidText, from: number, { maxPayloadBytes }: ConnectionState): boolean {
  const rest = said.slice(from, said.length);
  return rest === undefined || measure(rest).bytes + ENVELOPE_BYTES > maxPayloadBytes;
}

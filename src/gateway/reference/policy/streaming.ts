/** How the text of a run streams to `chat`: coalesced, so that a fast model does not make an event of every word. */
import { ms, type Micros } from '../../../kernel/time.ts';

export interface StreamingPolicy {
  /** Text is gathered this long before it goes out as one delta; 0: every delta goes out at once. */
  readonly coalesceFor: Micros;
}

export const streaming: StreamingPolicy = {
  coalesceFor: ms(150),
};

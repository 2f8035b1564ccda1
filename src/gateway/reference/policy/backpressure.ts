/**
 * What happens to a connection that does not take what it is sent (incident #7442, #12895): above the buffer limit it
 * is closed with a reason. Nothing is ever skipped behind a number the client will miss.
 */

export type Admission =
  | 'send'
  | 'close'
  /** Skipped after its number was taken: a silent gap. Never chosen by a correct gateway. */
  | 'burn';

export interface BackpressurePolicy {
  /** Whom a connection above its limit keeps waiting. `everybody` is never chosen by a correct gateway. */
  readonly blocks: 'nobody' | 'everybody';
  admit(event: string, bufferedBytes: number, maxBufferedBytes: number): Admission;
  /** The same for a response. */
  admitResponse(bufferedBytes: number, maxBufferedBytes: number): 'send' | 'close';
}

export const backpressure: BackpressurePolicy = {
  blocks: 'nobody',
  admit: (_event, bufferedBytes, maxBufferedBytes) => (bufferedBytes > maxBufferedBytes ? 'close' : 'send'),
  admitResponse: (bufferedBytes, maxBufferedBytes) => (bufferedBytes > maxBufferedBytes ? 'close' : 'send'),
};

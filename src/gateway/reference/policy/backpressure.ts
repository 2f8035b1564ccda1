/**
 * What happens to a connection that does not take what it is sent (incident #7442, #12895): above the buffer limit it
 * is closed with a reason. Nothing is ever skipped behind a number the client will miss.
 */

export interface BackpressurePolicy {
  admit(event: string, bufferedBytes: number, maxBufferedBytes: number): 'send' | 'close';
  /** The same for a response. */
  admitResponse(bufferedBytes: number, maxBufferedBytes: number): 'send' | 'close';
}

export const backpressure: BackpressurePolicy = {
  admit: (_event, bufferedBytes, maxBufferedBytes) => (bufferedBytes > maxBufferedBytes ? 'close' : 'send'),
  admitResponse: (bufferedBytes, maxBufferedBytes) => (bufferedBytes > maxBufferedBytes ? 'close' : 'send'),
};

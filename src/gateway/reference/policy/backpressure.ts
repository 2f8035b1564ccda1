/**
 * What happens to a connection that does not take what it is sent (incident #7442, #12895): above the buffer limit it
 * is closed with a reason. Nothing is ever skipped behind a number the client will miss.
 */

export interface BackpressurePolicy {
  /** May this event, or a response (undefined), still be sent? Else the connection is closed. */
  admits(event: string | undefined, bufferedBytes: number, maxBufferedBytes: number): boolean;
}

export const backpressure: BackpressurePolicy = {
  admits: (_event, bufferedBytes, maxBufferedBytes) => bufferedBytes <= maxBufferedBytes,
};

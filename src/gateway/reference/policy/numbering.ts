/** Who counts what: one counter per connection, taken only for events that this connection is sent (incident #7442). */

export interface NumberingPolicy {
  /** The number of an event that goes to a connection. `process` counts broadcasts over all connections. */
  next(connection: { seq: number }, process: number): number;
  /** Called for a connection that the audience or the scope filter leaves out. */
  skipped(connection: { seq: number }): void;
  /** False spares the calls of `skipped`. */
  readonly countsSkipped: boolean;
}

export const numbering: NumberingPolicy = {
  next: (connection) => ++connection.seq,
  skipped: () => {},
  countsSkipped: false,
};

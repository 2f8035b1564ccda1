/** WebSocket close codes as the measured gateways use them, and the causes that allow each. */

/** Codes with which connections are closed, by what they mean. */
export const CLOSE = {
  /** Handshake timeout; also a peer that simply leaves. */
  normal: 1000,
  /** Peer went away (a client that shuts down). */
  goingAway: 1001,
  /** The protocol ranges do not meet. */
  protocolError: 1002,
  /** No close frame was seen: a cut link, or a peer that was not reading (never sent on the wire). */
  abnormal: 1006,
  /** Bad token, unknown client, first frame not connect, slow consumer. */
  policyViolation: 1008,
  /** A message above the receiver's limit. */
  messageTooBig: 1009,
  /** The gateway is stopping. */
  serviceRestart: 1012,
  /** The client's own watchdog: nothing heard for two ticks. */
  watchdog: 4000,
} as const;

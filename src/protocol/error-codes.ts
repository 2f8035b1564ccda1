/** Error codes of refused requests, as seen on the measured gateways; the last is an addition of reference@1. */

/** Values of `error.code` in a response that refuses. */
export const ERROR = {
  invalidRequest: 'INVALID_REQUEST',
  unavailable: 'UNAVAILABLE',
  forbidden: 'FORBIDDEN',
  notPaired: 'NOT_PAIRED',
  /** `/new` and `/reset` in a send that does not name the current session (incident #70330). */
  sessionControlRequiresRpc: 'SESSION_CONTROL_REQUIRES_RPC',
} as const;

/** `error.details.reason` values that change what a client may do next. */
export const REASON = {
  /** The gateway is still starting; retry. */
  starting: 'startup-sidecars',
  /** The gateway is stopping; retry after the restart. */
  draining: 'gateway-draining',
  /** The session cannot take the message now; retry. */
  sessionBusy: 'session-busy',
  /** The idempotency key was used with other text. */
  conflict: 'chat-request-conflict',
  /** The send named a sessionId that is no longer current. */
  staleSession: 'stale-session',
  /** The main session cannot be deleted. */
  mainSession: 'main-session',
  /** The client speaks no protocol version of the gateway's. */
  protocolMismatch: 'PROTOCOL_MISMATCH',
  /** The durable store refused the write (full disk). */
  storage: 'storage-unavailable',
} as const;

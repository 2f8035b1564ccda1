/**
 * `gateway-gauntlet/protocol`: the wire as `reference@1` speaks it, for the author of a gateway or of a client: frames,
 * methods, events, error and close codes, scopes and limits. Since 0.1.0.
 */
export { CLOSE } from '../protocol/close-codes.ts';
export { ERROR, REASON } from '../protocol/error-codes.ts';
export { EVENTS } from '../protocol/events.ts';
export type * from '../protocol/events.ts';
export { decodeFrame, decodeFrameText, isObject } from '../protocol/frame.ts';
export type * from '../protocol/frame.ts';
export { REAL_LIMITS, type Limits } from '../protocol/limits.ts';
export { Message, frameBytes } from '../protocol/message.ts';
export { METHODS } from '../protocol/methods.ts';
export type * from '../protocol/methods.ts';
export { allows, ALL_SCOPES, EVENT_SCOPE, METHOD_SCOPE, SCOPE } from '../protocol/scopes.ts';
export { parseSessionControl, type SessionControl } from '../protocol/session-control.ts';

/** What a frame carries, for tampering: nothing is checked beyond what is asked. */
import type { SessionsChangedPayload } from '../../protocol/events.ts';
import { isObject, type Frame } from '../../protocol/frame.ts';
import type { SessionRow, SessionsListResult } from '../../protocol/methods.ts';

/** The payload of such an event; undefined: the frame is something else. */
export function payloadOf<T extends object>(frame: Frame, event: string): T | undefined {
  return frame.type === 'event' && frame.event === event ? (frame.payload as T) : undefined;
}

/** The result of a request that was granted, if it has this member; undefined: the frame is something else. */
export function answerOf<T extends object>(frame: Frame, member: keyof T & string): T | undefined {
  if (frame.type !== 'res' || !isObject(frame.payload) || !Object.hasOwn(frame.payload, member))
    return undefined;
  return frame.payload as unknown as T;
}

/** The same frame with other contents. */
export function withPayload(frame: Frame, payload: object): Frame {
  return { ...frame, payload } as Frame;
}

/** The same frame with its rows as `change` gives them, listed or pushed; undefined: it has none. */
export function withRows(
  frame: Frame,
  change: (row: SessionRow) => SessionRow,
): readonly Frame[] | undefined {
  const list = answerOf<SessionsListResult>(frame, 'sessions');
  if (list !== undefined) return [withPayload(frame, { ...list, sessions: list.sessions.map(change) })];
  const pushed = payloadOf<SessionsChangedPayload>(frame, 'sessions.changed');
  if (pushed?.session === undefined) return undefined;
  return [withPayload(frame, { ...pushed, session: change(pushed.session) })];
}

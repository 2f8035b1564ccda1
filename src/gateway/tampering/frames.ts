/** What a frame carries, for tampering: nothing is checked beyond what is asked. */
import { isObject, type Frame } from '../../protocol/frame.ts';

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

/**
 * About an observation: what the judge knows of it beyond what it says itself, by its type. Each is filled anew for the
 * next observation of its type and must not be kept; what it names (a connection, a send) may be.
 */
import type { Observation } from '../dialect/observation.ts';
import type { PendingRequest, ConnectionState } from './model/connections.ts';
import type { Ending } from './model/rotations.ts';
import type { ModelCall } from './model/runs.ts';
import type { Send } from './model/sends.ts';

/** Of a frame that is no event, request or answer. */
export interface FrameAbout extends AnyFrame {
  readonly type: 'stray' | 'garbage';
}

export interface AnyFrame {
  readonly connection: ConnectionState;
  /** This record is the first to show the frame at the gateway's side: its own leg's, or the only one there is. */
  readonly isNews: boolean;
}

export interface EventAbout extends AnyFrame {
  readonly type: 'event';
  /** The send whose run it is of. */
  readonly run: Send | undefined;
  /** The ending that a notice is of, as it is sent. */
  readonly sentNotice: Ending | undefined;
  /** The same, as it is delivered. */
  readonly deliveredNotice: Ending | undefined;
}

/** Of a request, or of a response to a request that the history shows. */
export interface RequestAbout extends AnyFrame {
  readonly type: 'request' | 'response';
  readonly pending: PendingRequest;
  /** The send that it is; undefined when it asks for something else. */
  readonly send: Send | undefined;
}

/** Requests that will stay unanswered, because a connection closed or the process is gone. */
export interface CutAbout {
  readonly type: 'connection' | 'process';
  readonly cut: readonly PendingRequest[];
}

export interface ProviderAbout {
  readonly type: 'provider';
  /** The call that the record belongs to, also if it has just ended. */
  readonly call: ModelCall | undefined;
}

/** Of what no property looks at but by its own words. */
interface PlainAbout {
  readonly type: 'phase' | 'nothing';
}

export type About = EventAbout | RequestAbout | FrameAbout | CutAbout | ProviderAbout | PlainAbout;

/** What a checker may be shown: the observation, and what is known about it. */
interface Shown {
  readonly event: readonly [Of<'event'>, EventAbout];
  readonly request: readonly [Of<'request'>, RequestAbout];
  readonly response: readonly [Of<'response'>, RequestAbout];
  /** A response that answers nothing, as far as the history shows. Watched as a response. */
  readonly stray: readonly [Of<'response'>, FrameAbout];
  readonly garbage: readonly [Of<'garbage'>, FrameAbout];
  /** A frame of a type that the checker has no method for. */
  readonly frame: readonly [OfFrame, AnyFrame];
  readonly connection: readonly [Of<'connection'>, CutAbout];
  readonly process: readonly [Of<'process'>, CutAbout];
  readonly provider: readonly [Of<'provider'>, ProviderAbout];
  readonly phase: readonly [Of<'phase'>, About];
}

export type Of<Type extends Observation['type']> = Extract<Observation, { type: Type }>;

export type OfFrame = Of<'event' | 'request' | 'response' | 'garbage'>;

/** One method for each type of observation that a checker looks at. */
export type Checks = {
  readonly [Type in keyof Shown]?: (observation: Shown[Type][0], about: Shown[Type][1]) => void;
};

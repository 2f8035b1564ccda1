/**
 * What of a plan sets a gateway's mistake off: a description that is data, so that it can be printed, and compared with
 * the entries of a plan (triggered-by.ts). It is what makes the gateway do the wrong thing, or, where it always does,
 * what makes that matter: of a message that is acknowledged before it is written, the crash.
 */
import type { FaultKind } from './fault.ts';
import type { Operation } from './operation.ts';
import type { ClientRole } from './plan.ts';

/**
 * `none`: wrong from the start, so that the first connection, tick, list or ordinary message shows it. Else entries of
 * which each can set it off, or where several must come together, each of these.
 */
export type MistakeTrigger = 'none' | readonly TriggeringEntry[];

export type TriggeringEntry = TriggeringOperation | TriggeringFault | TriggeringTurn | TriggeringClient;

/** An operation; every member that is there must hold. */
export interface TriggeringOperation {
  readonly operation: Operation['do'] | readonly Operation['do'][] | 'any';
  /** While in its session a run goes on, while a message waits there behind one, or while a summary is written. */
  readonly while?: 'run' | 'queue' | 'summary';
  /** After another one of its session, a rotation being whatever ends a generation; or after a send to another session. */
  readonly after?: 'send' | 'reset' | 'rotation' | 'send elsewhere';
  /** Its client is one of these. */
  readonly by?: readonly ClientRole[];
  /** It begins with `/reset` or `/new`. */
  readonly says?: 'command';
  /** It repeats a message, or uses its idempotency key for another text or in another session. */
  readonly key?: 'again' | 'of another message' | 'in another session';
  readonly names?: 'current' | 'stale';
  readonly to?: 'messages' | 'sessions';
  /** Its text is at least so long. */
  readonly minBytes?: number;
  /** Its text takes at least an eighth of what a frame may hold. */
  readonly large?: true;
  readonly characters?: Characters;
  /** A rule of the plan may act on it: rotate its session once the day has turned, or compact it. */
  readonly rule?: 'daily' | 'compaction';
  /** The first one of its session after this minute of the day, past midnight UTC. */
  readonly pastMinute?: number;
  /** Nothing was asked of its session for so long. */
  readonly idleMs?: number;
}

/** A fault of one of these kinds. */
export interface TriggeringFault {
  readonly fault: FaultKind | readonly FaultKind[];
  /** Members that it must have, with their values. */
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  /** The clock goes back. */
  readonly backwards?: true;
}

/**
 * What the model does in a run: a step of its script; or an end that is an error, an error before anything else, or
 * none; or a good end after which it has said no text, or nothing at all.
 */
export interface TriggeringTurn {
  readonly turn: 'delta' | 'tool' | 'error' | 'refused' | 'never' | 'no text' | 'nothing';
  readonly large?: true;
  readonly characters?: Characters;
  /** It says the same as the step before it. */
  readonly same?: true;
}

/** A client that is there. */
export interface TriggeringClient {
  readonly client: 'any' | readonly ClientRole[];
  readonly subscribes?: boolean;
  /** It follows more than one session. */
  readonly followsSeveral?: true;
}

/** What a text has in it. */
export type Characters = 'beyond ASCII' | 'beyond three bytes' | 'uncomposed' | 'space at its ends';

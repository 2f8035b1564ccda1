/** Branded identifiers: a connection seq and a run seq, a session key and a session id must not mix. */

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** The name of a conversation, such as `agent:main:main`. */
export type SessionKey = Branded<string, 'SessionKey'>;
/** What a session key points at; one generation in dialects that reset to a new id. */
export type SessionId = Branded<string, 'SessionId'>;
/** One agent execution; equal to the idempotency key of the send that asked for it. */
export type RunId = Branded<string, 'RunId'>;
/** The counter on event frames of one connection. */
export type ConnectionSeq = Branded<number, 'ConnectionSeq'>;
/** The counter inside one run's agent and chat events. */
export type RunSeq = Branded<number, 'RunSeq'>;

/** Operations: what a plan asks its clients to do, and the turn script that says what the model will do in a run. */
import { z } from 'zod';

export const identifier = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'use letters, digits, dot, dash and underscore, 64 at most');

export const sessionKey = z.string().min(1).max(512);

export const milliseconds = z
  .number()
  .min(0)
  .max(366 * 86_400_000);
const size = z
  .number()
  .int()
  .min(0)
  .max(64 * 1024 * 1024);

/**
 * What the text is made of, where not of plain letters: characters of two, three and four bytes; letters whose accent is
 * a character of its own; marks that mean something to JSON and HTML; white space at its ends; or the same as in the steps beside it.
 */
const letters = z.enum(['accents', 'han', 'emoji', 'combining', 'marks', 'lines', 'same']).optional();

/** One thing the model does in a run, `afterMs` after the one before. */
export const turnStep = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('delta'), afterMs: milliseconds, bytes: size.default(24), letters }),
  z.strictObject({ type: z.literal('tool'), afterMs: milliseconds, bytes: size, letters }),
]);

/**
 * How a run ends: `stop` and `error` are reported; `refused` is an error that comes before anything else, the steps are
 * left out; `never` leaves it to the gateway to give up or be told.
 */
export const turnEnd = z.strictObject({
  type: z.enum(['stop', 'error', 'refused', 'never']).default('stop'),
  afterMs: milliseconds.default(5),
});

/** What the model will do in one run. A script without deltas that stops is an empty reply. */
export const turnScript = z.strictObject({
  startAfterMs: milliseconds.default(5),
  steps: z
    .array(turnStep)
    .max(2000)
    .default([{ type: 'delta', afterMs: 10, bytes: 24 }]),
  end: turnEnd.prefault({}),
  tokens: z.number().int().min(0).default(100),
});

/** Relative to another operation instead of a fixed time. `settled`: its run's terminal reached the client. */
const after = z.strictObject({
  operation: identifier,
  event: z.enum(['sent', 'answered', 'settled']),
  delayMs: milliseconds.default(0),
});

const timing = { atMs: milliseconds.optional(), after: after.optional() };
const base = { id: identifier, client: identifier, ...timing };

export const operation = z
  .discriminatedUnion('do', [
    z.strictObject({
      do: z.literal('send'),
      ...base,
      session: sessionKey,
      /** Text before the marker; a slash command goes here. */
      text: z.string().max(10_000).default(''),
      /** The message is padded to this many bytes. */
      bytes: size.optional(),
      turn: turnScript.prefault({}),
      /** The generation the send names: the client's current one, or one it knows to be ended. */
      names: z.enum(['current', 'stale']).optional(),
      /** Repeats an earlier send: the same text and marker; with `sameKey` also the same idempotency key. */
      replayOf: identifier.optional(),
      sameKey: z.boolean().default(false),
      /** Uses the idempotency key of this send to another session, as a client does that counts keys per session. */
      keyOf: identifier.optional(),
    }),
    z.strictObject({ do: z.literal('reset'), ...base, session: sessionKey }),
    z.strictObject({
      do: z.literal('delete'),
      ...base,
      session: sessionKey,
      /** The generation it expects to delete: the client's current one, or one it knows to be ended. */
      names: z.enum(['current', 'stale']).optional(),
    }),
    z.strictObject({ do: z.literal('compact'), ...base, session: sessionKey }),
    z.strictObject({ do: z.literal('abort'), ...base, session: sessionKey, run: identifier.optional() }),
    z.strictObject({
      do: z.literal('history'),
      ...base,
      session: sessionKey,
      /** How many requests at once, without waiting for answers. */
      times: z.number().int().min(1).max(1000).default(1),
      /** Longest text wanted per message; the gateway's default when left out. */
      maxChars: z.number().int().min(1).max(500_000).optional(),
    }),
    z.strictObject({ do: z.literal('list'), ...base }),
    /** Subscribes to the messages of the session, or to all sessions; once more where it has. */
    z.strictObject({
      do: z.literal('subscribe'),
      ...base,
      session: sessionKey,
      to: z.enum(['messages', 'sessions']).default('messages'),
    }),
    /** Calls every method on a session, one after the other: for who may do nothing, and is to be refused. */
    z.strictObject({ do: z.literal('try-all'), ...base, session: sessionKey }),
    /** The client leaves (close 1001) and comes back after `forMs`. */
    z.strictObject({ do: z.literal('leave'), ...base, forMs: milliseconds.default(100) }),
  ])
  .refine((op) => (op.atMs === undefined) !== (op.after === undefined), {
    message: 'give exactly one of atMs and after',
  });

/**
 * What a client of a plan does, as `planSchema` gives it: `do` says which, defaults are filled in, times are
 * milliseconds. Either `atMs` or `after` says when.
 */
export type Operation = z.output<typeof operation>;
export type SendOperation = Extract<Operation, { do: 'send' }>;
export type Letters = NonNullable<z.output<typeof letters>>;
export type TurnScript = z.output<typeof turnScript>;

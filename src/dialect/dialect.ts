/**
 * A dialect maps frames to observations and declares what differs between releases: which counters exist and where
 * they start, which events announce what, how a generation is identified, what cannot be observed.
 */
import type { HistoryRecord } from '../history/record.ts';
import type { ContentRules } from './content.ts';
import type { Generation, Observation } from './observation.ts';
import type { Declarations } from './unobservable.ts';

/**
 * Whom an event may reach: who subscribed to the messages of its session, or to all sessions, or sent the message that
 * its run is of; or whoever may read.
 */
export type EventReceiver = 'followers' | 'subscribers' | 'sender' | 'readers';

/** `keys`: how long an idempotency key is remembered. */
export type WallDated = 'keys' | 'rows';

/**
 * What one release calls things, and how it is read. Found by name in `DIALECTS`, or by what a hello says with
 * `dialectFor`.
 */
export interface Dialect {
  /** Such as `reference@1` or `openclaw@2026.5.28`. */
  readonly name: string;
  /** The protocol version that it speaks. */
  readonly protocol: number;
  readonly numbering: {
    /** Whose counter an event's seq is. `process`: one counter for all connections (OpenClaw 2026.2.1). */
    readonly scope: 'connection' | 'process';
    /** The first numbered event's seq on a connection; undefined: anything (a process-wide counter). */
    readonly first: number | undefined;
  };
  /** Notice events each owed once per ended generation to a subscribed connection with read scope. */
  readonly notices: readonly string[];
  /** `new-id`: a reset gives a new sessionId. `in-place`: same sessionId, new lifecycle revision. */
  readonly reset: 'new-id' | 'in-place';
  /** Two sends may share one run (the second is steered into the first). */
  readonly mergesSends: boolean;
  /**
   * How the positions of a transcript's entries rise. `by-one`: each is one more than the one before it. `with-gaps`:
   * entries that are not shown have positions too. `with-parts`: moreover, parts of one entry share a position.
   */
  readonly positions: 'by-one' | 'with-gaps' | 'with-parts';
  /** What it does with texts. */
  readonly content: ContentRules;
  /** An abort that names no run also ends those that wait for their turn; one that names a waiting run ends that. */
  readonly abortsQueued: boolean;
  /** A send with a used idempotency key and other text is refused; else it is answered as the first one. */
  readonly refusesOtherText: boolean;
  /** A send that names another session than the current one is refused; else what becomes of it is open. */
  readonly refusesStaleNames: boolean;
  /** A summary that replaces a part of a transcript is pushed to who follows its messages, as any entry is. */
  readonly pushesSummaries: boolean;
  /** A reply and results of tools are pushed before their run's terminal; else the order is open. */
  readonly pushesRepliesFirst: boolean;
  /** What the gateway dates by the wall clock, so that a jump of it may end early or make last longer. */
  readonly wallDated: readonly WallDated[];
  /** Slash commands in a send are honoured (visibly and audited) instead of refused. */
  readonly honoursSlashCommands: boolean;
  /**
   * Whom each kind of event concerns. `tool`: a tool's result; `run`: all else of a run, its terminal too; `row`: a
   * row that changed. That a generation ended may be told to everybody.
   */
  readonly concerns: Readonly<Record<'run' | 'tool' | 'message' | 'row', readonly EventReceiver[]>>;
  /**
   * How a row says that a run is active. `status`: by its status, as long as an accepted message is not settled, and by
   * no other status. `either`: by its status or by `hasActiveRun`, from the run's start on.
   */
  readonly rowsRun: 'status' | 'either';
  /** What a row may say once the last turn ended with this terminal. */
  readonly statusAfter: Readonly<Record<'final' | 'aborted' | 'error', readonly string[]>>;
  /** `abortedLastRun` of a row says whether the last turn was aborted; else what it says is open. */
  readonly flagsAborts: boolean;
  /** What a row counts: the tokens of all runs that the model ended, or those of the last call's prompt. */
  readonly totalTokens: 'sum' | 'last-prompt';
  /** When a list must show a key that was sent to: once the send is acknowledged, or once its run begins. */
  readonly listsFrom: 'ack' | 'run';
  /** Keys of sessions that the gateway makes itself: a list may show them whatever was asked for. */
  readonly ownKeys: readonly string[];
  /** Property ids that frames of this dialect cannot show, each with the reason and the probe that tests it. */
  readonly unobservable: Declarations;
  /** The name of a generation from its parts, as audit records give them (`oldSessionId`, `oldRevision`). */
  generation(sessionId: string, revision: string | undefined): Generation;
  /** A fresh observer for one history; it pairs responses with requests and so has a memory. */
  createObserver(): Observer;
}

export interface Observer {
  observe(record: HistoryRecord): Observation;
}

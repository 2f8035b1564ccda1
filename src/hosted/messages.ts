/**
 * What passes between our side and a hosted process: plain data, one message after the other, never two at once. Our
 * side says until when the process may go and what reaches it; the process answers with what leaves it, each time
 * waiting until that is taken, and at last with when it is due next. Owns the words; must not know plans or protocols.
 */

/** A connection across the boundary. Ours are even, those that the process dials are odd. */
export type LinkId = number;

/** Something reaches the process. */
export type Inbound =
  | { readonly type: 'open'; readonly link: LinkId; readonly port: number }
  | { readonly type: 'data'; readonly link: LinkId; readonly bytes: string }
  | { readonly type: 'end'; readonly link: LinkId }
  | { readonly type: 'reset'; readonly link: LinkId }
  /** Of what it has written on the link, the network has not taken so much. */
  | { readonly type: 'taken'; readonly link: LinkId; readonly heldBytes: number }
  | { readonly type: 'signal'; readonly signal: string }
  /** What was compiled until now is to be kept for other lives; nothing that the program sees. */
  | { readonly type: 'keep-compiled' };

/** Our side lets the process go on. */
export interface Advance extends QuietTime {
  /** Microseconds since the world began: everything due by now happens. */
  readonly nowMicros: number;
  readonly wallMillis: number;
  readonly inbound: readonly Inbound[];
}

/** How long the world leaves a process alone: until then it may let time pass by itself. */
export interface QuietTime {
  /** Nothing happens to it before. */
  readonly untilMicros: number;
}

/** Something leaves the process, which waits for the reply. Bytes are in base64. */
export type Outbound =
  | { readonly type: 'listen'; readonly port: number }
  | { readonly type: 'unlisten'; readonly port: number }
  | { readonly type: 'dial'; readonly link: LinkId; readonly port: number }
  | { readonly type: 'data'; readonly link: LinkId; readonly bytes: string }
  | { readonly type: 'end'; readonly link: LinkId }
  | { readonly type: 'reset'; readonly link: LinkId }
  /** An operation that changes a file begins, or is done. */
  | {
      readonly type: 'disk';
      readonly edge: 'before' | 'after';
      readonly operation: DiskOperation;
      readonly path: string;
      readonly bytes: number;
    }
  | { readonly type: 'exit'; readonly code: number };

export type DiskOperation = 'append' | 'write' | 'sync' | 'rename' | 'remove';

/** Something is said that nobody replies to. */
export type Remark =
  | { readonly type: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly text: string }
  /** An error that nobody caught: the process is about to die of it. */
  | { readonly type: 'uncaught'; readonly text: string }
  /** It does what cannot be hosted, in words. */
  | { readonly type: 'unhostable'; readonly text: string }
  /** A file operation or a draw, for whoever compares two executions. */
  | { readonly type: 'trace'; readonly text: string }
  /**
   * Nothing more is due now; `dueMicros`: when something is, null: never by itself. Or it went ahead by itself and has
   * something to say at `dueMicros`.
   */
  | { readonly type: 'idle'; readonly dueMicros: number | null };

/** The reply to what left the process. */
export interface TakenReply extends QuietTime {
  /** A dial: somebody is there. A change of a file: there is room for it. */
  readonly ok: boolean;
  /** Data: what of all that was written on the link the network has not taken. */
  readonly heldBytes?: number;
}

/** What a process knows of its program from its start, in an environment variable that the program does not see. */
export interface Setting {
  /** The script of the program, and what it is given. */
  readonly script: string;
  readonly args: readonly string[];
  /** Where the program is installed: it finds that where it is. */
  readonly installed: readonly string[];
  /** Folders of those of which it is shown these entries only. */
  readonly narrowed: Readonly<Record<string, readonly string[]>>;
  /** The folder that it starts in, as it sees it. */
  readonly cwd: string;
  /** The folder of compiled code; null: none is kept. */
  readonly compileCache: string | null;
  /** What it takes for the folder of its files until it is born: one as a first life finds it. */
  readonly scratch: string;
}

export const SETTING = 'GAUNTLET_HOSTED';

/** The first message a process is sent. Until then its modules are loaded ahead, which several lives may share. */
export interface Birth {
  /** Where its first folder really is. */
  readonly cwd: string;
  /** 128 bits from which all its chance is drawn. */
  readonly seed: readonly [number, number, number, number];
  readonly pid: number;
  readonly nowMicros: number;
  readonly wallMillis: number;
  /** The folder that it sees as `VISIBLE_ROOT`. */
  readonly root: string;
  /** Where inode numbers are kept from one life to the next. */
  readonly inodes: string;
  /** Tell every file operation and draw. */
  readonly traces: boolean;
  /** Microseconds that an event costs: drawn between 0 and this. */
  readonly mostMicrosPerEvent: number;
}

/** What the process takes for the folder of its files, whatever it really is. */
export const VISIBLE_ROOT = '/hosted';

/** Where it sees the Node that runs it, wherever that is. */
export const VISIBLE_NODE = '/opt/node/bin/node';

/** File descriptors of the channel in the process. */
export const [READS_FROM, WRITES_TO] = [3, 4] as const;

/** What the pieces of a hosted life share: how bytes reach the process on a link, and what a link does with its own. */
import type { Host } from '../gateway/port.ts';
import type { Inbound } from './messages.ts';

export interface Boundary {
  readonly host: Host;
  /** Lets something reach the process, at once or as soon as it has said what it is saying. */
  enter(inbound: Inbound): void;
  /** Nothing more is heard on the link. */
  forget(link: number): void;
  /** The network is slow to take what was written on the link: `heldBytes` says how much it has not. */
  await(link: number, heldBytes: () => number): void;
}

/** One connection across the boundary, as bytes come out of the process. */
export interface LinkEnd {
  /** Gives how much of all that was written on the link the network has not taken. */
  data(bytes: Buffer): number;
  /** The process has nothing more to say on it. */
  end(): void;
  /** It is cut. */
  reset(): void;
}

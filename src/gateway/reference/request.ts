/** A request on its way to its answer, at once or in the lane of the session that it names. */
import type { ErrorShape } from '../../protocol/frame.ts';
import type {
  ChatAbortParams,
  ChatHistoryParams,
  ChatSendParams,
  SessionsDeleteParams,
} from '../../protocol/methods.ts';
import type { Connection } from './connection.ts';
import { DRAINING, sessionFor, type Core } from './core.ts';
import type { ListParams } from './listing.ts';
import type { Session } from './session.ts';

/** What methods take, each as its row of the table says. The session's key is on the request. */
export type Params = Omit<
  Partial<ChatSendParams & ChatHistoryParams & ChatAbortParams & SessionsDeleteParams>,
  'sessionKey' | 'key'
> &
  ListParams & { readonly archive?: string; readonly agentId?: string };

export interface Request {
  readonly core: Core;
  readonly connection: Connection;
  readonly id: string;
  /** The session that it names; empty: none. */
  readonly key: string;
  readonly params: Params;
}

/** A request that holds its session's lane until it calls `release`. */
export interface HeldRequest extends Request {
  readonly session: Session;
  readonly release: () => void;
}

/** Acts on a session when its lane is free; a gateway that is stopping refuses. */
export function inLane(request: Request, act: (held: HeldRequest) => void): void {
  const { core, connection, id, key, params } = request;
  const session = sessionFor(core, key);
  session.lane.run((release) => {
    const held = { core, connection, id, key, params, session, release };
    if (core.draining) refuse(held, DRAINING);
    else act(held);
  });
}

export function answer({ connection, id, release }: HeldRequest, payload: object): void {
  connection.respond(id, payload);
  release();
}

export function refuse({ connection, id, release }: HeldRequest, error: ErrorShape): void {
  connection.refuse(id, error);
  release();
}

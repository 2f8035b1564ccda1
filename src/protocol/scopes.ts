/**
 * Which scope lets a connection call a method or receive an event. The table is data: the reference gateway
 * enforces it and the judge checks it, each with its own code.
 */

/** What a connection may be granted. `admin` implies the others, `write` implies `read`. */
export const SCOPE = {
  admin: 'operator.admin',
  read: 'operator.read',
  write: 'operator.write',
} as const;

/** Every scope there is, in the order in which a hello lists them. */
export const ALL_SCOPES: readonly string[] = [SCOPE.admin, SCOPE.read, SCOPE.write];

/** In the order in which a hello lists them. */
const SCOPED_METHODS = {
  'chat.send': SCOPE.write,
  'chat.history': SCOPE.read,
  'chat.abort': SCOPE.write,
  'sessions.list': SCOPE.read,
  'sessions.subscribe': SCOPE.read,
  'sessions.messages.subscribe': SCOPE.read,
  'sessions.reset': SCOPE.admin,
  'sessions.delete': SCOPE.admin,
  'sessions.compact': SCOPE.admin,
  'sessions.audit.list': SCOPE.read,
  'sessions.archives.list': SCOPE.read,
  'sessions.archives.read': SCOPE.read,
  health: SCOPE.read,
  status: SCOPE.read,
  'system-presence': SCOPE.read,
  'config.get': SCOPE.read,
};

export type ScopedMethod = keyof typeof SCOPED_METHODS;

/** Methods not listed need no scope beyond a completed handshake. */
export const METHOD_SCOPE: ReadonlyMap<string, string> = new Map(Object.entries(SCOPED_METHODS));

/** What the clients of OpenClaw read beside, to show it. The reference gateway answers; nothing is judged by it. */
export const SHOWN_METHOD_SCOPE: ReadonlyMap<string, string> = new Map(
  ['agents.list', 'agent.identity.get', 'models.list', 'models.authStatus', 'commands.list'].map((name) => [
    name,
    SCOPE.read,
  ]),
);

/** Events not listed (tick, health, presence, shutdown, connect.challenge) go to every connection. */
export const EVENT_SCOPE: ReadonlyMap<string, string> = new Map(
  ['chat', 'agent', 'session.message', 'sessions.changed', 'socket.drain'].map((name) => [name, SCOPE.read]),
);

/** True when `granted` contains what the event or method needs; admin implies read and write, write implies read. */
export function allows(granted: readonly string[], needed: string | undefined): boolean {
  if (needed === undefined || granted.includes(needed) || granted.includes(SCOPE.admin)) return true;
  return needed === SCOPE.read && granted.includes(SCOPE.write);
}

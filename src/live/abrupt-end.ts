/**
 * The abrupt end of a socket: a reset, as of a cable that is cut or a port where nobody listens. Owns when one may be
 * asked for. Must not know whose socket it is.
 */
import type { Socket } from 'node:net';

/**
 * Ends a socket by a reset; a second time means nothing. Between its `end()` and the moment that the farewell has left,
 * Node refuses a reset and then never closes the socket: there its end has been told already, and it is closed.
 */
export function endAbruptly(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.writableEnded && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
}

/** One client's connection: what it may, what it listens to, and its numbered events. */
export const LIMITS = {
  maxPayload: 25 * 1024 * 1024,
  maxBufferedBytes: 50 * 1024 * 1024,
  tickIntervalMs: 30_000,
};
export const HANDSHAKE_MS = 15_000;
export const MAIN = 'agent:main:main';
export const SCOPES = { admin: 'operator.admin', read: 'operator.read', write: 'operator.write' };

export class Refused extends Error {
  constructor(code, message, reason) {
    super(message);
    this.error = { code, message, ...(reason === undefined ? {} : { details: { reason } }) };
  }
}

export class Connection {
  scopes;
  subscribed = false;
  follows = new Set();
  sent = new Set();
  #seq = 0;

  constructor(socket) {
    this.socket = socket;
  }

  may(scope) {
    const { scopes = [] } = this;
    if (scopes.includes(scope) || scopes.includes(SCOPES.admin)) return true;
    return scope === SCOPES.read && scopes.includes(SCOPES.write);
  }

  event(event, payload, isNumbered = true) {
    const frame = { type: 'event', event, payload };
    if (isNumbered) {
      if (this.socket.bufferedAmount > LIMITS.maxBufferedBytes)
        return this.socket.close(1008, 'slow consumer');
      frame.seq = ++this.#seq;
    }
    const text = JSON.stringify(frame);
    if (text.length > LIMITS.maxPayload) return this.socket.close(1008, 'an event is too large');
    this.socket.send(text);
  }

  respond(id, payload) {
    if (this.socket.bufferedAmount > LIMITS.maxBufferedBytes) return this.socket.close(1008, 'slow consumer');
    this.socket.send(JSON.stringify({ type: 'res', id, ok: true, payload }));
  }

  refuse(id, error) {
    this.socket.send(JSON.stringify({ type: 'res', id, ok: false, error }));
  }
}

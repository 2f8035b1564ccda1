/**
 * A small agent gateway that speaks the protocol of the dialect reference@1, written with what Node has:
 *
 *     GATEWAY_TOKEN=… node gateway.mjs --port PORT --state FOLDER --provider URL
 *
 * With GATEWAY_PUTS_BACK=1 it has a race: when the end of a run was stored, its session is put back as it was before, so
 * a reset that came meanwhile is undone.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { WebSocketServer } from 'ws';
import { Connection, HANDSHAKE_MS, LIMITS, MAIN, Refused, SCOPES } from './connection.mjs';
import { machineName, tokensIn } from './measures.mjs';
import { Run } from './run.mjs';
import { Session, Store } from './store.mjs';

const VERSION = 'small-gateway-1';
const PROTOCOL = 4;
const EVENTS = [
  'connect.challenge',
  'tick',
  'shutdown',
  'chat',
  'agent',
  'session.message',
  'sessions.changed',
  'socket.drain',
];

class Gateway {
  connections = new Set();
  /** The run under way of each session. */
  lanes = new Map();
  /** Runs that have not ended, by session and id. */
  runs = new Map();
  stopping = false;

  constructor(token, store, provider, putsBack) {
    this.token = token;
    this.store = store;
    this.provider = provider;
    this.putsBack = putsBack;
    this.methods = {
      'chat.send': [SCOPES.write, this.send],
      'chat.history': [SCOPES.read, this.history],
      'chat.abort': [SCOPES.write, this.abort],
      'sessions.list': [SCOPES.read, this.list],
      'sessions.subscribe': [SCOPES.read, this.subscribe],
      'sessions.messages.subscribe': [SCOPES.read, this.follow],
      'sessions.reset': [SCOPES.admin, this.reset],
    };
  }

  // connections

  serve(socket) {
    const connection = new Connection(socket);
    connection.event('connect.challenge', { nonce: randomBytes(8).toString('hex'), ts: Date.now() }, false);
    const late = setTimeout(() => socket.close(1000), HANDSHAKE_MS);
    socket.on('message', (data) => {
      clearTimeout(late);
      this.receive(connection, data.toString());
    });
    socket.on('close', () => {
      clearTimeout(late);
      this.connections.delete(connection);
    });
    socket.on('error', () => socket.terminate());
  }

  receive(connection, text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return connection.socket.close(1008, 'not JSON');
    }
    if (frame?.type !== 'req' || typeof frame.id !== 'string')
      return connection.socket.close(1008, 'not a request');
    const { id, method, params = {} } = frame;
    if (connection.scopes === undefined) return this.greet(connection, id, method, params);
    const [scope, handle] = this.methods[method] ?? [];
    const answer = async () => {
      if (handle === undefined) throw new Refused('INVALID_REQUEST', `unknown method: ${method}`);
      if (!connection.may(scope)) throw new Refused('FORBIDDEN', `missing scope for ${method}`);
      await handle.call(this, connection, id, params);
    };
    answer().catch((thrown) => {
      if (!(thrown instanceof Refused)) throw thrown;
      connection.refuse(id, thrown.error);
    });
  }

  greet(connection, id, method, params) {
    const { socket } = connection;
    if (method !== 'connect') return socket.close(1008, 'connect first');
    if (params.auth?.token !== this.token) {
      connection.refuse(id, { code: 'INVALID_REQUEST', message: 'unauthorized' });
      return socket.close(1008, 'unauthorized');
    }
    const { minProtocol = 0, maxProtocol = 0 } = params;
    if (PROTOCOL < minProtocol || PROTOCOL > maxProtocol) {
      const details = { code: 'PROTOCOL_MISMATCH', expectedProtocol: PROTOCOL };
      connection.refuse(id, { code: 'INVALID_REQUEST', message: 'protocol mismatch', details });
      return socket.close(1002, 'protocol mismatch');
    }
    connection.scopes = params.scopes ?? [];
    this.connections.add(connection);
    connection.respond(id, {
      type: 'hello-ok',
      protocol: PROTOCOL,
      server: { version: VERSION, connId: randomBytes(4).toString('hex') },
      features: { methods: ['connect', ...Object.keys(this.methods)], events: EVENTS },
      snapshot: {
        presence: [],
        health: { machine: this.machine },
        stateVersion: { presence: 0, health: 0 },
        uptimeMs: 0,
      },
      auth: { role: 'operator', scopes: connection.scopes },
      policy: LIMITS,
    });
  }

  tell(name, payload, concerns) {
    for (const one of this.connections) if (one.may(SCOPES.read) && concerns(one)) one.event(name, payload);
  }

  /** What a run says concerns who follows its session, who watches all of them, and who sent its message. */
  tellOfRun(name, payload) {
    const { sessionKey, runId } = payload;
    this.tell(name, payload, (one) => one.subscribed || one.follows.has(sessionKey) || one.sent.has(runId));
  }

  // sessions

  subscribe(connection, id) {
    connection.subscribed = true;
    connection.respond(id, { subscribed: true });
  }

  follow(connection, id, { key }) {
    connection.follows.add(keyOf(key));
    connection.respond(id, { subscribed: true, key: keyOf(key) });
  }

  list(connection, id) {
    const sessions = [...this.store.sessions.values()].map((one) => one.asRow());
    const count = sessions.length;
    connection.respond(id, { ts: Date.now(), count, totalCount: count, hasMore: false, sessions });
  }

  history(connection, id, { sessionKey, maxChars = 8_000, offset = 0, limit = 200 }) {
    const key = keyOf(sessionKey);
    const session = this.store.sessions.get(key);
    if (session === undefined)
      return connection.respond(id, { sessionKey: key, messages: [], hasMore: false });
    const until = Math.max(0, session.entries.length - offset);
    const since = Math.max(0, until - Math.min(1_000, limit));
    let messages = session.entries.slice(since, until).map((one) => cut(one, maxChars));
    while (JSON.stringify(messages).length > LIMITS.maxPayload / 2)
      messages = messages.slice(Math.floor(messages.length / 2) + 1);
    const { sessionId } = session;
    connection.respond(id, { sessionKey: key, sessionId, messages, hasMore: messages.length < until });
  }

  async reset(connection, id, params) {
    const key = keyOf(params.key);
    const old = this.store.session(key);
    await this.cutOff(old);
    const fresh = new Session(key);
    this.store.sessions.set(key, fresh);
    await this.store.save();
    connection.respond(id, { ok: true, key, entry: fresh.asRow() });
    this.changed(fresh, { reason: 'reset' });
    const drain = { sessionKey: key, sessionId: old.sessionId, reason: 'reset', ts: Date.now() };
    this.tell('socket.drain', drain, (one) => one.subscribed);
  }

  changed(session, more) {
    const { key: sessionKey, sessionId } = session;
    const payload = { sessionKey, ts: Date.now(), ...more, sessionId, session: session.asRow() };
    this.tell('sessions.changed', payload, (one) => one.subscribed);
  }

  message({ key: sessionKey, sessionId }, entry) {
    const { id: messageId, seq: messageSeq } = entry.__openclaw;
    const payload = { sessionKey, sessionId, message: entry, messageId, messageSeq };
    this.tell('session.message', payload, (one) => one.follows.has(sessionKey));
  }

  // runs

  async send(connection, id, params) {
    const key = keyOf(params.sessionKey);
    const { message: text, idempotencyKey: runId } = params;
    const known = this.store.runs.get(nameOf(key, runId));
    if (known !== undefined) {
      if (known.text !== text)
        throw new Refused('INVALID_REQUEST', 'the key was used for something else', 'chat-request-conflict');
      connection.sent.add(runId);
      return connection.respond(id, { runId, status: known.over ? 'ok' : 'in_flight' });
    }
    if (/^\/(?:new|reset)/.test(text))
      throw new Refused('SESSION_CONTROL_REQUIRES_RPC', 'use sessions.reset');
    const session = this.store.session(key);
    if ((params.sessionId ?? session.sessionId) !== session.sessionId)
      throw new Refused('INVALID_REQUEST', 'that session is over', 'stale-session');
    const entry = session.add('user', text, runId, { idempotencyKey: runId });
    session.queue.push(runId);
    const now = Date.now();
    Object.assign(session.row, { status: 'running', startedAt: now, endedAt: null, updatedAt: now });
    this.store.runs.set(nameOf(key, runId), { text, key, runId, over: false });
    connection.sent.add(runId);
    await this.store.save();
    connection.respond(id, { runId, status: 'started' });
    this.message(session, entry);
    this.changed(session, { reason: 'create' });
    this.work(session);
  }

  /** One run of a session at a time. */
  work(session) {
    const [runId] = session.queue;
    if (runId === undefined || this.lanes.has(session.key) || this.stopping) return;
    const run = this.run(session, runId);
    this.lanes.set(session.key, run);
    void run.play();
  }

  /** The one run of a message, waiting or under way. */
  run(session, runId) {
    const name = nameOf(session.key, runId);
    const run = this.runs.get(name) ?? new Run(this, session, runId);
    this.runs.set(name, run);
    return run;
  }

  async abort(connection, id, { sessionKey, runId }) {
    const session = this.store.session(keyOf(sessionKey));
    const runIds = session.queue.filter((one) => runId === undefined || one === runId);
    if (!this.ignoresAborts) await this.cutOff(session, runIds);
    connection.respond(id, { ok: true, aborted: runIds.length > 0, runIds });
    this.work(session);
  }

  async cutOff(session, runIds = [...session.queue], reason = 'aborted') {
    const [state, error] = reason === 'aborted' ? ['aborted'] : ['error', 'the gateway was stopped'];
    for (const runId of runIds)
      if (session.queue.includes(runId)) await this.run(session, runId).end(state, reason, error);
  }

  // the process

  /** What was accepted and had not ended when the last process did is closed, for everybody to read. */
  async recover() {
    for (const { key, runId, over } of this.store.runs.values())
      if (!over) this.store.sessions.get(key)?.queue.push(runId);
    for (const session of this.store.sessions.values()) await this.cutOff(session, undefined, 'interrupted');
  }

  async stop() {
    this.stopping = true;
    for (const one of this.connections) one.event('shutdown', { reason: 'gateway stopping' });
    for (const session of this.store.sessions.values()) await this.cutOff(session, undefined, 'interrupted');
    const closed = [...this.connections].map(
      ({ socket }) =>
        new Promise((done) => {
          socket.once('close', done);
          socket.close(1012, 'service restart');
          setTimeout(() => socket.terminate(), 500);
        }),
    );
    await Promise.all(closed);
  }
}

/** A key is remembered with the session in which it was used. */
function nameOf(key, runId) {
  return `${key}\n${runId}`;
}

/** The entry as a page shows it; one that is longer says so. */
function cut(entry, chars) {
  if (entry.content.length <= chars) return entry;
  const about = { ...entry.__openclaw, truncated: true };
  return { ...entry, content: entry.content.slice(0, chars), __openclaw: about };
}

function keyOf(value) {
  if (typeof value !== 'string' || value === '')
    throw new Refused('INVALID_REQUEST', 'a session key is expected');
  return value === 'main' ? MAIN : value;
}

const { values: options } = parseArgs({
  options: { port: { type: 'string' }, state: { type: 'string' }, provider: { type: 'string' } },
});
const store = await Store.open(options.state);
const putsBack = process.env.GATEWAY_PUTS_BACK === '1';
const gateway = new Gateway(process.env.GATEWAY_TOKEN, store, options.provider, putsBack);
gateway.ignoresAborts = process.env.GATEWAY_IGNORES_ABORTS === '1';
gateway.tokensIn = await tokensIn();
gateway.machine = await machineName();
await gateway.recover();
const server = createServer((request, response) =>
  response.writeHead(request.url === '/readyz' ? 200 : 404).end(),
);
const sockets = new WebSocketServer({ server, maxPayload: LIMITS.maxPayload });
sockets.on('connection', (socket) => gateway.serve(socket));
server.listen(Number(options.port), '127.0.0.1', () => console.log('listening'));
const ticking = setInterval(() => {
  for (const one of gateway.connections) one.event('tick', { ts: Date.now() });
}, LIMITS.tickIntervalMs);
process.once('SIGTERM', () => {
  server.close();
  clearInterval(ticking);
  void gateway.stop().then(() => process.exit(0));
});

/** Lawful choices that show in frames alone: ids, members, extra events, order of answers, pages. */
import { isObject, type Frame, type ResponseFrame, type EventFrame } from '../lawful/src/protocol/frame.ts';
import { allows } from '../lawful/src/protocol/scopes.ts';
import { ms } from '../lawful/src/kernel/time.ts';
import { createGateway } from '../lawful/src/gateway/reference/gateway.ts';
import { answerOf, payloadOf, withPayload, withRows } from '../lawful/src/gateway/tampering/frames.ts';
import { tampered } from '../lawful/src/gateway/tampering/tampered.ts';
import type { Wire } from '../lawful/src/gateway/tampering/wire.ts';
import { ifFits, lawful, Message, onHost, onSockets, socketWith } from './kit.ts';

type Json = Record<string, unknown>;

// --- ids -----------------------------------------------------------------------------------------------------------

lawful('ids-uuid', 'An entry has an id that is its own; sessionId: string. No shape is said.', (reached) =>
  onHost((host) => ({
    ...host,
    random: { ...host.random, id() { reached(); const h = host.random.id().padEnd(16, '0') + '0123456789abcdef';
      return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`; } },
  })));

lawful('ids-decimal', 'The same: ids are decimal numbers as strings.', (reached) =>
  onHost((host) => ({ ...host, random: { ...host.random, id() { reached(); return BigInt(`0x${host.random.id()}`).toString(10); } } })));

lawful('ids-long', 'The same: ids of 100 characters with colons, blanks and letters beyond ASCII.', (reached) =>
  onHost((host) => ({ ...host, random: { ...host.random, id() { reached(); return `ség mént:${host.random.id()}:${'ü'.repeat(70)}`; } } })));

/** Ids that count within a transcript: its own for the session's life, and a generation is one life of a session. */
lawful('ids-by-position', "An entry has an id that is its own for the session's life (one generation).", (reached) =>
  tampered('', () => ({
    outgoing: (frame) => withMessages(frame, (message) => {
      const about = message['__openclaw'] as Json; reached();
      return { ...message, __openclaw: { ...about, id: `${about['kind'] === 'compaction' ? 's' : 'e'}${String(about['seq'])}` } };
    }),
  })));

export function withMessages(frame: Frame, show: (message: Json) => Json): readonly Frame[] | undefined {
  const read = answerOf<{ messages: Json[] }>(frame, 'messages');
  if (read !== undefined && Array.isArray(read.messages)) return [withPayload(frame, { ...read, messages: read.messages.map(show) })];
  const pushed = payloadOf<{ message: Json; messageId: string }>(frame, 'session.message');
  if (pushed?.message === undefined) return undefined;
  const message = show(pushed.message);
  return [withPayload(frame, { ...pushed, message, messageId: (message['__openclaw'] as Json)['id'] })];
}

// --- members -------------------------------------------------------------------------------------------------------

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([k, v]) => [k, reversed(v)]));
}
lawful('members-reversed', 'One WebSocket message is one JSON object: members of an object have no order.', (reached) =>
  onSockets((socket) => socketWith(socket, {
    send(message) { const { frame } = message; if (frame === undefined) return socket.send(message); reached(); socket.send(Message.of(reversed(frame) as Frame)); },
  })));

/** Escapes everything beyond ASCII, with white space between members: another spelling of the same JSON. */
lawful('spells-otherwise', 'One WebSocket message (text, UTF-8) is one JSON object: white space and escapes are free.', (reached) =>
  onSockets((socket, host) => socketWith(socket, {
    send(message) {
      const { frame } = message;
      if (frame === undefined) return socket.send(message);
      const text = JSON.stringify(frame, null, 1).replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
      const other = Message.ofText(text);
      if (other.bytes > host.settings.limits.maxPayloadBytes) return socket.send(message);
      reached(); socket.send(other);
    },
  })));

const EXTRA = { traceId: 'a-trace', meta: { node: 'n1', tags: ['x', 'y'] }, v: 2 };
lawful('says-more', 'What is not here is yours: no property looks at it (unknown members everywhere).', (reached) =>
  tampered('', (host) => ({
    outgoing(frame) {
      let other: Frame = { ...frame, traceId: 'a-trace' } as Frame;
      const payload = (frame as { payload?: unknown }).payload;
      if (isObject(payload)) other = withPayload(other, { ...payload, ...EXTRA });
      const row = (one: Json): Json => ({ label: 'work', displayName: 'My session', titleSource: 'derived', kind: 'direct', model: 'm', inputTokens: 7, outputTokens: 3, contextTokens: 9, ...one });
      const rows = withRows(other, row as never);
      if (rows !== undefined) other = rows[0] as Frame;
      const messages = withMessages(other, (m) => ({ ...m, author: 'someone', usage: { input: 1, output: 2 }, model: 'm-1', __openclaw: { recordTimestampMs: 7, ...(m['__openclaw'] as Json) } }));
      if (messages !== undefined) other = messages[0] as Frame;
      reached();
      return [ifFits(host, other, frame)];
    },
  })));

lawful('says-less', 'What is not here is yours: members that no property reads are left out (count, totalCount, runtimeMs, updatedAt, ts, nonce …).', (reached) =>
  tampered('', () => ({
    outgoing(frame) {
      const list = answerOf<Json>(frame, 'totalCount');
      let other = frame;
      if (list !== undefined) { const { count: _c, totalCount: _t, ...rest } = list; reached(); other = withPayload(frame, rest); }
      const rows = withRows(other, ((row: Json) => { const { runtimeMs: _r, updatedAt: _u, ...rest } = row; return rest; }) as never);
      if (rows !== undefined) { reached(); return rows; }
      const pushed = payloadOf<Json>(frame, 'agent') ?? payloadOf<Json>(frame, 'tick');
      if (pushed !== undefined) { const { ts: _ts, ...rest } = pushed; return [withPayload(frame, rest)]; }
      const deleted = answerOf<Json>(frame, 'archived');
      if (deleted !== undefined) { const { archived: _a, ...rest } = deleted; return [withPayload(frame, rest)]; }
      const entries = withMessages(frame, (m) => { const { timestamp: _t, idempotencyKey: _i, ...rest } = m; return rest; });
      if (entries !== undefined) return entries;
      return other === frame ? undefined : [other];
    },
  })));

lawful('row-previews', 'Notices and rows are never another session\'s: a row may show the last message of its own session.', (reached) =>
  tampered('', (host) => {
    const last = new Map<string, string>();
    return {
      incoming(frame) {
        if (frame.type === 'req' && frame.method === 'chat.send' && isObject(frame.params)) last.set(String(frame.params['sessionKey']), String(frame.params['message']).slice(0, 60));
        return undefined;
      },
      outgoing(frame) {
        const rows = withRows(frame, ((row: Json) => ({ ...row, derivedTitle: last.get(String(row['key'])) ?? null, lastMessagePreview: last.get(String(row['key'])) ?? null })) as never);
        if (rows === undefined) return undefined;
        reached();
        return [ifFits(host, rows[0] as Frame, frame)];
      },
    };
  }));

lawful('rows-last-first', 'A list has a row for every key: no order is said; activeRunIds names the runs, in no order said.', (reached) =>
  tampered('', () => ({
    outgoing(frame) {
      const list = answerOf<{ sessions: Json[] }>(frame, 'sessions');
      const turned = list === undefined ? frame : withPayload(frame, { ...list, sessions: [...list.sessions].reverse() });
      if (list !== undefined && list.sessions.length > 1) reached();
      return withRows(turned, ((row: Json) => ({ ...row, activeRunIds: [...(row['activeRunIds'] as unknown[])].reverse() })) as never);
    },
  })));

lawful('no-times-while-running', 'startedAt …: they are judged once the session is idle; endedAt null while it runs.', (reached) =>
  tampered('', () => ({
    outgoing: (frame) => withRows(frame, ((row: Json) => { if (row['hasActiveRun'] !== true) return row; reached(); return { ...row, startedAt: null, endedAt: null, runtimeMs: null }; }) as never),
  })));

// --- events --------------------------------------------------------------------------------------------------------

const OWN = ['health', 'heartbeat', 'cron', 'talk.mode', 'exec.approval.requested', 'session.operation', 'voicewake.changed'];
lawful('many-own-events', 'Events that no client knows are numbered like all; what the table does not have needs no scope.', (reached) =>
  tampered('', () => {
    let k = 0;
    return {
      outgoing(frame) {
        const hello = answerOf<{ features: { events: string[] } }>(frame, 'features');
        if (hello !== undefined) return [withPayload(frame, { ...hello, features: { ...hello.features, events: [...hello.features.events, ...OWN] } })];
        if (frame.type !== 'event' || frame.seq === undefined) return undefined;
        reached();
        const event = OWN[k++ % OWN.length] as string;
        const before: EventFrame = { type: 'event', event, payload: { ts: k, seq: 1, state: 'up', phase: 'end', runId: 'none' }, seq: 0, stateVersion: { presence: k, health: k } };
        return frame.event === 'shutdown' ? [before, frame] : [before, frame, { ...before, event: 'heartbeat' }];
      },
    };
  }));

lawful('no-presence', 'Other connections MAY be told of it by a presence event.', (reached) =>
  tampered('', () => ({ outgoing: (frame) => (frame.type === 'event' && frame.event === 'presence' ? (reached(), []) : undefined) })));

lawful('thinks-aloud', 'agent: stream(lifecycle | assistant | tool | item | thinking): thinking and items are no text of the reply; a tool also starts.', (reached) =>
  tampered('', (host) => ({
    outgoing(frame) {
      const agent = payloadOf<Json>(frame, 'agent');
      if (agent === undefined) return undefined;
      const data = agent['data'] as Json;
      const also = (stream: string, more: Json): Frame => withPayload(frame, { ...agent, stream, data: more });
      if (agent['stream'] === 'tool') { reached(); return [also('item', { kind: 'tool', phase: 'start' }), also('tool', { phase: 'start', name: data['name'], toolCallId: 't1', args: { q: 'x' } }), frame]; }
      if (data['phase'] === 'start') { reached(); return [frame, also('thinking', { text: 'Let me think', delta: 'Let me think' })]; }
      if (agent['stream'] === 'assistant') return [also('item', { kind: 'text' }), frame];
      return undefined;
    },
  })));

lawful('agent-cumulative', 'agent: assistant(text cumulative, delta); chat delta: cumulative message beside deltaText.', (reached) =>
  tampered('', (host) => {
    const said = new WeakMap<Wire, Map<string, string>>();
    const whole = (wire: Wire, id: string, delta: string): string => {
      let of = said.get(wire); if (of === undefined) said.set(wire, (of = new Map()));
      const text = (of.get(id) ?? '') + delta; of.set(id, text); return text;
    };
    return {
      outgoing(frame, wire) {
        const agent = payloadOf<Json>(frame, 'agent');
        const id = (p: Json): string => `${String(p['sessionKey'])} ${String(p['runId'])}`;
        if (agent !== undefined && agent['stream'] === 'assistant') {
          const data = agent['data'] as Json; reached();
          return [ifFits(host, withPayload(frame, { ...agent, data: { text: whole(wire, `a ${id(agent)}`, String(data['delta'])), ...data } }), frame)];
        }
        const chat = payloadOf<Json>(frame, 'chat');
        if (chat?.['state'] === 'delta') {
          const text = whole(wire, `c ${id(chat)}`, String(chat['deltaText']));
          return [ifFits(host, withPayload(frame, { ...chat, message: { role: 'assistant', content: [{ type: 'text', text }], timestamp: host.clock.wallMillis() } }), frame)];
        }
        return undefined;
      },
    };
  }));

lawful('agent-gathers', 'Text is coalesced (the run seq may skip): agent deltas are gathered until the next other event of the run.', (reached) =>
  tampered('', () => {
    const held = new WeakMap<Wire, Map<string, Frame>>();
    return {
      outgoing(frame, wire) {
        if (frame.type !== 'event') return flushFor(frame, wire);
        const payload = frame.payload as Json | undefined;
        const run = payload?.['runId'];
        if (typeof run !== 'string') return frame.event === 'shutdown' || frame.event === 'sessions.changed' || frame.event === 'session.message' || frame.event === 'socket.drain' ? [...all(wire), frame] : undefined;
        let of = held.get(wire); if (of === undefined) held.set(wire, (of = new Map()));
        const key = `${String(payload?.['sessionKey'])} ${run}`;
        if (frame.event === 'agent' && payload?.['stream'] === 'assistant') {
          const known = of.get(key) as EventFrame | undefined;
          const before = known === undefined ? '' : String(((known.payload as Json)['data'] as Json)['delta']);
          const delta = before + String((payload['data'] as Json)['delta']);
          if (delta.length > 600) { of.delete(key); return known === undefined ? [frame] : [known, frame]; }
          of.set(key, withPayload(frame, { ...payload, data: { delta } }));
          if (known !== undefined) reached();
          return [];
        }
        const known = of.get(key);
        if (known === undefined) return undefined;
        of.delete(key);
        return [known, frame];
      },
    };
    function all(wire: Wire): Frame[] { const of = held.get(wire); const frames = of === undefined ? [] : [...of.values()]; of?.clear(); return frames; }
    function flushFor(_frame: Frame, wire: Wire): readonly Frame[] | undefined { const frames = all(wire); return frames.length === 0 ? undefined : [...frames, _frame]; }
  }));

lawful('delta-after-end', "OPENCLAW 2: agent lifecycle end, then often one more coalesced chat delta, then the terminal with the same run seq; SPEC: after a lifecycle end only coalesced text and the terminal.", (reached) =>
  tampered('', (host) => {
    const held = new WeakMap<Wire, Map<string, Frame>>();
    const of = (wire: Wire): Map<string, Frame> => { let m = held.get(wire); if (m === undefined) held.set(wire, (m = new Map())); return m; };
    return {
      outgoing(frame, wire) {
        const chat = payloadOf<Json>(frame, 'chat'), agent = payloadOf<Json>(frame, 'agent');
        const p = chat ?? agent;
        const map = of(wire);
        if (p === undefined) {
          if (map.size === 0) return undefined;
          const out = [...map.values()]; map.clear(); return [...out, frame];
        }
        const key = `${String(p['sessionKey'])} ${String(p['runId'])}`;
        const known = map.get(key); map.delete(key);
        if (chat?.['state'] === 'delta') { map.set(key, frame); host.timers.set(ms(2), () => { if (map.get(key) === frame) { map.delete(key); wire.send(frame); } }); return known === undefined ? [] : [known]; }
        if (known === undefined) return undefined;
        const phase = (agent?.['data'] as Json | undefined)?.['phase'];
        if (agent?.['stream'] === 'lifecycle' && (phase === 'end' || phase === 'error')) { reached(); return [frame, withPayload(known, { ...(known as EventFrame).payload as Json, seq: p['seq'] })]; }
        return [known, frame];
      },
    };
  }));

lawful('run-seq-strides', 'SPEC seq/run-order: the run seq never decreases (it may skip).', (reached) =>
  tampered('', () => ({
    outgoing(frame) {
      const p = payloadOf<Json>(frame, 'chat') ?? payloadOf<Json>(frame, 'agent');
      if (p === undefined) return undefined;
      reached();
      return [withPayload(frame, { ...p, seq: Number(p['seq']) * 10 })];
    },
  })));

lawful('aborts-end-lifecycle', 'A terminal normally follows the lifecycle end: an aborted or interrupted run that began says its lifecycle end, too.', (reached) =>
  tampered('', (host) => {
    const begun = new Set<string>();
    return {
      outgoing(frame) {
        const agent = payloadOf<Json>(frame, 'agent'), chat = payloadOf<Json>(frame, 'chat');
        const p = agent ?? chat; if (p === undefined) return undefined;
        const key = `${String(p['sessionKey'])} ${String(p['runId'])}`;
        const phase = (agent?.['data'] as Json | undefined)?.['phase'];
        if (agent?.['stream'] === 'lifecycle') { if (phase === 'start') begun.add(key); else begun.delete(key); return undefined; }
        const state = chat?.['state'];
        if ((state === 'aborted' || state === 'error') && begun.has(key)) {
          reached();
          return [{ type: 'event', event: 'agent', payload: { runId: p['runId'], sessionKey: p['sessionKey'], seq: p['seq'], stream: 'lifecycle', ts: host.clock.wallMillis(), data: { phase: state === 'error' ? 'error' : 'end', endedAt: host.clock.wallMillis(), aborted: true } }, seq: 0 }, frame];
        }
        return undefined;
      },
    };
  }));

lawful('rows-twice', 'sessions.changed: phase and reason are optional; a row is told once more, as it is, with neither.', (reached) =>
  tampered('', () => ({
    outgoing(frame) {
      const changed = payloadOf<Json>(frame, 'sessions.changed');
      if (changed?.['phase'] === undefined) return undefined;
      const { phase: _p, runId: _r, ...plain } = changed; reached();
      return [frame, withPayload(frame, plain)];
    },
  })));

lawful('notices-to-every-reader', 'Telling every reader, subscribed or not, is a SHOULD; that a generation ended may be told to everybody.', (reached) =>
  tampered('', (host, wires) => {
    /** Which wires got the notice at hand: the same payload goes to each subscriber. */
    const got = new WeakMap<object, Set<Wire>>();
    return {
      outgoing(frame, wire) {
        if (frame.type !== 'event') return undefined;
        const p = frame.payload as Json;
        const notice = frame.event === 'socket.drain' || (frame.event === 'sessions.changed' && (p['reason'] === 'reset' || p['reason'] === 'delete'));
        if (!notice) return undefined;
        let seen = got.get(p);
        if (seen === undefined) {
          got.set(p, (seen = new Set()));
          // after the broadcast is over: whoever did not get it
          host.timers.set(0, () => { for (const other of wires) if (!seen?.has(other) && other.scopes !== undefined && allows(other.scopes, 'operator.read')) { reached(); other.send({ ...frame, seq: 0 }); } });
        }
        seen.add(wire);
        return undefined;
      },
    };
  }));

// --- answers -------------------------------------------------------------------------------------------------------

const isHello = (frame: Frame): boolean => answerOf<Json>(frame, 'features') !== undefined;
lawful('answers-in-any-order', 'Each is answered once, by a response with its id, in any order: every answer up to 300 ms late.', (reached) =>
  tampered('', ({ timers, random }) => {
    const greeted = new WeakSet<Wire>();
    return {
      outgoing(frame, wire) {
        if (frame.type !== 'res') return undefined;
        if (isHello(frame)) { greeted.add(wire); return undefined; }
        if (!greeted.has(wire)) return undefined;
        reached(); timers.set(ms(random.next() * 300), () => wire.send(frame)); return [];
      },
    };
  }));

lawful('reads-answered-late', 'The same for what only reads: up to 1.5 s, so that answers tell of what was.', (reached) =>
  tampered('', ({ timers, random }) => ({
    outgoing(frame, wire) {
      if (frame.type !== 'res' || !isObject(frame.payload)) return undefined;
      if (!['messages', 'sessions', 'records', 'archives'].some((m) => Object.hasOwn(frame.payload as Json, m))) return undefined;
      reached(); timers.set(ms(random.next() * 1500), () => wire.send(frame)); return [];
    },
  })));

lawful('requests-taken-late', 'In any order: requests of a connection are carried out up to 200 ms late and not in the order sent.', (reached) =>
  tampered('', ({ timers, random }) => ({
    incoming(frame, wire) {
      if (frame.type !== 'req' || frame.method === 'connect' || wire.scopes === undefined) return undefined;
      reached(); timers.set(ms(random.next() * 200), () => wire.receive(frame)); return [];
    },
  })));

lawful('acks-when-model-is-asked', 'Acknowledging only after the model was called (or half a second, for those that wait); answers come in any order.', (reached) =>
  tampered('', (host) => {
    const held = new Map<string, (() => void)[]>();
    const free = (runId: string): void => { const list = held.get(runId) ?? []; held.delete(runId); for (const one of list) one(); };
    return {
      provider: (provider) => ({
        call(request, onEvent) { const call = provider.call(request, onEvent); const { runId } = request.run ?? {}; if (runId !== undefined) free(runId); return call; },
      }),
      outgoing(frame, wire) {
        const ack = answerOf<{ status: string; runId: string }>(frame, 'status');
        if (ack?.status !== 'started') return undefined;
        const list = held.get(ack.runId) ?? []; held.set(ack.runId, list); let sent = false;
        const once = (): void => { if (!sent) { sent = true; reached(); wire.send(frame); } };
        list.push(once); host.timers.set(ms(500), once); return [];
      },
    };
  }));

lawful('batches-events', 'Batching of events: they leave every 100 ms, in their order; a reset, a delete and whatever closes is told after them.', (reached) =>
  onSockets((socket, host) => {
    let held: Message[] = []; let bytes = 0; let set = false;
    const flush = (): void => { const out = held; held = []; bytes = 0; if (out.length > 1) reached(); for (const one of out) socket.send(one); };
    const other = {
      get bufferedBytes() { return socket.bufferedBytes + bytes; },
      send(message: Message) {
        const { frame } = message;
        if (frame?.type === 'event' && frame.seq !== undefined) {
          held.push(message); bytes += message.bytes;
          if (frame.event === 'shutdown') return flush();
          if (!set) { set = true; host.timers.set(ms(100), () => { set = false; flush(); }); }
          return;
        }
        // answers to what only reads, and acknowledgements, overtake
        const payload = (frame as ResponseFrame | undefined)?.payload;
        if (!(isObject(payload) && ('status' in payload || 'messages' in payload || 'sessions' in payload))) flush();
        socket.send(message);
      },
      setMaxPayload: (n: number) => socket.setMaxPayload(n),
      close(code: number, reason: string) { flush(); socket.close(code, reason); },
      terminate: () => socket.terminate(),
    };
    return other;
  }));

lawful('pages-of-one', 'An answer holds as many of the newest as fit; hasMore says that there are older ones: one message at a time.', (reached) =>
  tampered('', () => ({
    outgoing(frame) {
      const read = answerOf<{ messages: Json[]; hasMore: boolean }>(frame, 'messages');
      if (read === undefined || read.messages.length < 2) return undefined;
      reached();
      return [withPayload(frame, { ...read, messages: read.messages.slice(-1), hasMore: true })];
    },
  })));

lawful('empty-last-page', 'hasMore with an empty last page (a gateway that hides entries does not know better before it has looked).', (reached) =>
  tampered('', () => ({
    outgoing(frame) {
      const read = answerOf<{ messages: Json[]; hasMore: boolean }>(frame, 'messages');
      if (read === undefined || read.hasMore || read.messages.length === 0) return undefined;
      reached();
      return [withPayload(frame, { ...read, hasMore: true })];
    },
  })));

lawful('lists-two', 'hasMore says that rows were left out.', (reached) =>
  tampered('', () => ({
    outgoing(frame) {
      const list = answerOf<{ sessions: Json[] }>(frame, 'sessions');
      if (list === undefined || list.sessions.length < 3) return undefined;
      reached();
      return [withPayload(frame, { ...list, sessions: list.sessions.slice(0, 2), count: 2, hasMore: true })];
    },
  })));

lawful('refuses-in-other-words', '`message` is for people; retryable may be said to be false; details may hold more.', (reached) =>
  tampered('', () => ({
    outgoing(frame) {
      if (frame.type !== 'res' || frame.ok || frame.error === undefined) return undefined;
      const { error } = frame; reached();
      return [{ ...frame, error: { ...error, message: 'Leider nicht möglich.', retryable: error.retryable ?? false, details: { hint: 'see the manual', ...(isObject(error.details) ? error.details : {}) } } }];
    },
  })));

lawful('knows-more-methods', 'A method that you do not know is refused; this one knows more.', (reached) =>
  tampered('', () => ({
    incoming(frame, wire) {
      if (frame.type !== 'req' || wire.scopes === undefined) return undefined;
      if (!['status', 'system-presence', 'config.get', 'health'].includes(frame.method)) return undefined;
      if (!allows(wire.scopes, 'operator.read')) return undefined;
      reached(); wire.send({ type: 'res', id: frame.id, ok: true, payload: { ok: true, gateway: 'other', sessions: { count: 3 }, config: { gateway: { mode: 'local' } } } }); return [];
    },
  })));

lawful('closes-without-a-word', 'Reason text, and a log line for every shed or close, are SHOULD.', (reached) =>
  onHost((host) => ({
    ...host, log: () => {},
    listen: (accept) => host.listen((socket) => accept(socketWith(socket, { close(code) { reached(); socket.close(code, ''); } }))),
  })));

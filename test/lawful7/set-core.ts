/** Lawful choices of policy, time and storage, and of what `protocol@4` leaves open. */
import { isObject, type Frame } from '../lawful/src/protocol/frame.ts';
import { ERROR, REASON } from '../lawful/src/protocol/error-codes.ts';
import { ms, seconds } from '../lawful/src/kernel/time.ts';
import { createGateway } from '../lawful/src/gateway/reference/gateway.ts';
import { unavailable } from '../lawful/src/gateway/reference/core.ts';
import { compact } from '../lawful/src/gateway/reference/compact.ts';
import { reopen } from '../lawful/src/gateway/reference/recovery.ts';
import { refuse } from '../lawful/src/gateway/reference/request.ts';
import { SessionLane } from '../lawful/src/gateway/reference/lane.ts';
import { REFERENCE_POLICIES as P } from '../lawful/src/gateway/reference/policies.ts';
import { promptOf } from '../lawful/src/gateway/reference/policy/prompt.ts';
import { bound, fits } from '../lawful/src/gateway/reference/policy/payload.ts';
import { settle } from '../lawful/src/gateway/reference/runs.ts';
import { answerOf, payloadOf, withPayload, withRows } from '../lawful/src/gateway/tampering/frames.ts';
import { tampered } from '../lawful/src/gateway/tampering/tampered.ts';
import type { Disk, Gateway, GatewaySettings, Host, ProviderCall, ProviderEvent } from '../lawful/src/gateway/port.ts';
import { allows } from '../lawful/src/protocol/scopes.ts';
import { parseSessionControl } from '../lawful/src/protocol/session-control.ts';
import { ifFits, lawful, onHost } from './kit.ts';
import { withMessages } from './set-wire.ts';

type Json = Record<string, unknown>;
const settings = (host: Host, change: Partial<GatewaySettings['limits']>, also: Partial<GatewaySettings> = {}): Host =>
  ({ ...host, settings: { ...host.settings, ...also, limits: { ...host.settings.limits, ...change } } });

// --- limits --------------------------------------------------------------------------------------------------------

lawful('ticks-four-times', 'tickIntervalMs: what the hello announces.', (reached) =>
  onHost((host) => (reached(), settings(host, { tickIntervalMs: Math.max(250, Math.floor(host.settings.limits.tickIntervalMs / 4)) }))));
lawful('ticks-seldom', 'The same: twice as long.', (reached) =>
  onHost((host) => (reached(), settings(host, { tickIntervalMs: host.settings.limits.tickIntervalMs * 2 }))));
lawful('buffers-half', 'maxBufferedBytes: what the hello announces; slow readers are closed earlier.', (reached) =>
  onHost((host) => settings(host, { maxBufferedBytes: Math.ceil(host.settings.limits.maxBufferedBytes / 2) }),
    createGateway('', { backpressure: { admits(e, b, m) { const ok = P.backpressure.admits(e, b, m); if (!ok) reached(); return ok; } } })));
lawful('sheds-early', 'A connection for which more than maxBufferedBytes wait is closed: nothing says that it is not closed at three quarters.', (reached) =>
  createGateway('', { backpressure: { admits(e, b, m) { const ok = b <= m * 0.75; if (!ok && b <= m) reached(); return ok; } } }));
lawful('remembers-keys-long', 'A key used again within 5 minutes starts nothing; what one remembers longer is open.', (reached) =>
  onHost((host) => (reached(), settings(host, { dedupeWindowMs: host.settings.limits.dedupeWindowMs * 100 }))));
lawful('patient-with-models', 'How long a run or a summary may take is a limit the gateway enforces by itself: half of what is configured for summaries.', (reached) =>
  onHost((host) => (reached(), settings(host, { summaryTimeoutMs: Math.ceil(host.settings.limits.summaryTimeoutMs / 2) }))));

// --- time ----------------------------------------------------------------------------------------------------------

function slowly(disk: Disk, timers: Host['timers'], which: ReadonlySet<string>, delay: () => number): Disk {
  const lane = new SessionLane();
  const inTurn = (name: string, start: (done: (result: never) => void) => void, done: (result: never) => void): void =>
    lane.run((release) => start((result) => { const end = (): void => { release(); done(result); }; if (which.has(name)) timers.set(delay(), end); else end(); }));
  return {
    read: (p, d) => inTurn('read', (x) => disk.read(p, x as never), d as never),
    list: (p, d) => inTurn('list', (x) => disk.list(p, x as never), d as never),
    append: (p, t, d) => inTurn('append', (x) => disk.append(p, t, x as never), d as never),
    write: (p, t, d) => inTurn('write', (x) => disk.write(p, t, x as never), d as never),
    sync: (p, d) => inTurn('sync', (x) => disk.sync(p, x as never), d as never),
    rename: (a, b, d) => inTurn('rename', (x) => disk.rename(a, b, x as never), d as never),
    remove: (p, d) => inTurn('remove', (x) => disk.remove(p, x as never), d as never),
  };
}
lawful('syncs-slowly', 'Long fsync (100 ms each): the message is stored, durably, before it is answered.', (reached) =>
  onHost((host) => ({ ...host, disk: slowly(host.disk, host.timers, new Set(['sync']), () => (reached(), ms(40 + host.random.next() * 120))) })));
lawful('renames-slowly', 'The same for renames: a reset is told when its archive is in place, 300 ms later; a compaction is swapped as late.', (reached) =>
  onHost((host) => ({ ...host, disk: slowly(host.disk, host.timers, new Set(['rename']), () => (reached(), ms(300))) })));
lawful('asks-model-late', 'No time is said between acknowledgement and model but the bound: 400 ms.', (reached) =>
  onHost((host) => ({ ...host, provider: { call(request, onEvent) {
    let call: ProviderCall | undefined; let over = false;
    const timer = host.timers.set(ms(400), () => { if (over) return; reached(); call = host.provider.call(request, onEvent); });
    return { cancel() { over = true; if (call === undefined) host.timers.clear(timer); else call.cancel(); } };
  } } })));
lawful('hears-model-late', 'What the model says is heard 250 ms later, in order (a slow event loop): nothing says when it is streamed.', (reached) =>
  onHost((host) => ({ ...host, provider: { call(request, onEvent) {
    let over = false;
    const call = host.provider.call(request, (event) => { host.timers.set(ms(250), () => { if (!over) { reached(); onEvent(event); } }); });
    return { cancel() { over = true; call.cancel(); } };
  } } })));
lawful('boots-slowly', 'A few hundred milliseconds to the hello are usual; while it is not ready it may refuse connections: 800 ms more.', (reached) =>
  ({ name: '', boot(host) { host.timers.set(ms(800), () => { reached(); createGateway('').boot(host); }); } }));
lawful('starts-in-stages', 'While the gateway starts a request is refused with UNAVAILABLE, retryable (startup-sidecars): for 700 ms after listening.', (reached) =>
  tampered('', (host) => {
    const until = host.clock.monotonicMicros() + ms(900);
    const changing = new Set(['chat.send', 'chat.abort', 'sessions.reset', 'sessions.delete', 'sessions.compact']);
    return {
      incoming(frame, wire) {
        if (frame.type !== 'req' || wire.scopes === undefined || !changing.has(frame.method) || host.clock.monotonicMicros() > until) return undefined;
        if (!allows(wire.scopes, frame.method.startsWith('chat') ? 'operator.write' : 'operator.admin')) return undefined;
        reached(); wire.send({ type: 'res', id: frame.id, ok: false, error: { code: ERROR.unavailable, message: 'starting', details: { reason: REASON.starting }, retryable: true, retryAfterMs: 250 } }); return [];
      },
    };
  }));
lawful('refuses-connect-while-starting', 'While it is not ready it may refuse connect as retryable with reason startup-sidecars (and closes with 1008).', (reached) =>
  tampered('', (host) => {
    let until: number | undefined;
    return {
      incoming(frame, wire) {
        until ??= host.clock.monotonicMicros() + ms(400);
        if (frame.type !== 'req' || frame.method !== 'connect' || host.clock.monotonicMicros() > until) return undefined;
        const auth = isObject(frame.params) ? frame.params['auth'] : undefined;
        if (!isObject(auth) || auth['token'] !== host.settings.token) return undefined;
        const { minProtocol, maxProtocol } = frame.params as Json;
        if (!(Number(minProtocol) <= 4 && 4 <= Number(maxProtocol))) return undefined;
        reached();
        wire.send({ type: 'res', id: frame.id, ok: false, error: { code: ERROR.unavailable, message: 'starting', details: { reason: REASON.starting }, retryable: true, retryAfterMs: 100 } });
        wire.close(1008, 'starting'); return [];
      },
    };
  }));
lawful('drains-patiently', 'On SIGTERM it refuses what is new, and exits within ten seconds: runs get 3 s to end by themselves first.', (reached) =>
  tampered('', (host) => {
    let draining = false; let open = 0;
    const idle: (() => void)[] = [];
    const done = (): void => { if (--open === 0 && draining) for (const one of idle.splice(0)) one(); };
    const behind: Gateway = { name: '', boot(inner) {
      createGateway('').boot({ ...inner, onStop(handler) {
        inner.onStop(() => {
          draining = true; let gone = false;
          const leave = (): void => { if (gone) return; gone = true; handler(); };
          if (open === 0) return leave();
          reached(); idle.push(() => host.timers.set(ms(50), leave)); host.timers.set(seconds(3), leave);
        });
      } });
    } };
    return {
      gateway: behind,
      provider: (provider) => ({ call(request, onEvent) {
        open++; let over = false; const end = (): void => { if (!over) { over = true; done(); } };
        const call = provider.call(request, (event) => { onEvent(event); if (event.type === 'end' || event.type === 'error') end(); });
        return { cancel() { call.cancel(); end(); } };
      } }),
      incoming(frame, wire) {
        if (!draining || frame.type !== 'req' || wire.scopes === undefined) return undefined;
        if (!['chat.send', 'chat.abort', 'sessions.reset', 'sessions.delete', 'sessions.compact'].includes(frame.method)) return undefined;
        if (!allows(wire.scopes, frame.method.startsWith('chat') ? 'operator.write' : 'operator.admin')) return undefined;
        wire.send({ type: 'res', id: frame.id, ok: false, error: unavailable('stopping', REASON.draining, 500) }); return [];
      },
      outgoing(frame) { return frame.type === 'event' && frame.event === 'shutdown' ? [withPayload(frame, { reason: 'service restart', restartExpectedMs: 1500 })] : undefined; },
    };
  }));
lawful('retries-the-model', 'Text is compared per attempt; a retried run may repeat its own: a call that failed before its first word is made again, once.', (reached) =>
  onHost((host) => ({ ...host, provider: { call(request, onEvent) {
    if (request.purpose !== 'run') return host.provider.call(request, onEvent);
    let said = false; let call: ProviderCall; let over = false;
    const first = (event: ProviderEvent): void => {
      if (over) return onEvent(event);
      if (event.type === 'error' && !said) {
        said = true; reached();
        let begun = false;
        call = host.provider.call(request, (again) => { if (again.type === 'start' && !begun) { begun = true; return; } if (!over) onEvent(again); });
        return;
      }
      if (event.type !== 'start') said = true;
      onEvent(event);
    };
    call = host.provider.call(request, first);
    return { cancel() { over = true; call.cancel(); } };
  } } })));

// --- policies ------------------------------------------------------------------------------------------------------

lawful('queues-one', 'A busy session takes a message and queues it, or refuses it (session-busy, retryAfterMs): one waits, the next is refused.', (reached) =>
  createGateway('', { inbox: { ...P.inbox, turnsAway(sending) {
    if (sending.session.unsettled().length < 2) return false;
    reached(); refuse(sending, unavailable('one waits already', REASON.sessionBusy, 700)); return true;
  } } }));
lawful('busy-while-compacting', '#73204: accept durably, or refuse at once as busy and retryable, while a summary is made.', (reached) =>
  createGateway('', { inbox: { ...P.inbox, turnsAway(sending) {
    if (!sending.session.compacting) return false;
    reached(); refuse(sending, unavailable('compacting', REASON.sessionBusy, 400)); return true;
  } } }));
lawful('compacts-often', 'Compaction times are its own: above 4 entries, whatever is configured.', (reached) =>
  onHost((host) => settings(host, {}, { compactAboveEntries: 4 }), createGateway('', { compaction: { ...P.compaction, covers(session) { const c = P.compaction.covers(session); if (c.length >= 2) reached(); return c; } } })));
lawful('compacts-on-request-only', 'The same: never by itself.', (reached) =>
  onHost((host) => { if (host.settings.compactAboveEntries !== null) reached(); return settings(host, {}, { compactAboveEntries: null }); }));
lawful('compacts-at-boot', 'The same: each session once, after a restart.', (reached) =>
  createGateway('', { restart: { ...P.restart, reopen(core, session, runs, next) {
    reopen(core, session, runs, () => { if (session.entries.length >= 2) { reached(); compact(core, session, () => {}); } next(); });
  } } }));
lawful('compacts-the-older-half', 'puts it in the place of what it covers: the newest two entries stay as they are.', (reached) =>
  createGateway('', { compaction: { ...P.compaction, covers(session) { const c = P.compaction.covers(session); const kept = c.slice(0, Math.max(0, c.length - 2)); if (kept.length >= 2) reached(); return kept.length >= 2 ? kept : []; } } }));
lawful('summary-in-own-words', 'An entry of role system with kind compaction: its text is the summary in a frame of words.', (reached) =>
  createGateway('', { compaction: { ...P.compaction, merge(summary, current, covered) { reached(); return P.compaction.merge({ ...summary, text: `The conversation so far, in short:\n\n${summary.text}\n\n(End of the summary.)` }, current, covered); } } }));
lawful('resumes-after-crashes', 'A run that was at the model is settled as interrupted, or handed to the model again: after a crash it is, at a stop it is settled.', (reached) =>
  createGateway('', { restart: { ...P.restart, reopen(core, session, runs, next) {
    const again = runs.map((run) => { if (run.phase === 'running') { reached(); run.phase = 'queued'; } return run; });
    session.queue.push(...again); session.keepRunning(); next();
  } } }));
lawful('resumes-every-other', 'The same: the even ones are resumed, the others are settled as interrupted.', (reached) =>
  createGateway('', { restart: { ...P.restart, reopen(core, session, runs, next) {
    let odd = false;
    for (const run of runs) if (run.phase === 'running' && (run.runId.length + run.runId.charCodeAt(run.runId.length - 1)) % 2 === 0) { reached(); run.phase = 'queued'; odd = true; }
    void odd; reopen(core, session, runs, next);
  } } }));
lawful('aborts-youngest-first', 'chat.abort ends … all of the session, those that wait included: no order is said.', (reached) =>
  createGateway('', { abort: { ...P.abort, meant(session, named) { const runs = P.abort.meant(session, named); if (runs.length > 1) reached(); return runs.reverse(); } } }));
lawful('aborts-one-by-one', 'The same: the runs are ended one after the other, each stored and told before the next.', (reached) =>
  createGateway('', { abort: { ...P.abort, end(core, session, runs, done) {
    const rest = [...runs]; if (rest.length > 1) reached();
    const next = (): void => { const run = rest.shift(); if (run === undefined) return done(); settle({ ...core, policies: { ...core.policies, inbox: { ...core.policies.inbox, serveNext: () => {} } } }, session, [run], { stopReason: 'aborted', tokens: 0 }, next); };
    // those that wait first, so that none of them begins meanwhile
    rest.reverse(); next();
    if (runs.length === 0) return;
  } } }));
lawful('archives-elsewhere', 'Each end of a generation leaves its transcript under a name: any.', (reached) =>
  createGateway('', { rotation: { ...P.rotation, archiveName(session, generation) { reached(); return `gone/${session.key.replaceAll(':', '~')} ${String(session.revision)} (${generation})`; } } }));
lawful('drains-notice-first', 'Told once by each kind of notice: their order is free.', (reached) =>
  createGateway('', { notice: { ...P.notice, announce(core, notices, trigger) { reached(); P.notice.announce(core, [...notices].reverse(), trigger); } } }));
lawful('cuts-pushes', 'A text is cut above 8,000 characters; the object that held it says truncated.', (reached) =>
  createGateway('', { payload: { fit(event, value, max) {
    const message = (value as Json)['message'] as Json | undefined;
    if (event !== 'session.message' || String(message?.['content']).length <= 8000) return P.payload.fit(event, value, max);
    reached();
    return P.payload.fit(event, { ...value, message: { ...message, content: String(message?.['content']).slice(0, 8000), __openclaw: { ...(message?.['__openclaw'] as Json), truncated: true } } }, max);
  } } }));
lawful('bounds-or-closes', 'Bound the payload, keep the number, or close with a reason: cut for the agent, closed for the rest.', (reached) =>
  createGateway('', { payload: { fit(event, value, max) {
    if (fits(value, max)) return { send: value };
    reached();
    return event === 'agent' ? { send: bound(value, max - 128, true) } : { close: 'too large for one message' };
  } } }));

// --- several at once -----------------------------------------------------------------------------------------------

lawful('another-gateway', 'Several at once: UUIDs, late syncs, half a tick, runs resumed, notices first, no coalescing, compaction above 6.', (reached) =>
  onHost((host) => {
    reached();
    const timed = settings(host, { tickIntervalMs: Math.ceil(host.settings.limits.tickIntervalMs / 2) }, { compactAboveEntries: 6 });
    return { ...timed, disk: slowly(host.disk, host.timers, new Set(['sync']), () => ms(30)), random: { ...host.random, id: () => `u-${host.random.id()}-${host.random.id()}` } };
  }, createGateway('', { restart: { ...P.restart, resumes: true }, notice: { ...P.notice, afterResponse: false }, streaming: { coalesceFor: 0 } })));

// --- protocol@4 ----------------------------------------------------------------------------------------------------

const bad = new Set(['aborted', 'error', 'interrupted']);
/** Rows of protocol@4: totalTokens is what the last call's prompt took, which this model does not know: not shown. */
const p4 = (name: string, by: string, make: (host: Host, reached: () => void) => Parameters<typeof tampered>[1] extends (h: Host, w: never) => infer T ? T : never): void =>
  lawful(name, by, (reached) => tampered('', (host) => {
    const own = make(host, reached);
    return {
      ...own,
      outgoing(frame, wire) {
        const out = own.outgoing?.(frame, wire) ?? [frame];
        return out.flatMap((one) => withRows(one, ((row: Json) => { const { totalTokens: _t, ...rest } = row; return { ...rest, totalTokensFresh: false }; }) as never) ?? [one]);
      },
    };
  }), 'protocol@4');

p4('p4-plain', 'protocol@4: what the reference does is lawful there, too (totalTokens is not declared fresh).', (_host, reached) => ({ outgoing(frame) { reached(); return [frame]; } }));
p4('p4-drops-cut-replies', 'protocol@4: a reply that was cut short may be stored or only told at its end; it stands in no later prompt; positions have gaps.', (_host, reached) => ({
  gateway: createGateway('', { prompt: { build: (session, run) => promptOf(session, run, session.entries.filter(({ stopReason }) => !bad.has(stopReason ?? ''))) } }),
  outgoing(frame) {
    const read = answerOf<{ messages: Json[] }>(frame, 'messages');
    if (read !== undefined) { const kept = read.messages.filter((m) => !bad.has(String(m['stopReason']))); if (kept.length < read.messages.length) reached(); return [withPayload(frame, { ...read, messages: kept })]; }
    const pushed = payloadOf<{ message: Json }>(frame, 'session.message');
    return pushed !== undefined && bad.has(String(pushed.message['stopReason'])) ? [] : undefined;
  },
}));
p4('p4-sparse-positions', 'protocol@4: positions have gaps.', (_host, reached) => ({
  outgoing(frame) {
    const scaled = withMessages(frame, (m) => { const about = m['__openclaw'] as Json; reached(); return { ...m, __openclaw: { ...about, seq: Number(about['seq']) * 10, ...(about['coversSeq'] === undefined ? {} : { coversSeq: Number(about['coversSeq']) * 10 }) } }; });
    if (scaled === undefined) return undefined;
    const pushed = payloadOf<Json>(scaled[0] as Frame, 'session.message');
    return pushed === undefined ? scaled : [withPayload(scaled[0] as Frame, { ...pushed, messageSeq: Number(pushed['messageSeq']) * 10 })];
  },
}));
p4('p4-tells-every-reader', 'protocol@4: runs, tools, rows: everybody who may read; messages: who subscribed to all sessions, too.', (_host, reached) => ({
  outgoing(frame, wire) {
    if (frame.type === 'res' && frame.id === 'own-subscription') return [];
    if (answerOf<Json>(frame, 'features') === undefined) return undefined;
    wire.send(frame);
    if (wire.scopes !== undefined && allows(wire.scopes, 'operator.read')) { reached(); wire.receive({ type: 'req', id: 'own-subscription', method: 'sessions.subscribe', params: {} }); }
    return [];
  },
}));
p4('p4-says-timeout', 'protocol@4: after aborted its status is killed or timeout; after error failed, killed or timeout.', (_host, reached) => ({
  outgoing: (frame) => withRows(frame, ((row: Json) => { if (row['status'] !== 'killed' && row['status'] !== 'failed') return row; reached(); return { ...row, status: 'timeout', abortedLastRun: false }; }) as never),
}));
p4('p4-runs-by-flag', 'protocol@4: a row says by its status or by hasActiveRun that a run is active: status keeps saying done.', (_host, reached) => ({
  outgoing: (frame) => withRows(frame, ((row: Json) => { if (row['status'] !== 'running') return row; reached(); return { ...row, status: 'done' }; }) as never),
}));
p4('p4-runs-by-status', 'protocol@4: the same, by status alone; hasActiveRun is false under an alias.', (_host, reached) => ({
  outgoing: (frame) => withRows(frame, ((row: Json) => { if (row['status'] !== 'running') return row; reached(); const { activeRunIds: _a, ...rest } = row; return { ...rest, hasActiveRun: false }; }) as never),
}));
p4('p4-error-notice', 'protocol@4: error holds a notice in words of its own.', (host, reached) => ({
  outgoing(frame) {
    const chat = payloadOf<Json>(frame, 'chat');
    if (chat?.['state'] !== 'error') return undefined;
    reached();
    return [ifFits(host, withPayload(frame, { ...chat, message: { role: 'assistant', content: [{ type: 'text', text: 'Something went wrong while the model answered. Please try again.' }], timestamp: host.clock.wallMillis() } }), frame)];
  },
}));
p4('p4-decorates-prompts', 'protocol@4: a prompt may hold more than was said, and say it in another form.', (host, reached) => ({
  provider: (provider) => ({ call(request, onEvent) {
    if (request.purpose !== 'run') return provider.call(request, onEvent);
    reached();
    const messages = request.messages.map((m, k) => (m.role === 'user' && k === request.messages.length - 1 ? { ...m, text: `[Mon 2026-01-01 12:00 UTC] ${m.text}` } : m));
    return provider.call({ ...request, messages: [{ role: 'system', text: 'You are a helpful assistant.' }, ...messages] }, onEvent);
  } }),
}));
p4('p4-aborts-active-only', 'protocol@4: whether an abort is for messages that wait is open.', (_host, reached) => ({
  gateway: createGateway('', { abort: { ...P.abort, meant(session, named) { const runs = P.abort.meant(session, named); if (named !== undefined) return runs; if (runs.length > 1) reached(); return session.active === undefined ? [] : [session.active]; } } }),
}));
p4('p4-takes-stale-names', 'protocol@4: what becomes of a send that names a session which is not current is open: it is taken.', (_host, reached) => ({
  incoming(frame) {
    if (frame.type !== 'req' || frame.method !== 'chat.send' || !isObject(frame.params)) return undefined;
    const { sessionId, ...params } = frame.params;
    if (sessionId === undefined || parseSessionControl(String(params['message'])) !== undefined) return undefined;
    reached(); return [{ ...frame, params }];
  },
}));
p4('p4-hides-summaries', 'protocol@4: a summary that takes the place of entries is pushed or not.', (_host, reached) => ({
  outgoing(frame) {
    const pushed = payloadOf<{ message: Json }>(frame, 'session.message');
    if (pushed === undefined || (pushed.message['__openclaw'] as Json)['kind'] !== 'compaction') return undefined;
    reached(); return [];
  },
}));
p4('p4-hides-empty-replies', 'protocol@4: positions have gaps (entries that are not shown): a reply without a word is none.', (_host, reached) => ({
  outgoing(frame) {
    const empty = (m: Json): boolean => m['role'] === 'assistant' && m['content'] === '';
    const read = answerOf<{ messages: Json[] }>(frame, 'messages');
    if (read !== undefined) { const kept = read.messages.filter((m) => !empty(m)); if (kept.length < read.messages.length) reached(); return [withPayload(frame, { ...read, messages: kept })]; }
    const pushed = payloadOf<{ message: Json }>(frame, 'session.message');
    return pushed !== undefined && empty(pushed.message) ? [] : undefined;
  },
}));
p4('p4-honours-commands', 'protocol@4: /new and /reset in a message are honoured, visibly.', (_host, reached) => ({
  gateway: createGateway('', { sessionControl: { ...P.sessionControl, decide(_c, named, current, honoured) {
    if (current === undefined || (named !== undefined && named !== current)) return 'refuse';
    if (honoured && named === undefined) return 'refuse';
    reached(); return 'rotate-once';
  } } }),
}));

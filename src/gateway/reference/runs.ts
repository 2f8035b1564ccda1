/**
 * Runs: from the queue to the provider, through its lifecycle, to one settlement. A run is settled exactly once, and
 * what it leaves is durable before its terminal is sent. Owns the order of a run's events; must not know methods.
 */
import { ms } from '../../kernel/time.ts';
import type { AgentPayload, ChatMessage, ChatPayload } from '../../protocol/events.ts';
import type { StopReason } from '../../protocol/methods.ts';
import type { ProviderEvent } from '../port.ts';
import { announceEntry, announceRow } from './announce.ts';
import { draftEntry, type Core } from './core.ts';
import { runningRow, type Entry } from './entry.ts';
import type { Run } from './run.ts';
import type { Session } from './session.ts';

/** A start that could not be stored is tried again after this long. */
const RETRY = ms(500);

export interface RunEnd {
  readonly stopReason: StopReason;
  readonly tokens: number;
  readonly errorMessage?: string;
}

/** Starts the next queued run of a session that has none going on. */
export function pump(core: Core, session: Session): void {
  if (session.active !== undefined || core.draining) return;
  const run = session.queue.shift();
  if (run === undefined) return;
  session.active = run;
  run.phase = 'starting';
  session.lane.run((release) => {
    if (run.phase !== 'starting' || core.draining) return release();
    core.store.commitTranscript(run.generation, [{ started: run.runId }], (ok) => {
      release();
      if (run.phase !== 'starting') return;
      if (!ok) {
        session.active = undefined;
        session.queue.unshift(run);
        run.phase = 'queued';
        core.host.timers.set(RETRY, () => pump(core, session));
        return;
      }
      // a stop that came meanwhile waits for nothing that begins behind it: the next process ends the run as interrupted
      if (!core.draining) begin(core, session, run);
    });
  });
}

/** Hands a run to the provider. Its start is durable by now, so a restart knows that it must not run again. */
export function begin(core: Core, session: Session, run: Run): void {
  run.phase = 'running';
  run.startedAt = core.host.clock.wallMillis();
  session.row = runningRow(session.row, run.startedAt);
  callProvider(core, session, run);
}

/** Takes a run back from the provider for a message that is to be steered into it: it can not end meanwhile. */
export function recall(core: Core, run: Run): void {
  run.calls++;
  stopCall(core, run);
}

/** Hands a run to the provider with all that belongs to it by now. */
export function callProvider(core: Core, session: Session, run: Run): void {
  const call = ++run.calls;
  run.timeout = core.host.timers.set(ms(core.host.settings.limits.runTimeoutMs), () => {
    finish(core, session, run, { stopReason: 'error', tokens: 0, errorMessage: 'the run timed out' });
  });
  run.call = core.host.provider.call(
    {
      purpose: 'run',
      messages: core.policies.prompt.build(session, run),
      run: { runId: run.runId, sessionKey: run.key, sessionId: session.sessionId },
    },
    (event) => {
      const { fence } = core.policies;
      if (call === run.calls && fence.isLive(event, run, session)) applyEvent(core, session, run, event);
      else fence.onLate(core, event, run, session);
    },
  );
}

function applyEvent(core: Core, session: Session, run: Run, event: ProviderEvent): void {
  if (run.phase !== 'running') return;
  switch (event.type) {
    case 'start':
      if (run.steered.length > 0 && run.seq > 0) return;
      sendAgent(core, run, 'lifecycle', { phase: 'start', startedAt: run.startedAt });
      announceRow(core, session, { phase: 'start', runId: run.runId });
      return;
    case 'delta':
      run.reply += event.text;
      run.unsent += event.text;
      sendAgent(core, run, 'assistant', { delta: event.text });
      stream(core, run);
      return;
    case 'tool':
      run.tools.push({ name: event.name, result: event.result });
      sendAgent(core, run, 'tool', { phase: 'result', name: event.name, result: event.result });
      return;
    case 'end':
      finish(core, session, run, { stopReason: 'stop', tokens: event.totalTokens });
      return;
    case 'error':
      finish(core, session, run, {
        stopReason: 'error',
        tokens: event.totalTokens,
        errorMessage: event.message,
      });
  }
}

/** The provider is done with a run: lifecycle end now, settlement once it is durable. */
function finish(core: Core, session: Session, run: Run, outcome: RunEnd): void {
  if (run.phase !== 'running') return;
  run.phase = 'ending';
  run.call?.cancel();
  flush(core, run);
  const failed = outcome.stopReason === 'error';
  sendAgent(core, run, 'lifecycle', {
    phase: failed ? 'error' : 'end',
    endedAt: core.host.clock.wallMillis(),
    ...(outcome.errorMessage === undefined ? {} : { error: outcome.errorMessage }),
  });
  session.lane.run((release) => settle(core, session, [run], outcome, release));
}

/**
 * Settles runs of the session's current generation: their closing entries become durable, then followers get the
 * entries and whom each run concerns its terminal. Runs settled meanwhile are left alone. Holds the caller's lane.
 */
export function settle(
  core: Core,
  session: Session,
  runs: readonly Run[],
  outcome: RunEnd,
  done: () => void,
): void {
  const open = runs.filter((run) => run.phase !== 'settled');
  if (open.length === 0) return done();
  // what is stored of a reply is all that anybody is streamed of it
  for (const run of open) cut(core, run);
  const entries = closingEntries(core, session.nextSeq, open, outcome);
  core.store.persistTranscript(open[0]?.generation ?? '', entries, () => {
    for (const entry of entries) {
      session.append(entry);
      announceEntry(core, session, entry);
    }
    for (const run of open) close(core, session, run);
    // a start that was under way when the abort came may have been stored before this was
    session.row = { ...session.row, startedAt: open.at(-1)?.startedAt ?? null };
    session.keepRunning();
    for (const run of open) {
      sendTerminal(core, run, outcome);
      announceRow(core, session, {
        phase: outcome.stopReason === 'stop' ? 'end' : 'error',
        runId: run.runId,
      });
    }
    done();
    core.policies.inbox.serveNext(core, session, outcome.stopReason);
  });
}

/** Nothing of what the model still says of a run is heard; one whose start has just been stored does not begin any more. */
function cut(core: Core, run: Run): void {
  if (run.phase !== 'running' && run.phase !== 'starting') return;
  run.phase = 'ending';
  stopCall(core, run);
}

/** Tool results and the reply of each run, in order, from `seq` on: what it leaves behind whatever way it ended. */
export function closingEntries(core: Core, seq: number, runs: readonly Run[], outcome: RunEnd): Entry[] {
  const { tokens, ...ending } = outcome;
  const contents = runs.flatMap(({ runId, tools, reply, startedAt }) => [
    ...tools.map(({ result }) => ({ role: 'tool' as const, text: result, runId })),
    { role: 'assistant' as const, text: reply, runId, ...ending, settles: { startedAt, tokens } },
  ]);
  return contents.map((content, k) => draftEntry(core, seq + k, content));
}

/** Asks the model to stop and no longer waits for it. */
export function stopCall(core: Core, run: Run): void {
  run.call?.cancel();
  if (run.timeout !== undefined) core.host.timers.clear(run.timeout);
}

/** Takes a run out of the session and revokes everything it could still cause. */
export function close(core: Core, session: Session, run: Run): void {
  run.phase = 'settled';
  stopCall(core, run);
  if (run.flush !== undefined) core.host.timers.clear(run.flush);
  if (session.active === run) session.active = undefined;
  const queued = session.queue.indexOf(run);
  if (queued >= 0) session.queue.splice(queued, 1);
  const { dedupe } = core.policies;
  dedupe.settle(core.remembered, dedupe.name(run.key, run.runId));
}

/** The one terminal of a run, to everybody whom it concerns. */
export function sendTerminal(core: Core, run: Run, outcome: RunEnd): void {
  const { runId, key: sessionKey, seq, reply: text } = run;
  const { stopReason, errorMessage = stopReason } = outcome;
  const base = { runId, sessionKey, seq };
  const reply: { readonly message?: ChatMessage } = text === '' ? {} : { message: messageOf(core, text) };
  const payload: ChatPayload =
    stopReason === 'stop'
      ? { ...base, state: 'final', ...reply }
      : stopReason === 'aborted'
        ? { ...base, state: 'aborted', stopReason, ...reply }
        : { ...base, state: 'error', errorMessage };
  core.hub.broadcast('chat', payload, core.hub.concernedBy(run.key, run.sender));
}

function sendAgent(core: Core, run: Run, stream: AgentPayload['stream'], data: AgentPayload['data']): void {
  const receivers = core.hub.concernedBy(run.key, run.sender);
  run.seq++;
  if (receivers.length === 0) return;
  const payload: AgentPayload = {
    runId: run.runId,
    sessionKey: run.key,
    seq: run.seq,
    stream,
    ts: core.host.clock.wallMillis(),
    data,
  };
  core.hub.broadcast('agent', payload, receivers);
}

/** Sends new text to `chat`: gathered for as long as the policy says. */
function stream(core: Core, run: Run): void {
  const { coalesceFor } = core.policies.streaming;
  if (coalesceFor === 0) flush(core, run);
  else run.flush ??= core.host.timers.set(coalesceFor, () => flush(core, run));
}

function flush(core: Core, run: Run): void {
  if (run.flush !== undefined) core.host.timers.clear(run.flush);
  run.flush = undefined;
  if (run.unsent === '' || run.phase === 'settled') return;
  const payload: ChatPayload = {
    runId: run.runId,
    sessionKey: run.key,
    seq: run.seq,
    state: 'delta',
    deltaText: run.unsent,
  };
  run.unsent = '';
  const concerned = core.hub.concernedBy(run.key, run.sender);
  const showing = core.hub.showing();
  if (showing.size === 0) return core.hub.broadcast('chat', payload, concerned);
  core.hub.broadcast(
    'chat',
    payload,
    concerned.filter((connection) => !showing.has(connection)),
  );
  core.hub.broadcast(
    'chat',
    { ...payload, message: messageOf(core, run.reply) },
    concerned.filter((connection) => showing.has(connection)),
  );
}

/** A reply as clients show it. */
function messageOf({ host }: Core, text: string): ChatMessage {
  return { role: 'assistant', content: [{ type: 'text', text }], timestamp: host.clock.wallMillis() };
}

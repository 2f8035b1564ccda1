/**
 * `chat.send`: from the request to the durable message and its run. Every decision is made in the session's lane, so
 * what was true at the decision is true at the write.
 */
import { ms } from '../../kernel/time.ts';
import { REASON, ERROR } from '../../protocol/error-codes.ts';
import type { ChatSendParams, ChatSendResult } from '../../protocol/methods.ts';
import { parseSessionControl, type SessionControl } from '../../protocol/session-control.ts';
import { announceEntry, announceRow } from './announce.ts';
import { compact } from './compact.ts';
import { draftEntry, invalid, STORAGE } from './core.ts';
import type { Entry } from './entry.ts';
import { inLane, refuse, type HeldRequest, type Request } from './request.ts';
import { generationName, rotate, type Rotation } from './rotate.ts';
import { runOf, type Run } from './run.ts';
import { callProvider, pump, recall, sendTerminal, type RunEnd } from './runs.ts';
import type { Session } from './session.ts';

/** Of a message that has no run of its own. */
const ENDED_AT_ONCE: RunEnd = { stopReason: 'stop', tokens: 0 };

/** A send that holds its session's lane; the session's key is the session's. */
export interface Sending extends HeldRequest {
  readonly params: Omit<ChatSendParams, 'sessionKey'>;
}

export function send(request: Request): void {
  inLane(request, (held) => {
    const sending = held as Sending;
    const { core, params, session, release } = sending;
    if (answerKnown(sending)) return release();
    if (core.policies.inbox.turnsAway(sending)) return;
    const control = parseSessionControl(params.message);
    if (control !== undefined) return controlled(sending, control);
    if (params.sessionId !== undefined && params.sessionId !== currentId(session))
      return refuse(sending, invalid('the named session is not current', REASON.staleSession));
    if (!core.policies.rotation.due(session, core.host.clock.wallMillis(), core.host.settings))
      return accept(sending, params.message);
    const byRule: Rotation = { type: 'reset', trigger: 'rule', postResetMessagePresent: false };
    rotateThen(sending, byRule, () => accept(sending, params.message));
  });
}

/** A key seen before: the same text is answered again, other text is a conflict. */
function answerKnown(sending: Sending): boolean {
  const { core, connection, id, params, session } = sending;
  const known = core.remembered.get(nameOf(sending));
  if (known === undefined) return false;
  if (known.text !== params.message) {
    connection.refuse(id, invalid('this idempotency key was used for other text', REASON.conflict));
    return true;
  }
  const run = session.unsettled().find((open) => open.runId === params.idempotencyKey);
  if (run !== undefined) run.sender = connection.id;
  acknowledge(sending, known.settled ? 'ok' : 'in_flight');
  return true;
}

/** The name that a send is remembered by. */
function nameOf({ core, key, params }: Sending): string {
  return core.policies.dedupe.name(key, params.idempotencyKey);
}

/** The id a send may name; undefined: the key points at nothing, and no name fits. */
function currentId(session: Session): string | undefined {
  return session.generation === undefined ? undefined : session.sessionId;
}

function controlled(sending: Sending, control: SessionControl): void {
  const { core, params, session } = sending;
  const { sessionControl } = core.policies;
  // it has rotated the session already, and a crash or a full disk came before the message was stored
  if (core.rotatedBy.has(nameOf(sending)))
    return control.rest !== '' && session.entries.some((entry) => entry.kind === 'session-control')
      ? accept(sending, control.rest)
      : sessionControl.begin(sending, control);
  const honoured = core.honoured.get(session.key)?.has(params.message) === true;
  const decision = sessionControl.decide(control, params.sessionId, currentId(session), honoured);
  if (decision === 'refuse')
    return refuse(sending, {
      code: ERROR.sessionControlRequiresRpc,
      message: `/${control.command} in a message needs the current sessionId, or use sessions.reset`,
    });
  const rotation: Rotation = {
    type: 'reset',
    by: params.idempotencyKey,
    trigger: 'slash-command',
    postResetMessagePresent: control.rest !== '',
    ...(decision === 'rotate-once' ? { said: params.message } : {}),
  };
  rotateThen(sending, rotation, () => sessionControl.begin(sending, control));
}

function rotateThen(sending: Sending, rotation: Rotation, next: () => void): void {
  rotate(sending, rotation, (_record, announce) => {
    announce();
    next();
  });
}

/** The new generation begins with a visible marker of the command; what follows the command is its first message. */
export function acceptControl(sending: Sending, control: SessionControl): void {
  const { core, session, params } = sending;
  // the generation that it began may have been deleted before it was tried again
  if (session.generation === undefined) return open(sending, () => acceptControl(sending, control));
  const marker = draftEntry(core, session.nextSeq, {
    role: 'system',
    text: control.rest === '' ? params.message : `/${control.command}`,
    kind: 'session-control',
    ...(control.rest === '' ? { idempotencyKey: params.idempotencyKey, sessionKey: session.key } : {}),
  });
  store(sending, marker, () => {
    session.append(marker);
    announceEntry(core, session, marker);
    if (control.rest !== '') return accept(sending, control.rest);
    remember(sending, true);
    acknowledge(sending, 'ok');
    sendTerminal(core, runOf(core, session, marker, sending.connection.id), ENDED_AT_ONCE);
    sending.release();
  });
}

export function accept(sending: Sending, text: string): void {
  const { core, session, params } = sending;
  if (session.generation === undefined) return open(sending, () => accept(sending, text));
  // a run can take another message while it is at the provider, and nothing waits behind it
  const { active, queue } = session;
  const isOpen = active?.phase === 'running' && queue.length === 0;
  const into = core.policies.inbox.steers && isOpen ? active : undefined;
  const entry = draftEntry(core, session.nextSeq, {
    role: 'user',
    text,
    runId: params.idempotencyKey,
    idempotencyKey: params.idempotencyKey,
    sessionKey: session.key,
    ...(text === params.message ? {} : { sentAs: params.message }),
    ...(into === undefined ? {} : { steeredInto: into.runId }),
  });
  if (into === undefined) core.policies.inbox.take(sending, entry);
  else steer(sending, entry, into);
}

/** The run goes on with one message more, or as it was when the message could not be stored. */
function steer(sending: Sending, entry: Entry, run: Run): void {
  const { core, session, params, connection } = sending;
  recall(core, run);
  core.store.commitTranscript(run.generation, [{ entry }], (ok) => {
    if (!ok) {
      callProvider(core, session, run);
      return refuse(sending, STORAGE);
    }
    session.append(entry);
    remember(sending, true);
    run.steered.push({ runId: params.idempotencyKey, text: entry.text });
    callProvider(core, session, run);
    acknowledge(sending, 'started');
    sendTerminal(core, runOf(core, session, entry, connection.id), ENDED_AT_ONCE);
    follow(sending, entry, run);
  });
}

/** Points the key at a first generation. */
function open(sending: Sending, next: () => void): void {
  const { core, session } = sending;
  const sessionId = core.host.random.id();
  const revision = session.revision + 1;
  const generation = generationName(core, sessionId, revision);
  const at = core.host.clock.wallMillis();
  core.store.commitLedger({ opened: { key: session.key, generation, at } }, (ok) => {
    if (!ok) return refuse(sending, STORAGE);
    session.begin(generation, sessionId, at);
    session.revision = revision;
    next();
  });
}

/** Makes a message durable, or refuses it. */
export function store(sending: Sending, entry: Entry, next: () => void): void {
  const { core, session } = sending;
  core.store.commitTranscript(session.generation ?? '', [{ entry }], (ok) => {
    if (ok) next();
    else refuse(sending, STORAGE);
  });
}

/** The message is part of the session from here on, and acknowledged. */
export function admit(sending: Sending, entry: Entry): Run {
  const { core, session, connection } = sending;
  session.append(entry);
  remember(sending, false);
  const run = runOf(core, session, entry, connection.id);
  session.queue.push(run);
  if (session.row.status !== 'running') session.row = { ...session.row, startedAt: entry.at };
  session.keepRunning();
  acknowledge(sending, 'started');
  return run;
}

/** Shows a message to its followers and lets its run begin. */
export function follow(sending: Sending, entry: Entry, run: Run): void {
  const { core, session } = sending;
  announceEntry(core, session, entry);
  if (session.entries.length === 1) announceRow(core, session, { reason: 'create' });
  sending.release();
  pump(core, session);
  const limit = core.host.settings.compactAboveEntries;
  if (limit !== null && session.entries.length > limit && !session.compacting && run.phase !== 'settled')
    compact(core, session, () => {});
}

function remember(sending: Sending, settled: boolean): void {
  const { core, params } = sending;
  const now = core.host.clock.monotonicMicros();
  const window = ms(core.host.settings.limits.dedupeWindowMs);
  for (const [name, one] of core.remembered) {
    if (now - one.seenAt <= window) break;
    core.remembered.delete(name);
  }
  core.remembered.set(nameOf(sending), { text: params.message, seenAt: now, settled });
}

function acknowledge({ connection, id, params }: Sending, status: ChatSendResult['status']): void {
  connection.respond(id, { runId: params.idempotencyKey, status } satisfies ChatSendResult);
}

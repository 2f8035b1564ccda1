/** How a message gets in: recognised when it was sent before, refused, or durably accepted and queued. */
import { ms } from '../../../kernel/time.ts';
import { ERROR, REASON } from '../../../protocol/error-codes.ts';
import type { ChatSendParams, ChatSendResult, TranscriptMessage } from '../../../protocol/methods.ts';
import { parseSessionControl, type SessionControl } from '../../../protocol/session-control.ts';
import type { Change } from './change.ts';
import type { Conversation } from './conversation.ts';
import { draining, impossible, RefusalError } from './refusal.ts';
import { rotate } from './rotation.ts';
import type { Session } from './session.ts';
import { announceEntry, announceRow } from './announcements.ts';
import { work } from './turns.ts';

const MINUTES_PER_DAY = 24 * 60;
const MS_PER_MINUTE = 60_000;

/** Accepts a message: when this settles it is durable and its turn will come. Throws Refusal, StorageError. */
export async function send(conversation: Conversation, params: ChatSendParams): Promise<ChatSendResult> {
  const { app } = conversation;
  const result = await conversation.lane.run(async (): Promise<ChatSendResult> => {
    const known = retried(conversation, params);
    if (known !== undefined) return known;
    if (app.stopping) throw draining();
    for (const entry of await accept(conversation, params)) announceEntry(conversation, entry);
    return { runId: params.idempotencyKey, status: 'started' };
  });
  void work(conversation);
  return result;
}

/** What became of a message with this key. */
function retried(
  { app, key }: Conversation,
  { idempotencyKey, message }: ChatSendParams,
): ChatSendResult | undefined {
  const { clock, settings } = app.host;
  const since = clock.monotonicMicros() - ms(settings.limits.dedupeWindowMs);
  const turn = app.memory.turnOf(key, idempotencyKey, since);
  if (turn === undefined) return undefined;
  if (turn.text !== message)
    throw impossible('the idempotency key belongs to another message', REASON.conflict);
  return { runId: idempotencyKey, status: turn.settled ? 'ok' : 'in_flight' };
}

/** Stores a new message, in a new generation where the message or the rule asks for one. */
async function accept(
  conversation: Conversation,
  params: ChatSendParams,
): Promise<readonly TranscriptMessage[]> {
  const { session } = conversation;
  const control = parseSessionControl(params.message);
  const isCurrent = session !== undefined && params.sessionId === session.sessionId;
  if (control !== undefined) {
    if (!isCurrent) throw controlRefused();
    const cause = {
      type: 'reset',
      trigger: 'slash-command',
      postResetMessagePresent: control.rest !== '',
    } as const;
    const { entries } = await rotate(conversation, session, cause, [
      mark(conversation, control),
      message(conversation, params, control.rest === '' ? params.message : control.rest),
    ]);
    return entries;
  }
  if (params.sessionId !== undefined && !isCurrent)
    throw impossible('the session is another one by now', REASON.staleSession);
  const accepted = message(conversation, params, params.message);
  if (session === undefined) {
    const entries = await conversation.commit([
      { type: 'created', key: conversation.key, sessionId: conversation.name(), at: conversation.now },
      accepted,
    ]);
    announceRow(conversation, { reason: 'create' });
    return entries;
  }
  if (!isDue(conversation, session)) return conversation.commit([accepted]);
  const cause = { type: 'reset', trigger: 'rule', postResetMessagePresent: true } as const;
  const { entries } = await rotate(conversation, session, cause, [accepted]);
  return entries;
}

function message(conversation: Conversation, params: ChatSendParams, content: string): Change {
  const { idempotencyKey } = params;
  return {
    type: 'accepted',
    key: conversation.key,
    entry: conversation.draft({ role: 'user', content, runId: idempotencyKey, idempotencyKey }),
    text: params.message,
    atMicros: conversation.app.host.clock.monotonicMicros(),
  };
}

/** What a slash command leaves in the transcript it begins. */
function mark(conversation: Conversation, { command }: SessionControl): Change {
  const content = `a new session, by /${command}`;
  return { type: 'marked', key: conversation.key, entry: conversation.draft({ role: 'system', content }) };
}

/** The daily rule: nothing was said since its minute last passed. */
function isDue({ app, now }: Conversation, session: Session): boolean {
  const minute = app.host.settings.dailyResetMinute;
  if (minute === null) return false;
  const minutes = Math.floor(now / MS_PER_MINUTE);
  const passed = minutes - ((minutes - minute) % MINUTES_PER_DAY);
  return session.lastMessageAt < passed * MS_PER_MINUTE;
}

function controlRefused(): RefusalError {
  return new RefusalError({
    code: ERROR.sessionControlRequiresRpc,
    message: 'a message resets a session only when it names the current sessionId; use sessions.reset',
  });
}

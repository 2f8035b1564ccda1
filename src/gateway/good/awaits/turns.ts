/** How turns come and go: one at a time per conversation, each a model call that is listened to until it ends. */
import type { ProviderRequest } from '../../port.ts';
import { Call } from './call.ts';
import { compactIfLong } from './compaction.ts';
import type { Conversation, ActiveRun } from './conversation.ts';
import { cut } from './fit.ts';
import { insist } from './journal.ts';
import type { Session, Turn } from './session.ts';
import { settle, type RunEnd } from './settling.ts';
import { announceAgent, announceDelta, announceRow } from './announcements.ts';

/** Works off the queue, unless that is under way already. */
export async function work(conversation: Conversation): Promise<void> {
  if (conversation.working) return;
  conversation.working = true;
  for (let turn = next(conversation); turn !== undefined; turn = next(conversation)) {
    await perform(conversation, turn);
    void compactIfLong(conversation);
  }
  conversation.working = false;
}

function next({ app, session }: Conversation): Turn | undefined {
  return app.stopping ? undefined : session?.turns[0];
}

async function perform(conversation: Conversation, turn: Turn): Promise<void> {
  const activeRun = await insistInLane(conversation, () => begin(conversation, turn));
  if (activeRun === undefined) return;
  const outcome = await listen(conversation, activeRun);
  if (outcome !== undefined) await insistInLane(conversation, () => settle(conversation, [turn], outcome));
}

/** Notes that the turn has begun, so that a restart knows it has, then calls the model. In the lane. */
async function begin(conversation: Conversation, turn: Turn): Promise<ActiveRun | undefined> {
  const { app, key, now, session } = conversation;
  if (turn.settled || app.stopping || session === undefined) return undefined;
  await conversation.commit([{ type: 'started', key, turn: turn.entry.__openclaw.id, at: now }]);
  const call = new Call(app.host, requestOf(session, turn), app.host.settings.limits.runTimeoutMs);
  const activeRun: ActiveRun = { turn, call, text: '', seq: 0, storing: undefined };
  conversation.activeRun = activeRun;
  announceAgent(conversation, activeRun, 'lifecycle', () => ({ phase: 'start' }));
  announceRow(conversation, { phase: 'start', runId: turn.runId });
  return activeRun;
}

/** Passes on what the model says; how the turn ends, or undefined when somebody else has ended it. */
async function listen(conversation: Conversation, activeRun: ActiveRun): Promise<RunEnd | undefined> {
  for await (const event of activeRun.call.events()) {
    if (activeRun.storing !== undefined) await activeRun.storing;
    // ended between the event and its turn to be heard
    if (conversation.activeRun !== activeRun) break;
    switch (event.type) {
      case 'start':
        break;
      case 'delta':
        activeRun.text += event.text;
        announceDelta(conversation, activeRun, event.text);
        break;
      case 'tool':
        announceAgent(conversation, activeRun, 'tool', (maxChars) => ({
          name: event.name,
          result: cut(event.result, maxChars),
        }));
        break;
      case 'end':
        return { stopReason: 'stop', tokens: event.totalTokens };
      case 'error':
        return { stopReason: 'error', errorMessage: event.message, tokens: event.totalTokens };
    }
  }
  return undefined;
}

/** The conversation so far, without the messages that wait for their own turn; the turn's own comes last. */
function requestOf(session: Session, turn: Turn): ProviderRequest {
  const waiting = new Set(session.turns.map(({ entry }) => entry));
  const past = session.entries.filter((entry) => !waiting.has(entry) && entry.content !== '');
  return {
    purpose: 'run',
    messages: [...past, turn.entry].map(({ role, content }) => ({ role, text: content })),
    run: { runId: turn.runId, sessionKey: session.key, sessionId: session.sessionId },
  };
}

/** Does in the lane what must be stored, and leaves it to others between two tries. */
function insistInLane<T>({ app, lane }: Conversation, work: () => Promise<T>): Promise<T> {
  return insist(app.host.timers, () => lane.run(work));
}

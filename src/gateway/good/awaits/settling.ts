/** How turns end: by themselves, by an abort, with their generation, or with the process. */
import type { StopReason, TranscriptMessage } from '../../../protocol/methods.ts';
import type { Change, RunStatus } from './change.ts';
import type { Conversation } from './conversation.ts';
import { deferred } from './promised.ts';
import type { Turn } from './session.ts';
import { announceAgent, announceEntry, announceRow, announceTerminal } from './announcements.ts';

export interface RunEnd {
  readonly stopReason: StopReason;
  readonly errorMessage?: string;
  readonly tokens?: number;
}

export const ABORTED: RunEnd = { stopReason: 'aborted' };
export const INTERRUPTED: RunEnd = {
  stopReason: 'interrupted',
  errorMessage: 'the gateway stopped during this run',
};

const ENDINGS: Readonly<Record<StopReason, RunStatus>> = {
  stop: 'done',
  error: 'failed',
  aborted: 'killed',
  interrupted: 'killed',
};

/** The change that ends a turn, with what the model had said by then. */
export function settlement(conversation: Conversation, turn: Turn, outcome: RunEnd): Change {
  const { activeRun } = conversation;
  const { tokens = 0, ...said } = outcome;
  return {
    type: 'settled',
    key: conversation.key,
    turn: turn.entry.__openclaw.id,
    reply: conversation.draft({
      role: 'assistant',
      content: activeRun?.turn === turn ? activeRun.text : '',
      runId: turn.runId,
      ...said,
    }),
    ending: ENDINGS[outcome.stopReason],
    tokens,
  };
}

/** Ends turns that are not over. In the lane. */
export async function settle(
  conversation: Conversation,
  turns: readonly Turn[],
  outcome: RunEnd,
): Promise<void> {
  const open = turns.filter((turn) => !turn.settled);
  if (open.length === 0) return;
  await unheard(conversation, async () => {
    const replies = await conversation.commit(open.map((turn) => settlement(conversation, turn, outcome)));
    for (const [at, turn] of open.entries()) {
      const reply = replies[at] as TranscriptMessage;
      announceEntry(conversation, reply);
      announceEnd(conversation, turn, reply);
      announceRow(conversation, { phase: phaseOf(reply), runId: turn.runId });
    }
  });
}

/** Ends turns while nothing more is heard of the model: what is stored of a reply is all that anybody is streamed. */
export async function unheard<T>({ activeRun }: Conversation, work: () => Promise<T>): Promise<T> {
  const over = deferred<void>();
  if (activeRun !== undefined) activeRun.storing = over.promise;
  try {
    return await work();
  } finally {
    if (activeRun !== undefined) activeRun.storing = undefined;
    over.resolve();
  }
}

/** Says that a turn is over, and stops whatever still works for it. */
export function announceEnd(conversation: Conversation, turn: Turn, reply: TranscriptMessage): void {
  const { activeRun } = conversation;
  if (activeRun?.turn !== turn) return announceTerminal(conversation, turn, 1, reply);
  conversation.activeRun = undefined;
  activeRun.call.close();
  announceAgent(conversation, activeRun, 'lifecycle', () => ({ phase: phaseOf(reply) }));
  announceTerminal(conversation, turn, activeRun.seq, reply);
}

function phaseOf(reply: TranscriptMessage): 'end' | 'error' {
  return reply.errorMessage === undefined ? 'end' : 'error';
}

/**
 * What the model is shown: the whole generation (or its summary), then the run's own message, what it has replied so
 * far if a message was steered into it, and that message. Messages that wait behind this run are left out; they get
 * their own run.
 */
import type { PromptMessage } from '../../port.ts';
import type { Entry } from '../entry.ts';
import type { Run } from '../run.ts';
import type { Session } from '../session.ts';

export interface PromptPolicy {
  build(session: Session, run: Run): PromptMessage[];
}

export const prompt: PromptPolicy = { build: (session, run) => promptOf(session, run, session.entries) };

/** The prompt of a run of this session over the given entries. */
export function promptOf(session: Session, run: Run, entries: readonly Entry[]): PromptMessage[] {
  const messages: PromptMessage[] = [];
  const waiting = new Set(session.queue.map(({ runId }) => runId));
  const own = new Set([run.runId, ...run.steered.map(({ runId }) => runId)]);
  for (const entry of entries) {
    const { idempotencyKey } = entry;
    if (idempotencyKey !== undefined && (own.has(idempotencyKey) || waiting.has(idempotencyKey))) continue;
    messages.push({ role: entry.role, text: entry.text });
  }
  messages.push({ role: 'user', text: run.text });
  if (run.steered.length > 0 && run.reply !== '') messages.push({ role: 'assistant', text: run.reply });
  for (const { text } of run.steered) messages.push({ role: 'user', text });
  return messages;
}

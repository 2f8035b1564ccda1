/**
 * What the model is shown: the whole generation (or its summary), then the run's own message. Messages that wait
 * behind this run are left out; they get their own run.
 */
import type { PromptMessage } from '../../port.ts';
import type { Entry } from '../entry.ts';
import type { Run } from '../run.ts';
import type { Session } from '../session.ts';

export interface PromptPolicy {
  build(session: Session, run: Run): PromptMessage[];
}

export const prompt: PromptPolicy = {
  build(session, run) {
    const waiting = new Set(session.queue.map((queued) => queued.runId));
    return promptOf(session.entries, run, waiting);
  },
};

/** The prompt of a run over the given entries. */
export function promptOf(entries: readonly Entry[], run: Run, waiting: ReadonlySet<string>): PromptMessage[] {
  const messages: PromptMessage[] = [];
  for (const entry of entries) {
    if (
      entry.idempotencyKey !== undefined &&
      (entry.idempotencyKey === run.runId || waiting.has(entry.idempotencyKey))
    )
      continue;
    messages.push({ role: entry.role, text: entry.text });
  }
  messages.push({ role: 'user', text: run.text });
  return messages;
}

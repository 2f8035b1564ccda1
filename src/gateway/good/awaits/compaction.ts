/**
 * Compaction: the finished beginning of a transcript is replaced by its summary. The model writes the summary beside
 * the conversation, not in its lane; only the replacement, one transaction, is made there, and only if the
 * generation is still the one that was summarised.
 */
import type { TranscriptMessage } from '../../../protocol/methods.ts';
import { Call } from './call.ts';
import type { Conversation } from './conversation.ts';
import { StorageError } from './journal.ts';
import { announceEntry, announceRow } from './announcements.ts';

const INSTRUCTION = 'Summarise the conversation so far; what you leave out is forgotten.';

/** Compacts, or waits for the compaction under way. Why nothing came of it; undefined: it did. Throws StorageError. */
export function compact(conversation: Conversation): Promise<string | undefined> {
  conversation.compacting ??= compactOnce(conversation).finally(() => {
    conversation.compacting = undefined;
  });
  return conversation.compacting;
}

/** Compacts in the background when the transcript has grown above what is configured. */
export async function compactIfLong(conversation: Conversation): Promise<void> {
  const { app, session, compacting } = conversation;
  const { compactAboveEntries } = app.host.settings;
  if (compactAboveEntries === null || session === undefined || app.stopping) return;
  if (session.entries.length <= compactAboveEntries || compacting !== undefined) return;
  try {
    await compact(conversation);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    app.host.log('warn', `${conversation.key} was not compacted: ${error.message}`);
  }
}

async function compactOnce(conversation: Conversation): Promise<string | undefined> {
  const { session, key } = conversation;
  const covered = session?.finished() ?? [];
  const last = covered.at(-1);
  if (last === undefined || covered.length < 2) return 'there is nothing to compact';
  const text = await summarise(conversation, covered);
  if (text === undefined) return 'the model gave no summary';
  return conversation.lane.run(async () => {
    if (conversation.session !== session) return 'the session ended';
    const summary = conversation.draft({ role: 'system', content: text });
    const coversSeq = last.__openclaw.seq;
    const archive = conversation.name();
    const [entry] = await conversation.commit([{ type: 'compacted', key, summary, coversSeq, archive }]);
    announceEntry(conversation, entry as TranscriptMessage);
    announceRow(conversation, { reason: 'compact' });
    return undefined;
  });
}

/** What the model makes of the entries; undefined when it fails, takes too long or has nothing to say. */
async function summarise(
  conversation: Conversation,
  covered: readonly TranscriptMessage[],
): Promise<string | undefined> {
  const { host } = conversation.app;
  const said = covered.map(({ role, content }) => ({ role, text: content }));
  const messages = [...said, { role: 'system' as const, text: INSTRUCTION }];
  const call = new Call(host, { purpose: 'summary', messages }, host.settings.limits.summaryTimeoutMs);
  conversation.summary = call;
  let text = '';
  try {
    for await (const event of call.events()) {
      if (event.type === 'delta') text += event.text;
      else if (event.type === 'end') return text.trim() === '' ? undefined : text;
      else if (event.type === 'error') return undefined;
    }
    return undefined;
  } finally {
    conversation.summary = undefined;
  }
}

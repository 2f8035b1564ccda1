/**
 * generation/transcript. An entry belongs to the generation of its send. Convicts an entry in the transcript of a
 * generation that began certainly after its send was accepted, and an entry (or its run's reply) that was read in
 * two generations, and a summary whose newest message was accepted before. Entries without a known send are not
 * judged, nor are those of a send that was accepted as new more than once (the matter of send/exactly-once); an archive
 * belongs to a generation only where the dialect lets its name say which. Version 2 added summaries, and messages
 * that name a session, where the dialect refuses those that name another one than is current, and reads of a key that
 * points at nothing.
 */
import type { Generation, ObservedEntry } from '../dialect/observation.ts';
import type { Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { PendingRequest } from './model/connections.ts';
import { isOlder, type Ending } from './model/rotations.ts';
import type { Send } from './model/sends.ts';
import type { Oddity } from './model/transcripts.ts';

export const generationTranscript: Property = {
  id: 'generation/transcript',
  version: 2,
  later: {
    2: [
      'a summary of an older generation in a newer transcript',
      'a message that names one session stands in another',
      'what was deleted is read',
    ],
  },
  family: 'generation',
  statement:
    'A transcript holds only entries of its own generation, and summaries that were made of those; a message that names a session stands in no other, and what was deleted is not read.',
  why: 'incidents #88538 and #70330; OpenClaw issues 95123, 127027',
  exercise: 'an entry of a known send in the transcript of a later generation',
  watches: [
    { type: 'event', says: ['message'], leg: 'client' },
    { type: 'response', says: ['history', 'history-page', 'archive'], leg: 'client' },
    { type: 'response', says: ['send'] },
  ],
  start: (model) => new GenerationTranscript(model),
};

class GenerationTranscript extends FindingChecker {
  /** The session that a message named as it was taken, with the answer that says so. */
  readonly #named = new WeakMap<Send, { readonly session: string; readonly record: number }>();

  event({ record, meaning }: Of<'event'>): void {
    if (meaning.type !== 'message' || meaning.generation === undefined) return;
    this.#judge(meaning.key, meaning.generation, [meaning.entry], 'a pushed message', record.i);
  }

  response({ record, answer }: Of<'response'>, { pending, send }: RequestAbout): void {
    if (answer?.type === 'send' && answer.status === 'accepted') this.#accepted(pending, send, record.i);
    if (record.leg !== 'client' || answer === undefined || !('entries' in answer)) return;
    for (const oddity of this.model.transcripts.oddities) this.#odd(oddity, record.i);
    if (answer.type === 'archive') return;
    const { entries, generation, key } = answer;
    if (generation === undefined) this.#judgeDeleted(key, entries, pending, record.i);
    else this.#judge(key, generation, entries, 'the transcript', record.i);
  }

  /** Where a key points at nothing since somebody was told that it was deleted, there is nothing of before to be read. */
  #judgeDeleted(
    key: string,
    entries: readonly ObservedEntry[],
    { from }: PendingRequest,
    record: number,
  ): void {
    const deleted = this.model.generations.lastEnding(key);
    if (deleted?.reason !== 'delete' || !deleted.acknowledged || deleted.latest >= from) return;
    this.exercised++;
    for (const entry of entries) {
      const sends = this.#sendsOf(entry, key);
      const [first] = sends;
      if (first === undefined || !sends.every((send) => this.#isStale(send, key, deleted))) continue;
      const sentence = `${key}: a read after its delete shows the ${entry.role} entry ${entry.id} of run ${first.runId}, accepted before`;
      this.add('what was deleted is read', sentence, first.acceptedBy, deleted.record, record);
    }
  }

  /** Which session it named that was none, or over before it came. */
  #accepted({ answeredRecord, ask, from }: PendingRequest, send: Send | undefined, record: number): void {
    if (ask.type !== 'send' || ask.named === undefined || ask.control !== undefined) return;
    if (answeredRecord !== record || send === undefined || !this.model.dialect.refusesStaleNames) return;
    const span = this.model.generations.span(ask.key, ask.named);
    // one that is current may be ended by a rule as the message is taken
    if (span !== undefined && span.endedBy >= from) return;
    if (!this.#named.has(send)) this.#named.set(send, { session: ask.named, record });
  }

  /** A message that named a session stands in that one. */
  #judgeName(key: string, generation: Generation, { role, runId }: ObservedEntry, record: number): void {
    const send = role === 'user' && runId !== undefined ? this.model.sends.ofRun(runId, key) : undefined;
    const named = send === undefined ? undefined : this.#named.get(send);
    if (send === undefined || named === undefined || send.reaccepted) return;
    // where a reset keeps the session, its name says nothing of the generation
    if (generation === named.session || generation.startsWith(`${named.session}#`)) return;
    const sentence = `${key}: the message of run ${runId} names session ${named.session} and stands in generation ${generation}`;
    this.add('a message that names one session stands in another', sentence, named.record, record);
  }

  #odd({ type, send, where }: Oddity, record: number): void {
    if (type !== 'entry-elsewhere' && type !== 'reply-elsewhere') return;
    if (send.reaccepted) return;
    const what = type === 'entry-elsewhere' ? 'entry' : 'reply';
    const sentence = `${send.key}: the ${what} of run ${send.runId} was read in generation ${send.placed ?? '?'} and in ${where ?? '?'}`;
    this.add(`the same ${what} in two generations`, sentence, send.acceptedBy, record);
  }

  #judge(
    key: string,
    generation: string,
    entries: readonly ObservedEntry[],
    how: string,
    record: number,
  ): void {
    for (const entry of entries) this.#judgeName(key, generation, entry, record);
    const begun = this.model.generations.begunBy(key, generation);
    if (begun === undefined) return;
    for (const entry of entries) {
      if (entry.compaction) {
        this.#summary(key, generation, entry, begun, record);
        continue;
      }
      const sends = this.#sendsOf(entry, key);
      const [first] = sends;
      if (first === undefined) continue;
      if (sends.every((send) => send.key === key && !send.reaccepted)) this.exercised++;
      if (!sends.every((send) => this.#isStale(send, key, begun))) continue;
      const sentence = `${key}: ${how} of generation ${generation} holds the ${entry.role} entry ${entry.id} of run ${first.runId}, accepted in an older generation`;
      const cause = 'an entry of an older generation in a newer transcript';
      this.add(cause, sentence, first.acceptedBy, begun.record, record);
    }
  }

  #summary(
    key: string,
    generation: string,
    { id, text }: ObservedEntry,
    begun: Ending,
    record: number,
  ): void {
    const summary = this.model.runs.summaryIn(key, text);
    if (summary?.newest === undefined || !this.#isStale(summary.newest, key, begun)) return;
    const { runId, acceptedBy } = summary.newest;
    const sentence = `${key}: the transcript of generation ${generation} holds the summary ${id}, which was made of the message of run ${runId}, accepted in an older generation`;
    this.add(
      'a summary of an older generation in a newer transcript',
      sentence,
      acceptedBy,
      begun.record,
      record,
    );
  }

  /** The one it is an entry of, or those it may be. */
  #sendsOf({ marker, role, runId }: ObservedEntry, key: string): readonly Send[] {
    const { sends } = this.model;
    const send = runId === undefined ? undefined : sends.ofRun(runId, key);
    if (send !== undefined) return [send];
    return role === 'user' && marker !== undefined ? sends.ofMarker(marker) : [];
  }

  #isStale(send: Send, key: string, begun: Ending): boolean {
    return send.key === key && !send.reaccepted && isOlder(send, begun);
  }
}

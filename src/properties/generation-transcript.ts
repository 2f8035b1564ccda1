/**
 * generation/transcript. An entry belongs to the generation of its send. Convicts an entry in the transcript of a
 * generation that began certainly after its send was accepted, and an entry (or its run's reply) that was read in
 * two generations. Entries without a known send are not judged, nor are those of a send that was
 * accepted as new more than once (the matter of send/exactly-once); an archive belongs to a generation only where the
 * dialect lets its name say which.
 */
import type { Answer, Generation, ObservedEntry } from '../dialect/observation.ts';
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';
import type { Send } from './terms/sends.ts';

const SHOWS_ENTRIES: ReadonlySet<Answer['type']> = new Set([
  'history',
  'history-page',
  'archive',
  'archive-page',
]);

export const generationTranscript: Property = {
  id: 'generation/transcript',
  family: 'generation',
  statement: 'A transcript holds only entries of its own generation.',
  why: 'incidents #88538 and #70330; OpenClaw issues 95123, 127027',
  minimum: 1,
  exercise: 'an entry of a known send in the transcript of a later generation',
  watches: ['event', 'response'],
  start(terms) {
    const findings = new Findings();

    const judge = (
      key: string,
      generation: Generation,
      entry: ObservedEntry,
      how: string,
      record: number,
    ): void => {
      if (entry.compaction) return;
      const send = entry.runId === undefined ? undefined : terms.sends.ofRun(entry.runId, key);
      const sends =
        send !== undefined
          ? [send]
          : entry.role === 'user' && entry.marker !== undefined
            ? terms.sends.ofMarker(entry.marker)
            : [];
      if (sends.length === 0) return;
      const begun = terms.generations.life(key, generation)?.begunBy;
      if (begun === undefined) return;
      findings.exercised++;
      const isStale = (one: Send): boolean =>
        one.key === key && !one.begunAgain && terms.generations.isOlder(one, begun);
      if (!sends.every(isStale)) return;
      const sentence = `${key}: ${how} of generation ${generation} holds the ${entry.role} entry ${entry.id} of run ${sends[0]?.runId}, accepted in an older generation`;
      findings.add(
        `an entry of an older generation in a newer transcript`,
        sentence,
        sends[0]?.acceptedBy ?? -1,
        begun.record,
        record,
      );
    };

    return checking(findings, (observation) => {
      const { record } = observation;
      if (observation.type === 'event') {
        const { told } = observation;
        if (told.type !== 'message' || told.generation === undefined || observation.record.leg !== 'client')
          return;
        judge(told.key, told.generation, told.entry, 'a pushed message', record.i);
        return;
      }
      if (observation.type !== 'response' || observation.record.leg !== 'client') return;
      const { answer } = observation;
      if (answer === undefined || !SHOWS_ENTRIES.has(answer.type)) return;
      for (const { type, send, where } of terms.transcripts.oddities) {
        if (type !== 'entry-elsewhere' && type !== 'reply-elsewhere') continue;
        if (send.begunAgain) continue;
        const what = type === 'entry-elsewhere' ? 'entry' : 'reply';
        const sentence = `${send.key}: the ${what} of run ${send.runId} was read in generation ${send.placed ?? '?'} and in ${where ?? '?'}`;
        findings.add(`the same ${what} in two generations`, sentence, send.acceptedBy, record.i);
      }
      if ((answer.type === 'history' || answer.type === 'history-page') && answer.generation !== undefined) {
        for (const entry of answer.entries)
          judge(answer.key, answer.generation, entry, 'the transcript', record.i);
      }
    });
  },
};

/**
 * context/continuous. Demanded of the prompt: the text of every earlier send of the same certain generation whose
 * run ended with a final, or a text that holds a summary made of it (of its text, or of a summary of it). Failed,
 * aborted and interrupted turns may be left out by a gateway. Judged for calls after a restart or a compaction; with
 * the daily rule on a rotation may not show before the call, so nothing is judged.
 */
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';
import type { Call } from './terms/runs.ts';
import type { Send } from './terms/sends.ts';

interface Past {
  readonly send: Send;
  readonly incarnation: number;
}

export const contextContinuous: Property = {
  id: 'context/continuous',
  family: 'generation',
  statement:
    'Within a generation, the prompt of every provider call after a restart or compaction contains the earlier entries, or a summary whose own input contained them.',
  why: 'incidents #70330 and #73204',
  minimum: 1,
  exercise: 'a run called after a restart or compaction with earlier turns to remember',
  watches: ['event', 'provider'],
  start(terms) {
    const findings = new Findings();
    const pasts = new Map<string, Past[]>();

    const remember = (send: Send): void => {
      const past = pasts.get(send.key);
      const one = { send, incarnation: terms.incarnation };
      if (past === undefined) pasts.set(send.key, [one]);
      else past.push(one);
    };

    const isSummarised = (marker: string, call: Call): boolean => {
      for (const { covers, text } of terms.runs.summaries(call.key as string)) {
        if (covers.has(marker) && call.texts.some((one) => one.includes(text))) return true;
      }
      return false;
    };

    const judge = (call: Call): void => {
      const { key, send: asking } = call;
      if (key === undefined || asking === undefined || terms.dailyRule) return;
      const past = pasts.get(key);
      if (past === undefined) return;
      const last = terms.generations.endings(key).at(-1);
      if (last !== undefined) {
        const kept = past.filter(({ send }) => !terms.generations.isOlder(send, last));
        if (kept.length < past.length) pasts.set(key, kept);
      }
      const compacted = terms.runs.summaries(key).length > 0;
      const present = new Set(call.markers);
      let counted = false;
      for (const { send, incarnation } of past) {
        const { marker } = send;
        if (send === asking || marker === undefined || (!compacted && incarnation === terms.incarnation))
          continue;
        if (terms.generations.mayHaveRotated(key, send.from)) continue;
        if (!counted) findings.exercised++;
        counted = true;
        if (present.has(marker) || isSummarised(marker, call)) continue;
        const after = incarnation === terms.incarnation ? 'a compaction' : 'a restart';
        const sentence = `${key}: the prompt for run ${asking.runId} lacks [[${marker}]] of the same generation`;
        findings.add(`a prompt lacks earlier context after ${after}`, sentence, send.acceptedBy, call.record);
        return;
      }
    };

    return checking(findings, (observation) => {
      if (observation.type === 'provider') {
        const { record } = observation;
        if (record.event === 'call' && record.purpose === 'run' && terms.runs.current !== undefined)
          judge(terms.runs.current);
      } else if (observation.type === 'event') {
        const { told, record } = observation;
        if (told.type !== 'terminal' || told.state !== 'final') return;
        const send = terms.sends.ofRun(told.runId, told.key);
        if (send !== undefined && send.settledBy === record.i) remember(send);
      }
    });
  },
};

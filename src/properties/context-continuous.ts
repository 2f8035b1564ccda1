/**
 * context/continuous. Demanded of the prompt: the text of every earlier send of the same certain generation whose
 * run ended with a final, or a text that holds a summary made of it (of its text, or of a summary of it). Failed,
 * aborted and interrupted turns may be left out by a gateway. Judged for calls after a restart or a compaction; with
 * the daily rule on a rotation may not show before the call, so nothing is judged.
 */
import { ContextMemory, Prompt, type Past } from './model/context-memory.ts';
import type { EventAbout, Of, ProviderAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { ModelCall } from './model/runs.ts';

export const contextContinuous: Property = {
  id: 'context/continuous',
  family: 'generation',
  statement:
    'Within a generation, the prompt of every provider call after a restart or compaction contains the earlier entries, or a summary whose own input contained them.',
  why: 'incidents #70330 and #73204',
  exercise: 'a run called after a restart or compaction with earlier turns to remember',
  watches: [
    { type: 'event', says: ['terminal'] },
    { type: 'provider', says: ['call'] },
  ],
  start: (model) => new ContextContinuous(model),
};

class ContextContinuous extends FindingChecker {
  readonly #memories = new Map<string, ContextMemory>();

  provider({ record: { event, purpose } }: Of<'provider'>, { call }: ProviderAbout): void {
    if (event === 'call' && purpose === 'run' && call !== undefined) this.#judge(call);
  }

  event({ record, meaning }: Of<'event'>, { run }: EventAbout): void {
    if (meaning.type !== 'terminal' || meaning.state !== 'final' || run?.settledBy !== record.i) return;
    const { key, marker } = run;
    if (marker === undefined) return;
    let memory = this.#memories.get(key);
    if (memory === undefined) this.#memories.set(key, (memory = new ContextMemory()));
    memory.add({ send: run, marker, incarnation: this.model.incarnation });
  }

  #judge(call: ModelCall): void {
    const { key, send: asking } = call;
    if (key === undefined || asking === undefined || this.model.dailyRule) return;
    const memory = this.#memories.get(key);
    if (memory === undefined) return;
    const { generations, incarnation, runs } = this.model;
    const { past } = memory;
    const last = generations.lastEnding(key);
    if (last !== undefined) memory.sift(last);
    const isWhole = past === memory.past;
    const newest = runs.summaries(key).at(-1);
    const rotatedBy = generations.rotatedBy(key);
    const prompt = new Prompt(call);
    // a run that is called once more is not to be found among its own past
    const covered = asking.settledAs === 'final' ? 0 : memory.coveredIn(prompt);
    let counted = covered > 0 && memory.coveredFrom > rotatedBy;
    if (counted) this.exercised++;
    for (let at = covered; at < past.length; at++) {
      const { send, marker, incarnation: ended } = past[at] as Past;
      // neither a compaction nor a restart lies between: nor does one after any later end
      if (newest === undefined && ended === incarnation) return;
      const isNext = isWhole && at === memory.covered;
      const isCovered = isNext && newest?.covers.has(marker) === true && prompt.holds(newest);
      if (isCovered) memory.cover(newest);
      if (send === asking || send.from <= rotatedBy) continue;
      if (!counted) this.exercised++;
      counted = true;
      if (isCovered || prompt.has(marker) || this.#isSummarised(marker, key, prompt)) continue;
      const after = ended === incarnation ? 'a compaction' : 'a restart';
      const sentence = `${key}: the prompt for run ${asking.runId} lacks [[${marker}]] of the same generation`;
      this.add(`a prompt lacks earlier context after ${after}`, sentence, send.acceptedBy, call.record);
      return;
    }
  }

  #isSummarised(marker: string, key: string, prompt: Prompt): boolean {
    const summaries = this.model.runs.summaries(key);
    return summaries.findLast((one) => one.covers.has(marker) && prompt.holds(one)) !== undefined;
  }
}

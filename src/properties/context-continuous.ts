/**
 * context/continuous: prompt/faithful as it was before texts were recorded. Of calls after a restart or a compaction it
 * demands the message of every earlier turn that ended with a final, and nothing else.
 */
import type { Of, ProviderAbout } from './about.ts';
import { Conversations } from './conversations.ts';
import { FindingChecker, type Property } from './property.ts';
import type { JudgeModel } from './model/judge-model.ts';
import type { ModelCall } from './model/runs.ts';
import type { Send } from './model/sends.ts';
import type { PromptItem } from './remembered-turn.ts';

export const contextContinuous: Property = {
  id: 'context/continuous',
  family: 'generation',
  statement:
    'Within a generation, the prompt of every provider call after a restart or compaction contains the earlier entries, or a summary whose own input contained them.',
  why: 'incidents #70330 and #73204',
  exercise: 'a run called after a restart or compaction with earlier turns to remember',
  supersededBy: 'prompt/faithful',
  watches: [{ type: 'provider', says: ['call', 'end', 'error', 'cancel'] }],
  start: (model) => new ContextContinuous(model),
};

class ContextContinuous extends FindingChecker {
  readonly #conversations: Conversations;

  constructor(model: JudgeModel) {
    super(model);
    this.#conversations = new Conversations(model);
  }

  provider({ record }: Of<'provider'>, { call }: ProviderAbout): void {
    if (call === undefined) return;
    if (record.event !== 'call') return this.#conversations.observe(record, call);
    if (call.purpose === 'summary') return this.#conversations.summarise(call);
    const { key, send } = call;
    if (key !== undefined && send !== undefined) this.#judge(key, send, call);
  }

  #judge(key: string, send: Send, call: ModelCall): void {
    const conversation = this.#conversations.of(key);
    this.#conversations.shown(conversation, call);
    this.#conversations.turnOf(send).called(call.record);
    const { bornAt } = this.model.generations.log;
    const counts = ({ role, turn }: PromptItem): boolean =>
      role === 'user' &&
      turn.send.settledAs === 'final' &&
      (conversation.isSummarised || turn.send.settledBy < bornAt);
    if (this.#conversations.remembers(conversation, send, counts)) this.exercised++;
    const missing = this.#conversations.missing(conversation, send, counts);
    if (missing === undefined) return;
    const { acceptedBy, marker, settledBy } = missing.turn.send;
    const after = settledBy < bornAt ? 'a restart' : 'a compaction';
    const sentence = `${key}: the prompt for run ${send.runId} lacks [[${marker}]] of the same generation`;
    this.add(`a prompt lacks earlier context after ${after}`, sentence, acceptedBy, call.record);
  }
}

/**
 * rotation/explicit. Every ending needs a request of its own: a reset or delete that reached the gateway and was not
 * refused, or a permitted slash command. A slash command is permitted when it names the generation that is current,
 * or where the dialect honours unnamed ones; a retry with the same key is the same request, so it explains no second
 * ending. A draft replayed with a fresh key and a current or no name looks to a gateway like any other command, so
 * `replayOf` alone convicts nobody. With the daily rule on, an ending without a request must have been audited as
 * made by the rule by the end of the history; where the dialect has no audit, nobody can tell.
 */
import type { Of } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { Ending } from './model/rotations.ts';

export const rotationExplicit: Property = {
  id: 'rotation/explicit',
  family: 'generation',
  statement:
    'The generation behind a key changes only through an explicit, permitted request, or a configured rule announced and audited as such; a replay rotates nothing.',
  why: 'incident #70330; OpenClaw issues 88991, 96751, 112222, 93052',
  exercise: 'a read that names the generation of a session that was read before',
  watches: [
    { type: 'event', says: ['notice'] },
    { type: 'response', says: ['nothing', 'send', 'other', 'reset', 'delete'] },
    { type: 'response', says: ['history', 'rows', 'audit'], leg: 'client' },
  ],
  start: (model) => new RotationExplicit(model),
};

class RotationExplicit extends FindingChecker {
  readonly #byRule: Ending[] = [];
  readonly #read = new Set<string>();

  event(): void {
    this.#unexplained();
  }

  response({ record, answer }: Of<'response'>): void {
    this.#unexplained();
    if (record.leg !== 'client') return;
    if (answer?.type === 'history' && answer.generation !== undefined) this.#exercise(answer.key);
    else if (answer?.type === 'rows') {
      for (const { key, generation } of answer.rows) if (generation !== undefined) this.#exercise(key);
    }
  }

  override finish(): void {
    const isAudited = !this.model.dialect.unobservable.has('rotation/audited');
    for (const ending of this.#byRule) {
      if (ending.request === undefined && !ending.refuted && !isAudited)
        this.excuse(
          'ending',
          'a daily rule is on, and this dialect has no audit that says what it did',
          ending,
        );
      else if (ending.request === undefined && !ending.refuted && ending.audit?.trigger !== 'rule')
        this.#convict(ending);
    }
  }

  #unexplained(): void {
    for (const ending of this.model.generations.log.unexplained) {
      if (this.model.dailyRule) this.#byRule.push(ending);
      else this.#convict(ending);
    }
  }

  #convict(ending: Ending): void {
    const { ended, key, next = '(none)' } = ending;
    const { log } = this.model.generations;
    const span = ended === undefined ? undefined : this.model.generations.span(key, ended);
    const isLost = span !== undefined && span.lastFrom >= 0 && span.lastFrom < log.bornAt;
    const meanwhile = isLost
      ? '; the process ended in between, and may have lost what the key pointed at'
      : '';
    const sentence = `${key} changed from generation ${ended ?? '(unnamed)'} to ${next}, and no permitted request asked for it${meanwhile}`;
    const what = ending.reason === 'delete' ? 'ended' : 'rotated';
    this.add(`a session ${what} without a request`, sentence, ending.record);
  }

  #exercise(key: string): void {
    if (this.#read.has(key)) this.exercised++;
    else this.#read.add(key);
  }
}

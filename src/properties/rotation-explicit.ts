/**
 * rotation/explicit. Every ending needs a request of its own: a reset or delete that reached the gateway and was not
 * refused, or a permitted slash command. A slash command is permitted when it names the generation that is current,
 * or where the dialect honours unnamed ones; a retry with the same key is the same request, so it explains no second
 * ending. A draft replayed with a fresh key and a current or no name looks to a gateway like any other command, so
 * `replayOf` alone convicts nobody. With the daily rule on, an ending without a request must have been audited as
 * made by the rule by the end of the history.
 */
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';
import type { Ending } from './terms/rotations.ts';

export const rotationExplicit: Property = {
  id: 'rotation/explicit',
  family: 'generation',
  statement:
    'The generation behind a key changes only through an explicit, permitted request, or a configured rule announced and audited as such; a replay rotates nothing.',
  why: 'incident #70330; OpenClaw issues 88991, 96751, 112222, 93052',
  minimum: 1,
  exercise: 'a read of a session that was read before',
  watches: ['event', 'response'],
  start(terms) {
    const findings = new Findings();
    const byRule: Ending[] = [];
    const read = new Set<string>();

    const convict = (ending: Ending): void => {
      const sentence = `${ending.key} changed from generation ${ending.ended ?? '(unnamed)'} to ${ending.next ?? '(none)'}, and no permitted request asked for it`;
      const cause =
        ending.reason === 'delete'
          ? 'a session ended without a request'
          : 'a session rotated without a request';
      findings.add(cause, sentence, ending.record);
    };

    const exercise = (key: string): void => {
      if (read.has(key)) findings.exercised++;
      else read.add(key);
    };

    return checking(
      findings,
      (observation) => {
        for (const ending of terms.generations.unexplained) {
          if (terms.dailyRule) byRule.push(ending);
          else convict(ending);
        }
        if (observation.type !== 'response' || observation.record.leg !== 'client') return;
        const { answer } = observation;
        if (answer?.type === 'history' && answer.generation !== undefined) exercise(answer.key);
        else if (answer?.type === 'rows') for (const row of answer.rows) exercise(row.key);
      },
      () => {
        for (const ending of byRule) {
          if (ending.request === undefined && !ending.undone && ending.audit?.trigger !== 'rule')
            convict(ending);
        }
      },
    );
  },
};

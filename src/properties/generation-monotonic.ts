/**
 * generation/monotonic. A read convicts only when the generation it shows was over before the read began. An end
 * that no delivered answer promised may be undone by a crash. Where a release says no generation, nothing is read.
 */
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';

export const generationMonotonic: Property = {
  id: 'generation/monotonic',
  family: 'generation',
  statement: 'An acknowledged reset or delete stays: a key never points back at an ended generation.',
  why: 'found on OpenClaw 2026.5.28 (13 of 14 tries); OpenClaw issues 10331, 127027, 146692',
  minimum: 1,
  exercise: 'a read of a session after an acknowledged reset or delete',
  watches: ['response'],
  start(terms) {
    const findings = new Findings();

    const read = (key: string): void => {
      const last = terms.generations.endings(key).at(-1);
      if (last?.acknowledged === true) findings.exercised++;
    };

    return checking(findings, (observation) => {
      if (observation.type !== 'response') return;
      for (const { key, generation, endedRecord, record, restarted } of terms.generations.pointBacks) {
        const sentence = `${key} points at generation ${generation} again, which had ended`;
        findings.add(
          restarted ? 'an ended generation came back after a restart' : 'an ended generation came back',
          sentence,
          endedRecord,
          record,
        );
      }
      if (observation.record.leg !== 'client') return;
      const { answer } = observation;
      if (answer?.type === 'history') read(answer.key);
      else if (answer?.type === 'rows') for (const row of answer.rows) read(row.key);
    });
  },
};

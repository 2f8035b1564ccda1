/**
 * progress/after-heal. The world stops new work at heal and waits; what it still waited for when it gave up is
 * named in the last record. Convicts when the wait was as long as the bound; a world that gave up earlier proves
 * nothing.
 */
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';

export const progressAfterHeal: Property = {
  id: 'progress/after-heal',
  family: 'liveness',
  statement: 'After the last fault is healed, all owed and accepted work settles within the bound.',
  why: 'OpenClaw issues 67173, 129354, 84387; incident #73204',
  minimum: 1,
  exercise: 'the wait for quiet after the heal',
  watches: ['phase'],
  start(terms) {
    const findings = new Findings();
    const { heal } = terms.profile.bounds;
    let healed = -1;

    return checking(findings, (observation) => {
      if (observation.type !== 'phase') return;
      const { record } = observation;
      if (record.phase === 'heal') healed = record.i;
      if (healed < 0 || record.phase === 'heal') return;
      const waited = record.atMicros - terms.healedAt;
      if (record.phase === 'quiet') {
        findings.exercised++;
        if (waited > heal) findings.add('quiet came after the heal bound', 'everything settled, later than the heal bound', healed, record.i);
      } else if (record.phase === 'end' && terms.pending.length > 0 && waited >= heal) {
        findings.exercised++;
        findings.add('work was still pending after the heal bound', `still pending after the heal bound: ${terms.pending.join('; ')}`, healed, record.i);
      }
    });
  },
};

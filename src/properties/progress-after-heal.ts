/**
 * progress/after-heal. The world stops new work at heal and waits; what it still waited for when it gave up is
 * named in the last record. Convicts when the wait was as long as the bound and the gateway owed something: an
 * answer to a request that had arrived, the end of an accepted send, a listener, a handshake. A client that only
 * waits for what its own slow link still carries proves nothing, nor does a world that gave up earlier.
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

    const owes = (): boolean => {
      if (!terms.fair.listening || terms.sends.unsettled.size > 0) return true;
      const connected = new Set<string>();
      for (const connection of terms.connections.live()) {
        if (!connection.open) continue;
        if (connection.scopes !== undefined) connected.add(connection.client);
        for (const asked of connection.asked.values())
          if (asked.arrivedAt >= 0 && asked.answeredAt < 0) return true;
      }
      return terms.connections.planned().some((client) => !connected.has(client));
    };

    return checking(findings, (observation) => {
      if (observation.type !== 'phase') return;
      const { record } = observation;
      if (record.phase === 'heal') healed = record.i;
      if (healed < 0 || record.phase === 'heal') return;
      const waited = record.atMicros - terms.healedAt;
      if (record.phase === 'quiet') {
        findings.exercised++;
        if (waited > heal)
          findings.add(
            'quiet came after the heal bound',
            'everything settled, later than the heal bound',
            healed,
            record.i,
          );
      } else if (record.phase === 'end' && terms.pending.length > 0 && waited >= heal && owes()) {
        findings.exercised++;
        findings.add(
          'work was still pending after the heal bound',
          `still pending after the heal bound: ${terms.pending.join('; ')}`,
          healed,
          record.i,
        );
      }
    });
  },
};

/**
 * progress/after-heal. The world stops new work at heal and waits; what it still waited for when it gave up is
 * named in the last record. Convicts when the wait was as long as the bound and the gateway owed something: an
 * answer to a request that had arrived, the end of an accepted send, a listener, a handshake. A client that only
 * waits for what its own slow link still carries proves nothing, nor does a world that gave up earlier.
 */
import type { Of } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import { NEVER } from './model/connections.ts';

export const progressAfterHeal: Property = {
  id: 'progress/after-heal',
  family: 'liveness',
  statement: 'After the last fault is healed, all owed and accepted work settles within the bound.',
  why: 'OpenClaw issues 67173, 129354, 84387; incident #73204',
  exercise: 'the wait for quiet after the heal',
  watches: ['phase'],
  start: (model) => new ProgressAfterHeal(model),
};

class ProgressAfterHeal extends FindingChecker {
  #healed = NEVER;

  phase({ record }: Of<'phase'>): void {
    if (record.phase === 'heal') this.#healed = record.i;
    if (this.#healed < 0 || record.phase === 'heal') return;
    const { heal } = this.model.profile.bounds;
    const waited = record.atMicros - this.model.phases.healedAt;
    if (record.phase === 'quiet') {
      this.exercised++;
      const sentence = 'everything settled, later than the heal bound';
      if (waited > heal) this.add('quiet came after the heal bound', sentence, this.#healed, record.i);
      return;
    }
    const { pending } = this.model.phases;
    if (record.phase !== 'end' || pending.length === 0 || waited < heal || !this.#owes()) return;
    this.exercised++;
    const sentence = `still pending after the heal bound: ${pending.join('; ')}`;
    this.add('work was still pending after the heal bound', sentence, this.#healed, record.i);
  }

  #owes(): boolean {
    const { connections, fair, sends } = this.model;
    if (!fair.listening || sends.unsettled.size > 0) return true;
    const connected = new Set<string>();
    for (const connection of connections.live()) {
      if (!connection.open) continue;
      if (connection.scopes !== undefined) connected.add(connection.client);
      for (const pending of connection.pending.values())
        if (pending.hasArrived && !pending.isAnswered) return true;
    }
    return connections.planned().some((client) => !connected.has(client));
  }
}

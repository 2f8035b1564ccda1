/**
 * compaction/responsive. Watches sends that reach the gateway while a summary of their session is at the provider.
 * Their answer is timed in the client's fair time, their start in time in which no run of the session was at the
 * provider; neither clock stops for the summary, however long it stalls. A restart ends the watch: what it does with
 * the queue is judged by run/terminates and ack/durable, and so is the survival of what arrived meanwhile.
 */
import type { Micros } from '../kernel/time.ts';
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';
import type { Asked } from './terms/connections.ts';
import type { Send } from './terms/sends.ts';

export const compactionResponsive: Property = {
  id: 'compaction/responsive',
  family: 'account',
  statement:
    'While a summary call is outstanding, sends are acknowledged or refused as busy within the bound, and an accepted send reaches its provider call or a terminal within the compaction bound however long the summary stalls.',
  why: 'incident #73204; OpenClaw issues 129368, 89639, 91492',
  minimum: 1,
  exercise: 'a send answered that had arrived during a compaction',
  watches: ['request', 'response', 'event', 'provider', 'connection', 'process'],
  start(terms) {
    const findings = new Findings();
    const { ackDuringCompaction, compaction } = terms.profile.bounds;
    const asking = new Set<Asked>();
    /** Accepted sends that wait for their start, with the clock's reading when they were accepted. */
    const waiting = new Map<Send, Micros>();

    const answered = (asked: Asked, record: number): void => {
      asking.delete(asked);
      const waited = terms.fair.client(asked.connection.client).read(terms.now) - asked.fairAtArrival;
      if (waited <= ackDuringCompaction) return;
      const sentence = `a send that arrived during a compaction of ${keyOf(asked)} waited longer than the bound for its answer`;
      findings.add(
        'a send during a compaction was not answered within the bound',
        sentence,
        asked.arrivedRecord,
        record,
      );
    };

    const started = (send: Send, since: Micros, record: number): void => {
      waiting.delete(send);
      if (terms.fair.queueing(send.key).read(terms.now) - since <= compaction) return;
      const sentence = `run ${send.runId} of ${send.key} was accepted during a compaction and held up longer than the bound`;
      findings.add('a send accepted during a compaction was held up', sentence, send.acceptedBy, record);
    };

    const request = (asked: Asked, position: number): void => {
      if (asked.ask.type !== 'send' || asked.arrivedRecord !== position) return;
      if (terms.runs.summarising(asked.ask.key)) asking.add(asked);
    };

    const response = (asked: Asked, send: Send, accepted: boolean, record: number): void => {
      if (asked.answeredRecord !== record || !asking.has(asked)) return;
      findings.exercised++;
      answered(asked, record);
      if (accepted && send.calledAt < 0 && !send.settled) waiting.set(send, send.queueingAtAccept);
    };

    return checking(
      findings,
      (observation) => {
        const { record } = observation;
        switch (observation.type) {
          case 'request':
            if (terms.asked !== undefined) request(terms.asked, record.i);
            return;
          case 'response': {
            const { asked, send } = terms;
            if (asked !== undefined && send !== undefined)
              response(asked, send, observation.refusal === undefined, record.i);
            return;
          }
          case 'event': {
            if (waiting.size === 0 || observation.told.type !== 'terminal') return;
            const send = terms.sends.ofRun(observation.told.runId, observation.told.key);
            const since = send === undefined ? undefined : waiting.get(send);
            if (send !== undefined && since !== undefined) started(send, since, record.i);
            return;
          }
          case 'provider': {
            const send = terms.runs.current?.send;
            const since = send === undefined ? undefined : waiting.get(send);
            if (send === undefined || since === undefined || observation.record.event !== 'call') return;
            // the call itself holds the clock from this very instant
            started(send, since, record.i);
            return;
          }
          case 'process':
            if (!terms.fair.listening) waiting.clear();
            break;
          default:
            break;
        }
        for (const asked of terms.cut) if (asking.has(asked)) answered(asked, record.i);
      },
      () => {
        for (const asked of asking) answered(asked, terms.position);
        for (const [send, since] of waiting) if (!send.settled) started(send, since, terms.position);
      },
    );
  },
};

function keyOf(asked: Asked): string {
  return asked.ask.type === 'send' ? asked.ask.key : '';
}

/**
 * send/accounted. The answer is due within the ack bound of the client's fair time after the request reached the
 * gateway, as long as the connection stays open; a request cut off by a close is unknown. Settling is due within the
 * settle bound of time in which no provider call worked for the session. A terminal is late by that clock; a run
 * whose end was only read is not timed, since the auditor reads when it likes. Oversized frames owe no answer.
 */
import type { Observation, ResponseObservation } from '../dialect/observation.ts';
import { ms } from '../kernel/time.ts';
import { FindingChecker } from './findings.ts';
import type { Property } from './property.ts';
import type { Asked } from './terms/connections.ts';
import type { Send } from './terms/sends.ts';

export const sendAccounted: Property = {
  id: 'send/accounted',
  family: 'account',
  statement:
    'Every owed send is answered within the bound, and every accepted one is settled within the bound; a busy refusal says retryable and when.',
  why: 'incident #73204; OpenClaw issues 67173, 130810, 129793',
  minimum: 1,
  exercise: 'an answered send',
  watches: [
    { type: 'event', says: ['terminal'] },
    { type: 'response', says: ['send', 'other', 'nothing'] },
    { type: 'connection', says: ['closed'] },
    'process',
  ],
  start: (terms) => new SendAccounted(terms),
};

class SendAccounted extends FindingChecker {
  observe(observation: Observation): void {
    switch (observation.type) {
      case 'response':
        this.#response(observation);
        return;
      case 'event': {
        const { told, record } = observation;
        const { run } = this.terms;
        if (told.type !== 'terminal' || run?.settledBy !== record.i || !run.acknowledged) return;
        // what only a slow reader was told shows when it reads that far
        if (this.terms.connections.role(record.client) === 'slow' || this.#isSettledInTime(run)) return;
        this.add(
          'an accepted send was settled after the bound',
          `run ${run.runId} ended late`,
          run.acceptedBy,
          record.i,
        );
        return;
      }
      default:
        for (const asked of this.terms.cut) this.#unanswered(asked, observation.record.i);
    }
  }

  override finish(): void {
    const { connections, position, sends } = this.terms;
    for (const connection of connections.live()) {
      for (const asked of connection.asked.values())
        if (asked.answeredAt < 0) this.#unanswered(asked, position);
    }
    for (const send of sends.unsettled) {
      if (!send.acknowledged || send.summarised || this.#isSettledInTime(send)) continue;
      const sentence = `run ${send.runId} of ${send.key} was accepted and never seen to end`;
      this.add(
        'an accepted send was not settled within the bound',
        sentence,
        send.acknowledgedRecord,
        position,
      );
    }
  }

  #response({ record, refusal }: ResponseObservation): void {
    const { asked, send } = this.terms;
    if (asked === undefined || send === undefined) return;
    if (asked.answeredRecord === record.i) {
      this.exercised++;
      if (this.#isLate(asked)) {
        const sentence = `send ${send.runId} was answered late`;
        this.add('a send was answered after the bound', sentence, asked.arrivedRecord, record.i);
      }
    }
    if (record.leg !== 'client' || refusal?.code !== 'UNAVAILABLE') return;
    const { retryable, retryAfterMs = -1 } = refusal;
    if (retryable && retryAfterMs >= 0 && ms(retryAfterMs) <= this.terms.profile.bounds.heal) return;
    // not busy: it goes with the generation whose end was asked for behind it
    if (!retryable && this.terms.generations.asksToEndAfter(send.key, asked.from)) return;
    this.add(
      'a busy refusal does not say retryable and when',
      `send ${send.runId} was refused as UNAVAILABLE without saying when, within the heal bound, to retry`,
      record.i,
    );
  }

  #unanswered(asked: Asked, record: number): void {
    if (!this.#isLate(asked)) return;
    const sentence = `send ${asked.id} on connection ${asked.connection.conn} was not answered while its connection was open`;
    this.add('a send was not answered within the bound', sentence, asked.record, asked.arrivedRecord, record);
  }

  #isLate({ arrivedAt, ask, bytes, connection, fairAtArrival }: Asked): boolean {
    const { connections, fair, now, profile } = this.terms;
    return (
      ask.type === 'send' &&
      // a channel listener says itself how long it waits: its deadline is the matter of channel/accounted
      connections.role(connection.client) !== 'channel' &&
      // seen from outside, what a slow reader is sent was sent when it read that far
      connections.role(connection.client) !== 'slow' &&
      arrivedAt >= 0 &&
      connection.scopes !== undefined &&
      bytes <= connection.maxPayloadBytes &&
      fair.client(connection.client).read(now) - fairAtArrival > profile.bounds.ack
    );
  }

  #isSettledInTime(send: Send): boolean {
    const { fair, now, profile } = this.terms;
    return fair.settling(send.key).read(now) - send.settlingAtAccept <= profile.bounds.settle;
  }
}

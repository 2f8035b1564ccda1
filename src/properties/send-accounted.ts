/**
 * send/accounted. The answer is due within the ack bound of the client's fair time after the request reached the
 * gateway, as long as the connection stays open; a request cut off by a close is unknown. Settling is due within the
 * settle bound of time in which no provider call worked for the session. A terminal is late by that clock; a run
 * whose end was only read is not timed, since the auditor reads when it likes. Oversized frames owe no answer.
 */
import { ms } from '../kernel/time.ts';
import { checking, Findings } from './findings.ts';
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
  watches: ['event', 'response', 'connection', 'process'],
  start(terms) {
    const findings = new Findings();
    const { ack, settle, heal } = terms.profile.bounds;

    const isLate = (asked: Asked): boolean =>
      asked.ask.type === 'send' &&
      // a channel listener says itself how long it waits: its deadline is the matter of channel/accounted
      terms.connections.role(asked.connection.client) !== 'channel' &&
      asked.arrivedAt >= 0 &&
      asked.connection.scopes !== undefined &&
      asked.bytes <= asked.connection.maxPayloadBytes &&
      terms.fair.client(asked.connection.client).read(terms.now) - asked.fairAtArrival > ack;

    const unanswered = (asked: Asked, record: number): void => {
      if (!isLate(asked)) return;
      const sentence = `send ${asked.id} on connection ${asked.connection.conn} was not answered while its connection was open`;
      findings.add(
        'a send was not answered within the bound',
        sentence,
        asked.record,
        asked.arrivedRecord,
        record,
      );
    };

    const unsettledFor = (send: Send): number =>
      terms.fair.settling(send.key).read(terms.now) - send.settlingAtAccept;

    return checking(
      findings,
      (observation) => {
        const { record } = observation;
        switch (observation.type) {
          case 'response': {
            const { asked, send } = terms;
            if (asked === undefined || send === undefined) return;
            if (asked.answeredRecord === record.i) {
              findings.exercised++;
              if (isLate(asked)) {
                findings.add(
                  'a send was answered after the bound',
                  `send ${send.runId} was answered late`,
                  asked.arrivedRecord,
                  record.i,
                );
              }
            }
            const { refusal } = observation;
            if (observation.record.leg !== 'client' || refusal?.code !== 'UNAVAILABLE') return;
            const { retryable, retryAfterMs = -1 } = refusal;
            if (retryable && retryAfterMs >= 0 && ms(retryAfterMs) <= heal) return;
            findings.add(
              'a busy refusal does not say retryable and when',
              `send ${send.runId} was refused as UNAVAILABLE without saying when, within the heal bound, to retry`,
              record.i,
            );
            return;
          }
          case 'event': {
            const { told } = observation;
            if (told.type !== 'terminal') return;
            const send = terms.sends.ofRun(told.runId, told.key);
            if (send?.settledBy !== record.i || !send.acknowledged || unsettledFor(send) <= settle) return;
            findings.add(
              'an accepted send was settled after the bound',
              `run ${send.runId} ended late`,
              send.acceptedBy,
              record.i,
            );
            return;
          }
          default:
            for (const asked of terms.cut) unanswered(asked, record.i);
        }
      },
      () => {
        for (const connection of terms.connections.live()) {
          for (const asked of connection.asked.values())
            if (asked.answeredAt < 0) unanswered(asked, terms.position);
        }
        for (const send of terms.sends.unsettled) {
          if (!send.acknowledged || send.summarised || unsettledFor(send) <= settle) continue;
          const sentence = `run ${send.runId} of ${send.key} was accepted and never seen to end`;
          findings.add(
            'an accepted send was not settled within the bound',
            sentence,
            send.acknowledgedRecord,
            terms.position,
          );
        }
      },
    );
  },
};

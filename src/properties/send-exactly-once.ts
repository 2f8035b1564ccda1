/**
 * send/exactly-once. Entries are told apart by id: a copy in an archive has the same one. Where several sends carry
 * one marker (a user who pressed twice) entries are not counted. A second run shows as a second reply, or as a
 * provider call for a run that had told its final. Outside the dedupe window, and after a wall clock jump (by which
 * a gateway may have dated the key), a key may be new again.
 */
import { hashString } from '../kernel/hash.ts';
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';
import type { Send } from './terms/sends.ts';

export const sendExactlyOnce: Property = {
  id: 'send/exactly-once',
  family: 'account',
  statement:
    'Within the dedupe window, one (session key, idempotency key) means at most one transcript entry and one run, across retries, reconnects, resets and restarts; the same key with other text is refused.',
  why: 'measured on OpenClaw 2026.5.28 (restart mid-run); OpenClaw issues 126680, 129793, 64038, 90351',
  minimum: 1,
  exercise: 'the answer to a send that was tried again',
  watches: ['response', 'provider'],
  start(terms) {
    const findings = new Findings();

    const isRemembered = (send: Send): boolean =>
      terms.now - send.firstSentAt <= terms.dedupeWindow && !terms.fair.wallJumped;

    return checking(findings, (observation) => {
      const { record } = observation;
      if (observation.type === 'provider') {
        const call = terms.runs.current;
        const send = call?.send;
        if (observation.record.event !== 'call' || call === undefined || send?.terminal !== 'final') return;
        if (terms.dialect.mergesSends || !isRemembered(send)) return;
        const sentence = `run ${send.runId} of ${send.key} had told its final and called the provider again`;
        findings.add('a run began again after its final', sentence, send.settledBy, record.i);
        return;
      }
      if (observation.type !== 'response' || observation.record.leg !== 'client') return;
      const { send, asked } = terms;
      if (send !== undefined && asked?.ask.type === 'send') {
        if (send.attempts > 1) findings.exercised++;
        if (
          send.otherText &&
          observation.refusal === undefined &&
          hashString(asked.ask.text) !== send.textHash &&
          isRemembered(send)
        ) {
          findings.add(
            'a used key with other text was accepted',
            `send ${send.runId} was accepted with other text`,
            send.record,
            record.i,
          );
        }
        return;
      }
      for (const { type, send: twice } of terms.transcripts.oddities) {
        if (terms.now - twice.firstSentAt > terms.dedupeWindow && twice.attempts > 1) continue;
        if (terms.fair.wallJumped && twice.attempts > 1) continue;
        if (type === 'second-entry') {
          findings.add(
            'one key made two transcript entries',
            `send ${twice.runId} has two entries in ${twice.key}`,
            twice.acceptedBy,
            record.i,
          );
        } else if (type === 'second-reply' && !terms.dialect.mergesSends) {
          findings.add(
            'one key made two replies',
            `run ${twice.runId} has two replies in ${twice.key}`,
            twice.acceptedBy,
            record.i,
          );
        }
      }
    });
  },
};

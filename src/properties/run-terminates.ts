/**
 * run/terminates. A run is settled by a terminal sent to anyone or by a reply entry that somebody read. At quiet
 * every accepted send must be settled, unless its session could not be read in full or it lies under a summary. A
 * reply in the transcript is not enough for the connection that sent the message: tried on that connection alone,
 * accepted there, open and reading ever since, in a generation that cannot have ended, it must have got the terminal.
 */
import type { Answer } from '../dialect/observation.ts';
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';
import type { Send } from './terms/sends.ts';

export const runTerminates: Property = {
  id: 'run/terminates',
  family: 'account',
  statement:
    'Every accepted run is settled exactly once, and no connection sees two terminals for it; a restart ends a run as interrupted or resumes it.',
  why: 'OpenClaw issues 119407, 74614, 121507, 105593, 138564',
  minimum: 1,
  exercise: 'a terminal delivered',
  watches: ['event', 'response', 'connection', 'phase'],
  start(terms) {
    const findings = new Findings();
    /** Per connection the runs whose terminal it got, with the record. */
    const terminals = new Map<number, Map<Send | string, number>>();
    /** Sends acknowledged as new, with the connection that was told so. */
    const awaited = new Map<Send, number>();
    /** The connection that was last sent a run's terminal. */
    const sent = new Map<Send, number>();
    /** In which incarnation a run's first terminal was sent. */
    const endedIn = new Map<Send, number>();
    let judged = false;

    const terminal = (conn: number, runId: string, send: Send | undefined, record: number): void => {
      let runs = terminals.get(conn);
      if (runs === undefined) terminals.set(conn, (runs = new Map<Send | string, number>()));
      const run = send ?? runId;
      const earlier = runs.get(run);
      findings.exercised++;
      if (earlier === undefined || send?.begunAgain === true) runs.set(run, record);
      else
        findings.add(
          'one connection got two terminals of a run',
          `connection ${conn} got two terminals of run ${runId}`,
          earlier,
          record,
        );
    };

    /** A run ends in one life of the process: what was told of it is not told anew by the next. */
    const endedAgain = (send: Send, record: number): void => {
      const first = endedIn.get(send);
      if (first === undefined) endedIn.set(send, terms.incarnation);
      else if (first !== terms.incarnation && !send.begunAgain)
        findings.add(
          'a run was ended again after a restart',
          `run ${send.runId} of ${send.key} had its terminal before the restart, and another one after it`,
          send.settledBy,
          record,
        );
    };

    /** Of two sends with one marker, a prompt does not show which it holds: either may have been merged. */
    const mayBeMerged = ({ marker }: Send): boolean =>
      terms.dialect.mergesSends && marker !== undefined && terms.sends.ofMarker(marker).length > 1;

    /** A run whose final was told is not stored as cut short: the final was sent before it was durable. */
    const untold = ({ key, entries }: Extract<Answer, { type: 'history' }>, record: number): void => {
      if (terms.dialect.mergesSends) return;
      for (const { runId, stopReason } of entries) {
        if (stopReason !== 'interrupted' || runId === undefined) continue;
        const send = terms.sends.ofRun(runId, key);
        if (send?.terminal !== 'final' || send.begunAgain) continue;
        const sentence = `run ${runId} of ${key} told its final, and its transcript says that it was interrupted`;
        findings.add('a run that told its final is stored as interrupted', sentence, send.settledBy, record);
      }
    };

    /** It may still be at work, or its end may lie where nobody could read. */
    const isOpen = (send: Send): boolean =>
      send.summarised || terms.runs.running(send.key) || !terms.readInFull(send.key);

    const judge = (): void => {
      judged = true;
      for (const send of terms.sends.unsettled) {
        if ((!send.acknowledged && send.calledAt < 0) || isOpen(send) || mayBeMerged(send)) continue;
        const sentence = `run ${send.runId} of ${send.key} was accepted; no terminal was sent, and no reply can be read`;
        findings.add('an accepted run never ended', sentence, send.acceptedBy, terms.position);
      }
      for (const [send, conn] of awaited) {
        const connection = terms.connections.get(conn);
        if (
          connection === undefined ||
          !connection.open ||
          !connection.mayRead ||
          !send.settled ||
          send.onlyConnection !== conn
        )
          continue;
        if (terms.runs.running(send.key) || terms.generations.mayHaveRotated(send.key, send.from)) continue;
        if (connection.lastSent < send.settledBy) continue;
        const sentence = `connection ${conn} sent run ${send.runId}, stayed open, and never got its terminal`;
        findings.add(
          'the sender of a run never got its terminal',
          sentence,
          send.acknowledgedRecord,
          terms.position,
        );
      }
    };

    return checking(
      findings,
      (observation) => {
        switch (observation.type) {
          case 'event': {
            const { record, told } = observation;
            if (told.type !== 'terminal') return;
            const send = terms.sends.ofRun(told.runId, told.key);
            if (record.leg === 'client') terminal(record.conn, told.runId, send, record.i);
            if (send === undefined) return;
            const connection = terms.connections.get(record.conn);
            if (connection !== undefined && terms.atGateway(connection, record.leg)) {
              sent.set(send, record.conn);
              endedAgain(send, record.i);
            }
            if (awaited.get(send) === record.conn) awaited.delete(send);
            return;
          }
          case 'response': {
            const { record, answer } = observation;
            if (record.leg === 'client' && answer?.type === 'history') untold(answer, record.i);
            if (record.leg !== 'client' || answer?.type !== 'send' || answer.status !== 'accepted') return;
            const { send } = terms;
            const got = terminals.get(record.conn);
            if (send === undefined) return;
            // an ack can be overtaken by its own run's end; a second one, for a new run, starts the count again
            if (send.acknowledgedRecord !== record.i) got?.delete(send);
            if (sent.get(send) !== record.conn) awaited.set(send, record.conn);
            return;
          }
          case 'connection': {
            const { record } = observation;
            if (record.event !== 'closed' || record.leg !== 'client') return;
            terminals.delete(record.conn);
            for (const [send, conn] of awaited) if (conn === record.conn) awaited.delete(send);
            return;
          }
          case 'phase':
            if (observation.record.phase === 'end' && terms.atRest) judge();
            return;
          default:
            return;
        }
      },
      () => {
        if (!judged && terms.atRest) judge();
      },
    );
  },
};

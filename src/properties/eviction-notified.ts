/**
 * eviction/notified. A connection is entitled when it certainly had read scope and a session subscription before the
 * generation can have ended, and stays open. Owed is each notice the dialect declares, once. A missing notice
 * convicts when an event of the next generation is delivered first; and when it was never sent, although something later was,
 * once the connection closes long after or everything is quiet. Where reset requests overlapped, which notice
 * tells which ending is not certain: then only the scope is judged. A reset of a key that pointed at nothing ends
 * no generation and owes nothing.
 */
import type { Generation } from '../dialect/observation.ts';
import type { Micros } from '../kernel/time.ts';
import { CLOSE } from '../protocol/close-codes.ts';
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';
import type { Connection } from './terms/connections.ts';
import type { Ending } from './terms/rotations.ts';

export const evictionNotified: Property = {
  id: 'eviction/notified',
  family: 'generation',
  statement:
    'For each ended generation, every connection that held a session subscription and read scope when it ended, and stays open, gets exactly one notice of each kind before any event of the next generation; a connection without the scope gets none.',
  why: 'incident #63374',
  minimum: 1,
  exercise: 'a notice delivered to an entitled connection',
  watches: ['event', 'response', 'connection'],
  start(terms) {
    const findings = new Findings();
    const { notices } = terms.dialect;
    /** Fair time when each ending was first seen. */
    const since = new Map<Ending, Micros>();
    const reported = new Map<Ending, Set<number>>();

    const tally = (counts: Map<number, number[]>, conn: number, notice: number): number => {
      let mine = counts.get(conn);
      if (mine === undefined) counts.set(conn, (mine = notices.map(() => 0)));
      return (mine[notice] = (mine[notice] ?? 0) + 1);
    };

    const entitled = (connection: Connection, ending: Ending): boolean =>
      connection.mayRead && connection.sessionsSince < ending.earliest && !ending.undone && !ending.tangled;

    const isOwed = (ending: Ending, notice: number): boolean => {
      if (ending.ended !== undefined) return true;
      for (const counts of ending.sent.values()) if ((counts[notice] ?? 0) > 0) return true;
      return false;
    };

    /** `counts`: what was delivered so far, or what was sent at all. */
    const missing = (
      connection: Connection,
      ending: Ending,
      counts: Map<number, number[]>,
      cause: string,
      record: number,
    ): void => {
      if (!entitled(connection, ending) || reported.get(ending)?.has(connection.conn) === true) return;
      for (const [at, notice] of notices.entries()) {
        if ((counts.get(connection.conn)?.[at] ?? 0) > 0 || !isOwed(ending, at)) continue;
        let conns = reported.get(ending);
        if (conns === undefined) reported.set(ending, (conns = new Set<number>()));
        conns.add(connection.conn);
        const who = `connection ${connection.conn} (${connection.client})`;
        const sentence = `${who}: ${notice} for the end of generation ${ending.ended ?? '(unnamed)'} of ${ending.key} ${cause}`;
        findings.add(`a notice ${cause}`, sentence, ending.record, record);
        return;
      }
    };

    const nextEvent = (connection: Connection, ending: Ending | undefined, record: number): void => {
      if (ending === undefined) return;
      missing(connection, ending, ending.told, 'did not come before an event of the next generation', record);
    };

    const begunBy = (key: string, generation: Generation | undefined): Ending | undefined =>
      generation === undefined ? undefined : terms.generations.life(key, generation)?.begunBy;

    return checking(
      findings,
      (observation) => {
        for (const ending of terms.generations.fresh) since.set(ending, terms.fair.process.read(terms.now));
        if (observation.type === 'event') {
          const { record, told } = observation;
          if (told.type === 'notice' && terms.sentNotice !== undefined) {
            const at = notices.indexOf(told.notice);
            if (at >= 0) tally(terms.sentNotice.sent, record.conn, at);
          }
          if (record.leg !== 'client') return;
          const connection = terms.connections.get(record.conn);
          if (connection === undefined) return;
          switch (told.type) {
            case 'notice': {
              if (connection.scopes !== undefined && !connection.mayRead) {
                findings.add(
                  'a notice reached a connection without the scope',
                  `connection ${record.conn} got ${told.notice} without read scope`,
                  record.i,
                );
                return;
              }
              const at = notices.indexOf(told.notice);
              const ending = at < 0 ? undefined : terms.ending;
              if (ending === undefined) return;
              const times = tally(ending.told, record.conn, at);
              if (connection.sessionsSince < ending.earliest) findings.exercised++;
              if (times === 2 && !ending.tangled) {
                const sentence = `connection ${record.conn} got ${told.notice} twice for one end of ${ending.key}`;
                findings.add('a notice came twice', sentence, ending.record, record.i);
              }
              return;
            }
            case 'message':
            case 'row':
              nextEvent(connection, begunBy(told.key, told.generation), record.i);
              return;
            case 'run-start':
            case 'run-text':
            case 'run-tool': {
              const send = terms.sends.ofRun(told.runId, told.key);
              const last = send === undefined ? undefined : terms.generations.endings(send.key).at(-1);
              if (send !== undefined && last !== undefined && terms.generations.isNewer(send, last))
                nextEvent(connection, last, record.i);
              return;
            }
            default:
              return;
          }
        } else if (observation.type === 'connection') {
          const { record } = observation;
          if (record.event !== 'closed' || terms.fair.everTroubled(record.client)) return;
          const connection = terms.connections.get(record.conn);
          if (connection === undefined || connection.sessionsSince === Infinity) return;
          // what was queued for a reader that did not keep up went down with it
          if (terms.connections.role(record.client) === 'slow' || record.code === CLOSE.policyViolation)
            return;
          for (const [ending, began] of since) {
            if (terms.fair.process.read(terms.now) - began <= terms.profile.bounds.fetch) continue;
            if (connection.lastSent > ending.latest)
              missing(connection, ending, ending.sent, 'never came', record.i);
          }
        }
      },
      () => {
        if (!terms.atRest) return;
        for (const connection of terms.connections.live()) {
          if (!connection.open) continue;
          for (const ending of terms.generations.allEndings()) {
            if (ending.latest >= terms.quietFrom || connection.lastSent <= ending.latest) continue;
            missing(connection, ending, ending.sent, 'never came', terms.position);
          }
        }
      },
    );
  },
};

/**
 * gap/announced. Chosen reading: the entry of a send, its reply and its terminal, once sent to one connection, must
 * by the time of quiet have been sent to every other connection that certainly followed the session before the send
 * arrived and is open still. Sends whose generation may have ended are left out (a told connection may be spared
 * their terminals). Deltas are coalescing, not loss. Notices are judged by eviction/notified.
 */
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';
import type { Connection } from './terms/connections.ts';
import type { Send } from './terms/sends.ts';

type What = 'entry' | 'reply' | 'terminal';

interface Owed {
  readonly what: What;
  readonly send: Send;
  readonly record: number;
  readonly missing: Set<Connection>;
}

const BIT: Readonly<Record<What, number>> = { entry: 1, reply: 2, terminal: 4 };

export const gapAnnounced: Property = {
  id: 'gap/announced',
  family: 'order',
  statement:
    'What an entitled connection should have got and another one witnessed (messages, terminals) reaches it, or it is closed with a code.',
  why: 'incident #7442; OpenClaw issues 12895, 25722, 74614',
  minimum: 1,
  exercise: 'a message or terminal owed to a second connection',
  watches: ['event', 'connection'],
  start(terms) {
    const findings = new Findings();
    const owed = new Map<string, Owed>();
    const witnessed = new Map<Send, number>();

    const witness = (what: What, send: Send, conn: number, record: number): void => {
      const name = `${what} ${send.key} ${send.runId}`;
      const seen = witnessed.get(send) ?? 0;
      const connection = terms.connections.get(conn);
      if ((seen & BIT[what]) !== 0) {
        const item = owed.get(name);
        if (
          item !== undefined &&
          connection !== undefined &&
          item.missing.delete(connection) &&
          item.missing.size === 0
        ) {
          owed.delete(name);
        }
        return;
      }
      witnessed.set(send, seen | BIT[what]);
      const missing = new Set<Connection>();
      for (const other of terms.connections.live()) {
        if (other.conn === conn || !other.open || !other.mayRead) continue;
        const since =
          what === 'terminal'
            ? other.followsSince(send.key)
            : (other.messagesSince.get(send.key) ?? Infinity);
        if (since < send.from) missing.add(other);
      }
      if (missing.size === 0) return;
      findings.exercised++;
      owed.set(name, { what, send, record, missing });
    };

    return checking(
      findings,
      (observation) => {
        if (observation.type === 'event') {
          const { record, told } = observation;
          if (told.type !== 'terminal' && told.type !== 'message') return;
          const connection = terms.connections.get(record.conn);
          if (connection === undefined || !terms.atGateway(connection, record.leg)) return;
          const runId = told.type === 'terminal' ? told.runId : told.entry.runId;
          const send = runId === undefined ? undefined : terms.sends.ofRun(runId, told.key);
          if (send === undefined || !send.accepted) return;
          if (told.type === 'terminal') witness('terminal', send, record.conn, record.i);
          else if (told.entry.role === 'user') witness('entry', send, record.conn, record.i);
          else if (told.entry.role === 'assistant' && told.entry.stopReason !== undefined) {
            witness('reply', send, record.conn, record.i);
          }
        } else if (observation.type === 'connection' && observation.record.event === 'closed') {
          for (const [name, item] of owed) {
            for (const connection of item.missing) if (!connection.open) item.missing.delete(connection);
            if (item.missing.size === 0) owed.delete(name);
          }
        }
      },
      () => {
        if (!terms.atRest) return;
        for (const { what, send, record, missing } of owed.values()) {
          if (terms.generations.mayHaveRotated(send.key, send.from)) continue;
          for (const connection of missing) {
            if (!connection.open || connection.lastSent <= record) continue;
            const sentence = `connection ${connection.conn} (${connection.client}) never got the ${what} of run ${send.runId}, which another connection got`;
            findings.add(
              `a connection that stayed open never got a ${what} that another one got`,
              sentence,
              record,
            );
          }
        }
      },
    );
  },
};

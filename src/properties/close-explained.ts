/**
 * close/explained. Judged on closes the gateway began, as its own leg shows them (the client's, where there is no
 * other). Before hello any of the handshake's codes passes. A slow consumer is visible by its buffer or by a fault
 * on its client; where the world cannot measure buffers, 1008 is taken as explained. So it is on a connection to
 * which an event above its limit may have been due: a run that concerns it said so much, or its message was so long.
 * Reason texts and log lines are recommendations and not judged.
 */
import type { ConnectionRecord, ProviderRecord } from '../history/record.ts';
import { CLOSE } from '../protocol/close-codes.ts';
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';
import type { Connection } from './terms/connections.ts';
import type { Send } from './terms/sends.ts';

/** What an event has around its text, generously. */
const ENVELOPE_BYTES = 1_024;

export const closeExplained: Property = {
  id: 'close/explained',
  family: 'boundary',
  statement: 'A gateway-initiated close has a code allowed for a cause visible in the history.',
  why: 'incident #7442; OpenClaw issues 4014, 147707, 138818',
  minimum: 1,
  exercise: 'a close begun by the gateway',
  watches: ['connection', 'garbage', 'process', 'provider', 'request'],
  start(terms) {
    const findings = new Findings();
    /** What each connection was like while its terms were alive: closing the last leg forgets them. */
    const known = new Map<number, Connection>();
    const largestGarbage = new Map<number, number>();

    /** Connections that the gateway has done with; their clients may not even have seen them open. */
    const over = new Set<number>();
    /** Connections that lived to see the process stop. */
    const stopped = new Set<number>();

    const isSlow = (connection: Connection): boolean =>
      connection.peakBufferedBytes === 0 ||
      connection.peakBufferedBytes + connection.maxPayloadBytes >= connection.maxBufferedBytes ||
      terms.fair.everTroubled(connection.client);

    /** Bytes of the replies so far. */
    const replies = new Map<Send, number>();
    /** Sends of which an event may be too large. */
    const large = new Set<Send>();

    const holds = (send: Send, textBytes: number): void => {
      if (textBytes + ENVELOPE_BYTES > terms.maxPayloadBytes) large.add(send);
    };

    const said = (send: Send, { event, bytes = 0 }: ProviderRecord): void => {
      if (event === 'tool') holds(send, bytes);
      if (event !== 'delta') return;
      const reply = (replies.get(send) ?? 0) + bytes;
      replies.set(send, reply);
      holds(send, reply);
    };

    const mayBeDueTooMuch = (connection: Connection): boolean => {
      for (const send of large)
        if (send.client === connection.client || connection.followsSince(send.key) !== Infinity) return true;
      return false;
    };

    const isExplained = (connection: Connection, code: number | undefined): boolean => {
      const greeted = connection.scopes !== undefined;
      switch (code) {
        case undefined:
          return true;
        case CLOSE.normal:
        case CLOSE.protocolError:
          return !greeted;
        case CLOSE.goingAway:
        case CLOSE.serviceRestart:
          return stopped.has(connection.conn) || !terms.fair.listening;
        case CLOSE.abnormal:
          return stopped.has(connection.conn) || !terms.fair.listening || isSlow(connection);
        case CLOSE.policyViolation:
          return !greeted || isSlow(connection) || mayBeDueTooMuch(connection);
        case CLOSE.messageTooBig:
          return (
            !greeted ||
            Math.max(connection.largestRequestBytes, largestGarbage.get(connection.conn) ?? 0) >
              connection.maxPayloadBytes
          );
        default:
          return false;
      }
    };

    const closed = (record: ConnectionRecord): void => {
      if (record.leg === 'client') over.delete(record.conn);
      else over.add(record.conn);
      const connection = known.get(record.conn);
      if (connection === undefined) return;
      if (record.by === 'gateway') {
        findings.exercised++;
        if (!isExplained(connection, record.code)) {
          const code = record.code ?? 'no code';
          const sentence = `the gateway closed connection ${record.conn} (${record.client}) with ${code}, and nothing in the history explains it`;
          findings.add(`a close with ${code} without a cause`, sentence, record.i);
        }
      }
      // the first leg that shows the close is judged; the other tells the same again
      if (record.by === 'gateway' || record.leg === 'gateway' || !connection.hasGatewayLeg) {
        known.delete(record.conn);
        stopped.delete(record.conn);
        largestGarbage.delete(record.conn);
      }
    };

    return checking(findings, (observation) => {
      if (observation.type === 'connection') {
        const { record } = observation;
        if (record.event === 'closed') closed(record);
        else if (record.event === 'opened' && (record.leg === 'gateway' || !over.has(record.conn))) {
          const connection = terms.connections.get(record.conn);
          if (connection !== undefined) known.set(record.conn, connection);
        }
      } else if (observation.type === 'provider') {
        const send = terms.runs.current?.send;
        if (send !== undefined) said(send, observation.record);
      } else if (observation.type === 'request') {
        if (terms.send !== undefined) holds(terms.send, observation.record.message.bytes);
      } else if (observation.type === 'process') {
        if (!terms.fair.listening) for (const conn of known.keys()) stopped.add(conn);
      } else if (observation.type === 'garbage' && observation.record.from === 'client') {
        const { conn, message } = observation.record;
        largestGarbage.set(conn, Math.max(largestGarbage.get(conn) ?? 0, message.bytes));
      }
    });
  },
};

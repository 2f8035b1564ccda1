/** Facts about connections: limits that were reached to the byte or passed, and clients that came back. */
import { CLOSE } from '../../protocol/close-codes.ts';
import type { Fact } from './fact.ts';

export const CONNECTION_FACTS: readonly Fact[] = [
  {
    id: 'slow-reader-closed',
    sentence: 'a slow reader was closed with 1008',
    watches: [{ type: 'response', says: ['hello'] }, 'connection'],
    start: () => {
      const greeted = new Set<number>();
      return (seen) => {
        if (seen.type === 'response' && seen.answer?.type === 'hello') greeted.add(seen.record.conn);
        if (seen.type !== 'connection' || seen.record.code !== CLOSE.policyViolation) return false;
        return seen.record.by === 'gateway' && greeted.has(seen.record.conn);
      };
    },
  },
  {
    id: 'payload-exact',
    sentence: 'a frame of exactly maxPayload was delivered',
    watches: [
      { type: 'request', leg: 'gateway' },
      { type: 'response', leg: 'client' },
      { type: 'event', leg: 'client' },
    ],
    start: (context) => (seen) =>
      (seen.type === 'request' || seen.type === 'response' || seen.type === 'event') &&
      seen.record.from !== seen.record.leg &&
      seen.record.message.bytes === context.model.maxPayloadBytes,
  },
  {
    id: 'message-too-big',
    sentence: 'a message above maxPayload closed its connection with 1009',
    watches: ['connection'],
    start: () => (seen) =>
      seen.type === 'connection' && seen.record.code === CLOSE.messageTooBig && seen.record.by === 'gateway',
  },
  {
    id: 'watchdog-gave-up',
    sentence: 'a client heard nothing for too long and gave its connection up',
    watches: ['connection'],
    start: () => (seen) =>
      seen.type === 'connection' && seen.record.code === CLOSE.watchdog && seen.record.by === 'client',
  },
  {
    id: 'socket-write-failed',
    sentence: 'a write to a socket failed, and what was written never arrived',
    watches: ['fault'],
    start: () => (seen) =>
      seen.type === 'fault' && seen.record.faultKind === 'link.broken' && seen.record.event === 'landed',
  },
  {
    id: 'run-followed-across-connections',
    sentence: 'a client saw a run begin on one connection and end on another',
    watches: [{ type: 'event', says: ['run-start', 'terminal'], leg: 'client' }],
    start: () => {
      /** By client and run. */
      const begunOn = new Map<string, Map<string, number>>();
      return (seen) => {
        if (seen.type !== 'event') return false;
        const { meaning, record } = seen;
        if (meaning.type === 'run-start') {
          const runs = begunOn.get(record.client);
          if (runs === undefined) begunOn.set(record.client, new Map([[meaning.runId, record.conn]]));
          else runs.set(meaning.runId, record.conn);
        }
        if (meaning.type !== 'terminal') return false;
        const conn = begunOn.get(record.client)?.get(meaning.runId);
        return conn !== undefined && conn !== record.conn;
      };
    },
  },
  {
    id: 'history-cut',
    sentence: 'a history left messages out to fit a limit',
    watches: [{ type: 'response', says: ['history'] }],
    start: () => (seen) => seen.type === 'response' && seen.answer?.type === 'history' && seen.answer.partial,
  },
];

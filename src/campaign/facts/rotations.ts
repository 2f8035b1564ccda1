/** Facts about generations that end: resets, deletes, slash commands and the daily rule meet runs and each other. */
import { REASON } from '../../protocol/error-codes.ts';
import type { Fact } from './fact.ts';

interface Read {
  readonly conn: number;
  readonly generation: string;
}

export const ROTATION_FACTS: readonly Fact[] = [
  {
    id: 'reset-overtook-run',
    sentence: 'a reset overtook a running run of its session',
    watches: [{ type: 'response', says: ['reset'] }],
    start: (context) => (seen) =>
      seen.type === 'response' && seen.answer?.type === 'reset' && context.during?.run === true,
  },
  {
    id: 'delete-overtook-run',
    sentence: 'a session was deleted while its run was going on',
    watches: [{ type: 'response', says: ['delete'] }],
    start: (context) => (seen) =>
      seen.type === 'response' && seen.answer?.type === 'delete' && context.during?.run === true,
  },
  {
    id: 'reset-overtook-compaction',
    sentence: 'a reset overtook the compaction of its session',
    watches: [{ type: 'response', says: ['reset'] }],
    start: (context) => (seen) =>
      seen.type === 'response' && seen.answer?.type === 'reset' && context.during?.summary === true,
  },
  {
    id: 'rotations-raced',
    sentence: 'two clients raced to reset or delete the same session',
    watches: [{ type: 'request', says: ['reset', 'delete'], leg: 'gateway' }],
    start: (context) => (seen) => {
      if (seen.type !== 'request') return false;
      const { ask, record } = seen;
      if (ask.type !== 'reset' && ask.type !== 'delete') return false;
      for (const { ask: other, connection } of context.waiting())
        if ((other.type === 'reset' || other.type === 'delete') && other.key === ask.key)
          if (connection.client !== record.client) return true;
      return false;
    },
  },
  {
    id: 'late-event-after-reset',
    sentence: 'a late lifecycle event came after its session was reset or deleted',
    watches: ['provider'],
    start: (context) => (seen) => {
      if (seen.type !== 'provider' || seen.record.injected !== true) return false;
      const { call } = context;
      return call?.key !== undefined && context.rotatedAt(call.key) > call.record;
    },
  },
  {
    id: 'rule-rotated',
    sentence: 'the daily rule rotated a session',
    watches: [{ type: 'response', says: ['audit'] }],
    start: () => (seen) =>
      seen.type === 'response' &&
      seen.answer?.type === 'audit' &&
      seen.answer.records.some((one) => one.trigger === 'rule'),
  },
  {
    id: 'stale-send-refused',
    sentence: 'a send that named an ended generation was refused',
    watches: [{ type: 'response', says: ['nothing'] }],
    start: () => (seen) =>
      seen.type === 'response' && seen.ask?.type === 'send' && seen.refusal?.reason === REASON.staleSession,
  },
  {
    id: 'command-replayed',
    sentence: 'a slash command came again from a replayed draft under another idempotency key',
    watches: [{ type: 'request', says: ['send'], leg: 'gateway' }],
    start: () => {
      const runs = new Map<string, string>();
      return (seen) => {
        if (seen.type !== 'request') return false;
        const { ask } = seen;
        if (ask.type !== 'send' || ask.control === undefined || ask.marker === undefined) return false;
        const first = runs.get(ask.marker);
        if (first === undefined) runs.set(ask.marker, ask.runId);
        return first !== undefined && first !== ask.runId;
      };
    },
  },
  {
    id: 'reconnected-into-generation',
    sentence: 'a client reconnected into a new generation',
    watches: [{ type: 'response', says: ['history'], leg: 'client' }],
    start: (context) => {
      /** What each client read last of each session. */
      const last = new Map<string, Map<string, Read>>();
      return (seen) => {
        if (seen.type !== 'response' || seen.answer?.type !== 'history') return false;
        const { conn, client } = seen.record;
        const { key, generation } = seen.answer;
        if (generation === undefined || context.model.connections.role(client) === undefined) return false;
        let ofClient = last.get(client);
        if (ofClient === undefined) last.set(client, (ofClient = new Map<string, Read>()));
        const before = ofClient.get(key);
        ofClient.set(key, { conn, generation });
        return before !== undefined && before.conn !== conn && before.generation !== generation;
      };
    },
  },
];

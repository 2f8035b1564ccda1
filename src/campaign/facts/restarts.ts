/** Facts about processes that end: what a crash or a stop signal found under way, and what came after it. */
import type { Observation } from '../../dialect/observation.ts';
import type { DiskRecord } from '../../history/record.ts';
import type { PendingRequest } from '../../properties/model/connections.ts';
import type { Detector, Fact } from './fact.ts';

export const RESTART_FACTS: readonly Fact[] = [
  {
    id: 'crash-between-write-and-ack',
    sentence: 'a crash fell between a write and its acknowledgement',
    watches: ['disk', 'process'],
    start: (context) => {
      const written = new WeakSet<PendingRequest>();
      return (seen, about) => {
        if (seen.type === 'disk' && seen.record.op === 'append' && seen.record.ok)
          for (const pending of context.waiting()) if (pending.ask.type === 'send') written.add(pending);
        if (!isCrash(seen) || about.type !== 'process') return false;
        return about.cut.some((pending) => written.has(pending) && pending.connection.clientOpen);
      };
    },
  },
  {
    id: 'crash-before-sync',
    sentence: 'a crash came before an append was synced',
    watches: ['disk', 'process'],
    start: () => crashBetween('append', 'sync'),
  },
  {
    id: 'crash-before-rename',
    sentence: 'a crash fell between writing a file and renaming it into place',
    watches: ['disk', 'process'],
    start: () => crashBetween('write', 'rename'),
  },
  {
    id: 'crash-while-recovering',
    sentence: 'the process crashed again before it had answered anybody',
    watches: ['process', { type: 'response', says: ['hello'] }],
    start: () => {
      let greeted = 0;
      return (seen) => {
        if (seen.type === 'response' && seen.answer?.type === 'hello') greeted = seen.record.incarnation;
        return isCrash(seen) && seen.record.incarnation > 1 && greeted < seen.record.incarnation;
      };
    },
  },
  {
    id: 'stopped-during-run',
    sentence: 'the stop signal came while a run was going on',
    watches: ['process'],
    start: (context) => (seen) =>
      seen.type === 'process' &&
      seen.record.event === 'stopping' &&
      [...context.model.runs.calls.values()].some(({ purpose }) => purpose === 'run'),
  },
  {
    id: 'send-while-draining',
    sentence: 'a send was refused by a gateway that was stopping, and may come again',
    watches: [{ type: 'response', says: ['nothing'] }],
    start: (context) => (seen) =>
      seen.type === 'response' &&
      seen.record.leg === 'gateway' &&
      seen.ask?.type === 'send' &&
      seen.refusal?.retryable === true &&
      context.draining,
  },
  {
    id: 'session-used-after-restart',
    sentence: 'a message was accepted in a session whose earlier messages a restart had read back',
    watches: [{ type: 'response', says: ['send'] }],
    start: (context) => (seen, about) => {
      if (seen.type !== 'response' || seen.answer?.type !== 'send' || about.type !== 'response') return false;
      const { send } = about;
      if (send === undefined || seen.answer.status !== 'accepted') return false;
      const { sends, generations } = context.model;
      const [first] = sends.ofSession(send.key);
      return first !== undefined && first.acceptedBy < generations.log.bornAt;
    },
  },
  {
    id: 'key-retried-after-restart',
    sentence: 'a send was retried with the same idempotency key after a restart',
    watches: [{ type: 'request', says: ['send'], leg: 'gateway' }],
    start: () => {
      /** By key of the session and idempotency key. */
      const arrivedIn = new Map<string, Map<string, number>>();
      return (seen) => {
        if (seen.type !== 'request' || seen.ask.type !== 'send') return false;
        const { key, runId } = seen.ask;
        let ofSession = arrivedIn.get(key);
        if (ofSession === undefined) arrivedIn.set(key, (ofSession = new Map<string, number>()));
        const first = ofSession.get(runId);
        if (first === undefined) ofSession.set(runId, seen.record.incarnation);
        return first !== undefined && first < seen.record.incarnation;
      };
    },
  },
  {
    id: 'ended-key-after-restart',
    sentence: 'a send whose run had ended before a restart was tried again with the same idempotency key',
    watches: [{ type: 'request', says: ['send'], leg: 'gateway' }],
    start: (context) => (seen, about) => {
      if (seen.type !== 'request' || seen.record.leg !== 'gateway' || about.type !== 'request') return false;
      const { send } = about;
      return send !== undefined && send.attempts > 1 && send.settledBy < context.model.generations.log.bornAt;
    },
  },
];

/** Some file had the one and not yet the other. */
function crashBetween(begun: DiskRecord['op'], done: DiskRecord['op']): Detector {
  const pending = new Set<string>();
  return (seen) => {
    if (seen.type === 'disk') {
      const { op, path, ok } = seen.record;
      if (op === begun && ok) pending.add(path);
      else if (op === done && ok) pending.delete(path);
    }
    return isCrash(seen) && pending.size > 0;
  };
}

function isCrash(seen: Observation): seen is Extract<Observation, { type: 'process' }> {
  return seen.type === 'process' && seen.record.event === 'crashed';
}

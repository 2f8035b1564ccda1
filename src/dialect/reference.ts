/**
 * The dialects of the reference model: `reference@1` (a reset gives a new sessionId) and its variant for a gateway
 * that resets in place and names generations by sessionId and lifecycle revision.
 */
import type { Dialect } from './dialect.ts';
import { createObserver } from './observer.ts';
import { generationName, type ReadingRules } from './reading.ts';

const RULES: ReadingRules = { revisions: false, aliasHidesRuns: false };
const REVISION_RULES: ReadingRules = { ...RULES, revisions: true };

export const REFERENCE: Dialect = {
  name: 'reference@1',
  numbering: { scope: 'connection', first: 1 },
  notices: ['sessions.changed', 'socket.drain'],
  reset: 'new-id',
  mergesSends: false,
  honoursSlashCommands: false,
  unobservable: new Map(),
  generation: (sessionId) => sessionId,
  createObserver: () => createObserver(RULES),
};

/** Rows, notices, messages and histories carry `lifecycleRevision` beside `sessionId`. */
export const REFERENCE_REVISION: Dialect = {
  ...REFERENCE,
  name: 'reference@1+revision',
  reset: 'in-place',
  generation: generationName,
  createObserver: () => createObserver(REVISION_RULES),
};

/**
 * The dialects of the reference model: `reference@1` (a reset gives a new sessionId, a second send queues, slash
 * commands are refused) and its variants for gateways that choose differently and show it on the wire.
 */
import { REFERENCE_CONTENT } from './content.ts';
import type { Dialect } from './dialect.ts';
import { PairingObserver } from './observer.ts';
import { generationName, MAIN_SESSION_KEY, type ReadingRules } from './reading.ts';

const RULES: ReadingRules = { revisions: false, aliasHidesRuns: false };
const REVISION_RULES: ReadingRules = { ...RULES, revisions: true };

export const REFERENCE: Dialect = {
  name: 'reference@1',
  protocol: 4,
  numbering: { scope: 'connection', first: 1 },
  notices: ['sessions.changed', 'socket.drain'],
  reset: 'new-id',
  mergesSends: false,
  positions: 'by-one',
  content: REFERENCE_CONTENT,
  abortsQueued: true,
  refusesOtherText: true,
  refusesStaleNames: true,
  pushesSummaries: true,
  pushesRepliesFirst: true,
  wallDated: ['rows'],
  honoursSlashCommands: false,
  concerns: {
    run: ['followers', 'subscribers', 'sender'],
    tool: ['followers', 'subscribers', 'sender'],
    message: ['followers'],
    row: ['subscribers'],
  },
  rowsRun: 'status',
  // a run that a stop cut short is killed, and its terminal is an error
  statusAfter: { final: ['done'], aborted: ['killed'], error: ['failed', 'killed'] },
  flagsAborts: true,
  totalTokens: 'sum',
  listsFrom: 'ack',
  ownKeys: [MAIN_SESSION_KEY],
  unobservable: new Map(),
  generation: (sessionId) => sessionId,
  createObserver: () => new PairingObserver(RULES),
};

/** Rows, notices, messages and histories carry `lifecycleRevision` beside `sessionId`. */
export const REFERENCE_REVISION: Dialect = {
  ...REFERENCE,
  name: 'reference@1+revision',
  reset: 'in-place',
  generation: generationName,
  createObserver: () => new PairingObserver(REVISION_RULES),
};

/** What a run streams and how it ends goes to everybody who may read, as in the measured releases. */
export const REFERENCE_READERS: Dialect = {
  ...REFERENCE,
  name: 'reference@1+readers',
  concerns: { ...REFERENCE.concerns, run: ['readers'], tool: ['readers'] },
};

/** A second send may be steered into the run under way. */
export const REFERENCE_STEERING: Dialect = { ...REFERENCE, name: 'reference@1+steering', mergesSends: true };

/** A slash command in a send is honoured also when the send names no session. */
export const REFERENCE_COMMANDS: Dialect = {
  ...REFERENCE,
  name: 'reference@1+commands',
  honoursSlashCommands: true,
};

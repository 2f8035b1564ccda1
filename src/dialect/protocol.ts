/**
 * The dialects of gateways that follow the protocol and are nobody's release: OpenClaw's wire without the mistakes of its
 * releases and without the additions of the reference. Where healthy gateways differ and a frame does not say how, all of
 * them are right: what is left open here convicts nobody. What needs the additions is declared as not shown.
 */
import { REFERENCE_CONTENT, OPENCLAW_CONTENT, type ContentRules } from './content.ts';
import type { Dialect } from './dialect.ts';
import { PairingObserver } from './observer.ts';
import { generationName, MAIN_SESSION_KEY, type ReadingRules } from './reading.ts';

const RULES: ReadingRules = { revisions: false, aliasHidesRuns: false };
const REVISION_RULES: ReadingRules = { ...RULES, revisions: true };

/** A reply is streamed, ended and kept as it was said; a prompt may hold more, and say it in another form. */
const CONTENT: ContentRules = {
  ...REFERENCE_CONTENT,
  terminalSays: { ...REFERENCE_CONTENT.terminalSays, error: 'notice' },
  keepsCutReplies: false,
  promptsShowFailed: false,
  promptsAreExact: false,
  isAdded: OPENCLAW_CONTENT.isAdded,
  holds: OPENCLAW_CONTENT.holds,
  endsWith: OPENCLAW_CONTENT.endsWith,
};

/** A reset gives a new sessionId. */
export const PROTOCOL_4: Dialect = {
  name: 'protocol@4',
  protocol: 4,
  numbering: { scope: 'connection', first: 1 },
  notices: ['sessions.changed'],
  reset: 'new-id',
  mergesSends: false,
  positions: 'with-gaps',
  content: CONTENT,
  abortsQueued: false,
  refusesOtherText: true,
  refusesStaleNames: false,
  pushesSummaries: false,
  pushesRepliesFirst: false,
  wallDated: ['keys', 'rows'],
  honoursSlashCommands: true,
  concerns: { run: ['readers'], tool: ['readers'], message: ['followers', 'subscribers'], row: ['readers'] },
  rowsRun: 'either',
  statusAfter: { final: ['done'], aborted: ['killed', 'timeout'], error: ['failed', 'killed', 'timeout'] },
  flagsAborts: false,
  totalTokens: 'last-prompt',
  listsFrom: 'run',
  ownKeys: [MAIN_SESSION_KEY],
  unobservable: new Map([
    [
      'rotation/audited',
      {
        reason:
          'the protocol has no sessions.audit.list and no list of archives, so a rotation leaves nothing to read',
        probe: { type: 'method', method: 'sessions.audit.list' },
      },
    ],
  ]),
  generation: (sessionId) => sessionId,
  createObserver: () => new PairingObserver(RULES),
};

/** A reset keeps the sessionId; rows, notices, messages and histories carry `lifecycleRevision` beside it. */
export const PROTOCOL_4_REVISION: Dialect = {
  ...PROTOCOL_4,
  name: 'protocol@4+revision',
  reset: 'in-place',
  generation: generationName,
  createObserver: () => new PairingObserver(REVISION_RULES),
};

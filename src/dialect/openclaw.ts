/**
 * The dialects of real OpenClaw releases, as measured on the published packages. Each says what its release numbers,
 * announces and calls a generation, and which properties its frames cannot show. A property listed here is never
 * passed; a certificate calls it not applicable, with the reason, where the probe holds.
 */
import { OPENCLAW_2_CONTENT, OPENCLAW_9_CONTENT, OPENCLAW_CONTENT, OPENCLAW_CUT_MARK } from './content.ts';
import type { Dialect } from './dialect.ts';
import { PairingObserver } from './observer.ts';
import { generationName, MAIN_SESSION_KEY, type ReadingRules } from './reading.ts';
import type { Unobservable } from './unobservable.ts';

/** By property. */
type Declared = Readonly<Record<string, Unobservable>>;

/** No release has them; they are additions the incidents ask for. */
const NEVER_SHOWN: Declared = {
  'rotation/audited': {
    reason: 'no sessions.audit.list and no list of archives, so a rotation leaves nothing to read',
    probe: { type: 'method', method: 'sessions.audit.list' },
  },
};

const NO_SESSION_EVENTS: Declared = {
  'eviction/notified': {
    reason: 'this release has no sessions.subscribe and no session events',
    probe: { type: 'method', method: 'sessions.subscribe' },
  },
  'view/converges': {
    reason: 'this release pushes no transcript entries (no session.message)',
    probe: { type: 'event', event: 'session.message' },
  },
  'status/coherent': {
    reason: 'rows of this release carry no status',
    probe: { type: 'row-member', member: 'status' },
  },
  'generation/row': {
    reason: 'rows of this release carry no status or times',
    probe: { type: 'row-member', member: 'status' },
  },
};

/**
 * A reset answers with the revision it began; rows and histories name none (measured on 2026.9.6). A history begins with
 * the mark of the last reset in place, whose id no other frame names.
 */
const NO_REVISIONS: Unobservable = {
  reason: 'a reset keeps the sessionId, and rows and histories of this release do not name their revision',
  probe: { type: 'reset-in-place', member: 'lifecycleRevision' },
};

interface Release extends Pick<
  Dialect,
  | 'name'
  | 'protocol'
  | 'numbering'
  | 'notices'
  | 'reset'
  | 'mergesSends'
  | 'positions'
  | 'content'
  | 'refusesOtherText'
> {
  readonly rules: ReadingRules;
  readonly unobservable: Declared;
}

function dialectOf({ rules, unobservable, ...release }: Release): Dialect {
  return {
    ...release,
    // every release treats /new and /reset in a send as commands; whether visibly is what the properties ask
    honoursSlashCommands: true,
    concerns: {
      run: ['readers'],
      tool: ['readers'],
      message: ['followers', 'subscribers'],
      // measured on 2026.9.6: a client that only connected was sent a row
      row: ['readers'],
    },
    rowsRun: 'either',
    statusAfter: {
      final: ['done'],
      aborted: ['killed', 'timeout'],
      error: ['failed', 'killed', 'timeout'],
    },
    // seen false only, and never after an abort
    flagsAborts: false,
    totalTokens: 'last-prompt',
    // seconds after the acknowledgement, and never after the run's start
    listsFrom: 'run',
    ownKeys: [MAIN_SESSION_KEY],
    // what an abort does to a message that waits was not measured, nor what becomes of a send to an ended session
    abortsQueued: false,
    refusesStaleNames: false,
    pushesSummaries: false,
    pushesRepliesFirst: false,
    wallDated: ['keys', 'rows'],
    unobservable: new Map(Object.entries(unobservable)),
    generation: rules.revisions ? generationName : (sessionId) => sessionId,
    createObserver: () => new PairingObserver(rules),
  };
}

const NEW_ID: ReadingRules = { revisions: false, aliasHidesRuns: true, cutMark: OPENCLAW_CUT_MARK };

/** Protocol 3, one event counter for all connections, no session events, rows without status. */
export const OPENCLAW_2026_2: Dialect = dialectOf({
  name: 'openclaw@2026.2.1',
  protocol: 3,
  numbering: { scope: 'process', first: undefined },
  notices: [],
  reset: 'new-id',
  mergesSends: false,
  positions: 'with-gaps',
  content: OPENCLAW_2_CONTENT,
  refusesOtherText: false,
  rules: NEW_ID,
  unobservable: { ...NEVER_SHOWN, ...NO_SESSION_EVENTS },
});

/**
 * Protocol 3, numbered per connection; session events carry no number. Measured: 4.21 and 4.25. A second send may get an
 * early final without message and be carried out afterwards, or be steered into the run that goes on.
 */
const RELEASE_2026_4: Release = {
  name: 'openclaw@2026.4.21',
  protocol: 3,
  numbering: { scope: 'connection', first: 1 },
  notices: ['sessions.changed'],
  reset: 'new-id',
  mergesSends: true,
  positions: 'with-gaps',
  content: OPENCLAW_CONTENT,
  refusesOtherText: false,
  rules: NEW_ID,
  unobservable: NEVER_SHOWN,
};
export const OPENCLAW_2026_4: Dialect = dialectOf(RELEASE_2026_4);

/** Protocol 4, otherwise as 2026.4; targeted copies of chat and agent events carry no number either. */
export const OPENCLAW_2026_5: Dialect = dialectOf({
  ...RELEASE_2026_4,
  name: 'openclaw@2026.5.28',
  protocol: 4,
  mergesSends: false,
});

/** Protocol 4, SQLite store: resets in place with a lifecycle revision, steers a second send into the running run. */
export const OPENCLAW_2026_9: Dialect = dialectOf({
  name: 'openclaw@2026.9.6',
  protocol: 4,
  numbering: { scope: 'connection', first: 1 },
  notices: ['sessions.changed'],
  reset: 'in-place',
  mergesSends: true,
  positions: 'with-parts',
  content: OPENCLAW_9_CONTENT,
  rules: { revisions: true, aliasHidesRuns: false, cutMark: OPENCLAW_CUT_MARK },
  refusesOtherText: true,
  unobservable: {
    ...NEVER_SHOWN,
    'generation/monotonic': NO_REVISIONS,
    'generation/transcript': NO_REVISIONS,
    'rotation/explicit': NO_REVISIONS,
  },
});

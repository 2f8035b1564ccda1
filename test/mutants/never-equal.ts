/**
 * Comparisons of two positions that are never the same: one is the record of a request that arrives, or of a process that
 * begins, or of a phase, a fault; the other that of an answer, an event or a call. So that `<` and `<=` say the same.
 */
import type { Equivalent } from './equivalence.ts';

const REASON = 'the two are of records of different kinds, and no record is both';
const NEIGHBOURS: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };

/** The file of `src/properties`, the line, its comparison, and which of several on the line. */
const COMPARISONS: readonly (readonly [file: string, source: string, before: string, which?: number])[] = [
  [
    'model/endings',
    'if (held !== undefined && held !== request && held.arrivedAt > ending.latest) this.release(held);',
    '>',
  ],
  ['model/endings', 'if (request !== undefined && one.latest < request.arrivedAt) return false;', '<'],
  [
    'model/endings',
    'if (lives && lastFrom > latest && generation !== ended && generation !== next) return true;',
    '>',
  ],
  [
    'model/endings',
    "kind === reason && state !== 'acknowledged' && ending === undefined && arrivedAt > by,",
    '>',
  ],
  [
    'model/endings',
    'const over = this.all.filter((one) => one.latest < from && one.ended !== generation);',
    '<',
  ],
  ['model/exchanges', 'if (isNew && pending.from > send.acceptedBy) this.#sends.reaccept(send);', '>'],
  ['model/exchanges', 'else if (from >= this.#generations.log.bornAt) this.#lastList = answer;', '>='],
  [
    'model/generation-chain',
    'for (const span of this.#spans.values()) if (span.endedBy > at) return undefined;',
    '>',
  ],
  [
    'model/generation-chain',
    'if (span.endedBy <= request.answeredAt && span.seenBy <= request.arrivedAt)',
    '<=',
    2,
  ],
  ['model/generation-chain', 'return span !== undefined && span.seenBy <= at && span.endedBy > at;', '<='],
  ['model/generation-chain', 'return span !== undefined && span.seenBy <= at && span.endedBy > at;', '>'],
  [
    'model/generation-chain',
    'if (span.lastFrom < until) span.end(until, this.#log.now, connection.incarnation);',
    '<',
  ],
  ['model/generation-chain', 'if (span.endedBy <= from) {', '<='],
  [
    'model/generation-chain',
    'if (span !== except && span.lives && span.seenBy <= from) this.#end(span, until, false);',
    '<=',
  ],
  ['model/generation-chain', 'one.earliest >= until &&', '>='],
  ['model/generation-chain', 'const older = living.filter((one) => one.seenBy <= from);', '<='],
  ['model/generation-chain', 'one.earliest < until && one.latest >= from && one.ended !== generation;', '<'],
  ['model/generation-chain', 'one.earliest < until && one.latest >= from && one.ended !== generation;', '>='],
  [
    'model/inputs',
    'if (this.#generations.log.bornAt > since || this.#aborts.mayHaveEnded(send, since)) return true;',
    '>',
  ],
  [
    'model/interruptions',
    "if (log.bornAt > since || !this.#fair.listening) return 'the process ended';",
    '>',
  ],
  ['model/judge-model', 'const afterQuiet = pending.record > this.phases.quietFrom;', '>'],
  ['model/rotations', 'if (this.answeredAt >= since) return true;', '>='],
  ['model/rotations', "if (state === 'acknowledged') return this.answeredAt > from;", '>'],
  ['model/rotations', 'const isTriedAgain = this.triedAgainAt > this.answeredAt;', '>'],
  ['model/rotations', 'if (this.arrivedAt > ending.latest) return false;', '>'],
  ['model/rotations', 'return !ending.refuted && send.accepted && send.from >= ending.latest;', '>='],
  ['model/rows-read', 'if (acceptedBy >= bornAt && !endedUntold) return false;', '>='],
  ['model/rows-read', '? calledRecord < bornAt', '<'],
  ['model/sight', 'if (endedBy <= one.earliest || lastFrom >= one.latest) return false;', '<='],
  ['model/sight', 'if (endedBy <= one.earliest || lastFrom >= one.latest) return false;', '>='],
  ['context-continuous', '(conversation.isSummarised || turn.send.settledBy < bornAt);', '<'],
  ['context-continuous', "const after = settledBy < bornAt ? 'a restart' : 'a compaction';", '<'],
  ['conversations', 'if (asking.from <= rotatedBy || this.#model.dailyRule) return false;', '<='],
  ['conversations', 'if (asking.from <= rotatedBy || this.#model.dailyRule) return undefined;', '<='],
  ['conversations', "if (one.role !== 'user' && one.turn.lastCall < this.#lastCrash) continue;", '<'],
  ['entry-ordered', "if (role === 'user') return send.acknowledged && send.acknowledgedRecord < from;", '<'],
  ['entry-ordered', 'return send.terminal !== undefined && send.settledBy < from;', '<'],
  [
    'entry-ordered',
    "return role !== 'user' && this.#lastCrash >= askedAt ? 'a crash may have undone them' : undefined;",
    '>=',
  ],
  [
    'entry-sequence',
    'if (latest === undefined || !send.acknowledged || send.acknowledgedRecord > latest.record)',
    '>',
  ],
  [
    'eviction-notified',
    'if (ending.latest >= phases.quietFrom || !connections.showsAllUntil(connection, ending.latest))',
    '>=',
  ],
  [
    'eviction-notified',
    'connection.mayRead && connection.sessionsSince < ending.earliest && !ending.refuted && !ending.overlapping',
    '<',
  ],
  ['generation-monotonic', 'if (ending?.acknowledged !== true || ending.latest >= from) return;', '>='],
  [
    'generation-row',
    "return pending !== undefined && last?.reason === 'reset' && last.latest <= pending.from",
    '<=',
  ],
  ['generation-stream', 'return !ending.overlapping || send.acceptedBy <= ending.overlappingFrom;', '<='],
  ['generation-stream', 'return span !== undefined && span.endedBy < ending.earliest;', '<'],
  [
    'generation-transcript',
    "if (deleted?.reason !== 'delete' || !deleted.acknowledged || deleted.latest >= from) return;",
    '>=',
  ],
  ['generation-transcript', 'if (span !== undefined && span.endedBy >= from) return;', '>='],
  ['join-complete', 'if (isRead || send.key !== key || send.settledBy >= from) continue;', '>='],
  [
    'prompt-faithful',
    'return calls === 0 && !send.settled && send.attempts === 1 && send.from >= log.bornAt;',
    '>=',
  ],
  [
    'prompt-faithful',
    'if (send.sharesMarker || send.attempts > 1 || send.from < this.model.generations.log.bornAt) return;',
    '<',
  ],
  [
    'prompt-order',
    'if (sent === undefined || !send.acknowledged || send.acknowledgedRecord > sent.turn.send.record)',
    '>',
  ],
  ['prompt-order', 'if (this.#isExact && sent !== undefined && send.settledBy < sent.turn.send.record)', '<'],
  ['pushed-rows', 'if (asked > this.#model.phases.quietFrom)', '>'],
  [
    'pushed-rows',
    'const isTold = send.settled && !send.reaccepted && send.calledRecord > connection.sessionsSince;',
    '>',
  ],
  ['pushed-rows', 'if (!isTold || send.from < connection.sessionsSince) return false;', '<'],
  ['rotation-audited', 'const due = [...summaries.values()].filter((shown) => shown < from);', '<'],
  ['rotation-audited', 'if (pending.record > this.model.phases.quietFrom) return true;', '>'],
  ['rotation-audited', "return request?.state === 'acknowledged' && request.answeredAt < pending.from;", '<'],
  [
    'rotation-explicit',
    'const isLost = span !== undefined && span.lastFrom >= 0 && span.lastFrom < log.bornAt;',
    '<',
  ],
  ['row-accurate', '(!this.model.fair.listening || work.endRecord < this.model.generations.log.bornAt)', '<'],
  [
    'row-accurate',
    'if (send.settledBy >= from || sends.lastSettlement(send.key) !== send.settledAt) return false;',
    '>=',
  ],
  ['row-accurate', 'if (dialect.mergesSends && generations.log.bornAt > send.settledBy) return false;', '>'],
  ['row-accurate', "if (pending.record <= phases.quietFrom || dialect.totalTokens !== 'sum') return;", '<='],
  [
    'row-accurate',
    'if (!send.accepted || (last !== undefined && send.acceptedBy <= last.earliest)) continue;',
    '<=',
  ],
  ['status-coherent', '} else if (pending.record > phases.quietFrom && runs.idle(key)) {', '>'],
  ['status-coherent', 'if (send.from >= bornAt) return true;', '>='],
  [
    'status-coherent',
    'if (send.acceptedBy >= (pushed?.of ?? from) || (send.acceptedBy >= from && !isBefore)) continue;',
    '>=',
    2,
  ],
  [
    'status-coherent',
    "if (call.key !== row.key || call.purpose !== 'run' || send === undefined || call.record > pending.from)",
    '>',
  ],
  [
    'text-faithful',
    'if (attempts.last(attempt.send) !== attempt || this.#lastCrash > record) return false;',
    '>',
  ],
  ['text-faithful', 'return fair.storageTroubledAt <= attempt.send.from;', '<='],
  ['text-faithful', 'const getsAll = followsSince < record || send.onlyConnection === connection.conn;', '<'],
  ['view-converges', 'const isAfterQuiet = pending.record > this.model.phases.quietFrom;', '>'],
];

export const NEVER_EQUAL: readonly Equivalent[] = COMPARISONS.map(([file, source, before, which]) => ({
  file: `src/properties/${file}.ts`,
  source,
  before,
  after: NEIGHBOURS[before] as string,
  ...(which === undefined ? {} : { which }),
  reason: REASON,
}));

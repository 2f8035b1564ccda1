/**
 * service/available. A final refusal convicts unless something allows it: no hello yet, no write scope, a frame
 * above the limit, a slash command, a reset or delete that arrived behind it, a named generation where the session has rotated (or a daily rule may have rotated
 * it, which need not show before the refusal) or which nothing has ever shown or which the release does not know as a
 * parameter, other text under a used key.
 * A retryable refusal convicts when it comes later than the heal bound, counted from the heal, or in fair time from
 * the first attempt. That anything is accepted at all is what the minimum asks for.
 * A fetch (a history, a page, a list, an archive) is answered within its bound of the client's fair time after its
 * arrival, as long as its connection is open; what a slow reader is sent is dated by its reading. A boot is over when
 * the process listens; it takes no longer than its bound of time in which the disk was well and nobody had paused the
 * process. Version 2 added fetches and boots.
 */
import { UNEXPECTED_PROPERTY } from '../dialect/answers.ts';
import type { Refusal } from '../dialect/observation.ts';
import { allows, SCOPE } from '../protocol/scopes.ts';
import type { Micros } from '../kernel/time.ts';
import type { CutAbout, Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { PendingRequest, Position } from './model/connections.ts';
import type { Send } from './model/sends.ts';

export const serviceAvailable: Property = {
  id: 'service/available',
  version: 2,
  later: {
    2: [
      'a fetch was answered after the bound',
      'a fetch was not answered within the bound',
      'a process listened after the bound',
      'a process did not listen within the bound',
    ],
  },
  family: 'account',
  statement:
    'A valid, in-scope, in-limit send outside declared start-up or drain is accepted, and one refused as retryable is accepted within the bound after heal; a process listens, and a fetch is answered, within its bound.',
  why: 'incident #73204; OpenClaw issues 10243, 101250, 129354',
  exercise: 'an accepted send',
  watches: [
    { type: 'response', says: ['send', 'other', 'nothing'], leg: 'client' },
    {
      type: 'response',
      says: ['history', 'history-page', 'rows', 'audit', 'archives', 'archive', 'nothing'],
    },
    { type: 'connection', says: ['closed'] },
    'process',
  ],
  start: (model) => new ServiceAvailable(model),
};

/** What asks to read something. */
const FETCHES: ReadonlySet<PendingRequest['ask']['type']> = new Set([
  'history',
  'list',
  'audit-list',
  'archives-list',
  'archive-read',
]);

/** A process that boots. */
interface Boot {
  readonly since: Micros;
  readonly record: Position;
}

class ServiceAvailable extends FindingChecker {
  #boot: Boot | undefined;

  connection({ record }: Of<'connection'>, { cut }: CutAbout): void {
    for (const pending of cut) this.#unanswered(pending, record.i);
  }

  process({ record: { event, i } }: Of<'process'>, { cut }: CutAbout): void {
    for (const pending of cut) this.#unanswered(pending, i);
    const { fair, now } = this.model;
    if (event === 'booting') this.#boot = { since: fair.boot.read(now), record: i };
    else if (event === 'listening') this.#booted('a process listened after the bound', 'listened', i);
    else if (event !== 'paused' && event !== 'resumed') this.#neverBooted(i);
  }

  override finish(): void {
    const { connections, position } = this.model;
    for (const connection of connections.live())
      for (const pending of connection.pending.values())
        if (!pending.isAnswered) this.#unanswered(pending, position);
    this.#neverBooted(position);
  }

  response({ record, refusal }: Of<'response'>, { pending, send }: RequestAbout): void {
    if (pending.answeredRecord === record.i && this.#isLate(pending)) {
      const sentence = `${nameOf(pending)} was answered after ${this.#waited(pending)} of fair time`;
      this.add('a fetch was answered after the bound', sentence, pending.arrivedRecord, record.i);
    }
    if (record.leg !== 'client' || send === undefined) return;
    if (refusal !== undefined) this.#refused(send, pending, refusal, record.i);
    else if (send.acknowledgedRecord === record.i) this.exercised++;
  }

  #neverBooted(record: Position): void {
    this.#booted('a process did not listen within the bound', 'had not listened', record);
  }

  #booted(cause: string, words: string, record: Position): void {
    const boot = this.#boot;
    this.#boot = undefined;
    if (boot === undefined) return;
    const { fair, now, profile } = this.model;
    const took = fair.boot.read(now) - boot.since;
    if (took <= profile.bounds.boot) return;
    const sentence = `the process ${words} ${inSeconds(took)} after its boot`;
    this.add(cause, sentence, boot.record, record);
  }

  #unanswered(pending: PendingRequest, record: Position): void {
    if (!this.#isLate(pending)) return;
    const sentence = `${nameOf(pending)} was not answered for ${this.#waited(pending)} of fair time`;
    this.add('a fetch was not answered within the bound', sentence, pending.arrivedRecord, record);
  }

  #isLate({ ask, connection, fairAtArrival, hasArrived }: PendingRequest): boolean {
    const { connections, fair, now, profile } = this.model;
    return (
      FETCHES.has(ask.type) &&
      hasArrived &&
      connection.scopes !== undefined &&
      connections.role(connection.client) !== 'slow' &&
      fair.client(connection.client).read(now) - fairAtArrival > profile.bounds.fetch
    );
  }

  #waited({ connection, fairAtArrival }: PendingRequest): string {
    const { fair, now } = this.model;
    return inSeconds(fair.client(connection.client).read(now) - fairAtArrival);
  }

  #refused(send: Send, pending: PendingRequest, refusal: Refusal, record: number): void {
    if (!refusal.retryable) {
      if (this.#isDeserved(send, pending) || isTooNew(pending, refusal)) return;
      const reason = refusal.reason ?? refusal.code;
      const sentence = `send ${send.runId} to ${send.key} was refused: ${reason}`;
      this.add(`a valid send was refused for good (${reason})`, sentence, pending.record, record);
      return;
    }
    const { fair, now, phases, profile } = this.model;
    const { heal } = profile.bounds;
    const waited = fair.client(send.client).read(now) - send.fairAtFirst;
    if (now - phases.healedAt <= heal && waited <= heal) return;
    const sentence = `send ${send.runId} to ${send.key} was refused as retryable for longer than the heal bound`;
    this.add('a send was refused as retryable for too long', sentence, send.record, record);
  }

  #isDeserved(send: Send, pending: PendingRequest): boolean {
    return (
      pending.connection.scopes === undefined ||
      !allows(pending.connection.scopes, SCOPE.write) ||
      pending.bytes > pending.connection.maxPayloadBytes ||
      send.control !== undefined ||
      (pending.ask.type === 'send' && pending.ask.control !== undefined) ||
      send.otherText ||
      this.#isCancelled(send, pending) ||
      this.#mayBeStale(send, pending)
    );
  }

  /** Somebody asked for an end of the generation behind it: it goes with that. */
  #isCancelled({ key }: Send, { from }: PendingRequest): boolean {
    return this.model.generations.asksToEndAfter(key, from);
  }

  /** The session it names may be stale. A repetition may name one where the first attempt named none. */
  #mayBeStale(send: Send, { ask }: PendingRequest): boolean {
    if (ask.type !== 'send' || ask.named === undefined) return false;
    if (send.attempts > 1 || this.model.dailyRule) return true;
    const { generations } = this.model;
    return generations.span(send.key, ask.named) === undefined || generations.mayHaveRotated(send.key, 0);
  }
}

function nameOf({ ask, connection }: PendingRequest): string {
  const what = 'key' in ask ? `${ask.type} of ${ask.key}` : ask.type;
  return `the ${what} that connection ${connection.conn} (${connection.client}) asked for`;
}

function inSeconds(micros: Micros): string {
  return `${Math.round(micros / 1_000_000)} s`;
}

/** It names a session, and the release says that it does not know such a thing yet. */
function isTooNew({ ask }: PendingRequest, { reason }: Refusal): boolean {
  return ask.type === 'send' && ask.named !== undefined && reason === UNEXPECTED_PROPERTY;
}

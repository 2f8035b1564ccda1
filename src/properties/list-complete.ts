/**
 * list/complete. Judged as a list is answered, on what was certain from its arrival to its answer. A key must be listed
 * when a send or reset of it was acknowledged before the list was asked for (where a release lists a key no sooner than
 * its run begins: once the run reached the model) and nobody has asked to delete it since. It must not be listed when
 * its delete was acknowledged before and nobody has asked to send to it or to reset it since the delete arrived. A
 * request that was cut off may still be carried out as long as its process lives, and leaves the key free till then.
 *
 * Since version 2: no list shows a key twice. Since version 3 that holds of the gateway's own keys too, where they stand
 * there letter for letter; and a list does not say that rows were left out which shows every key that anybody has named
 * since the gateway's first start, and those of its own.
 */
import type { Answer } from '../dialect/observation.ts';
import type { CutAbout, Of, ProviderAbout, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import { NEVER, type PendingRequest, type Position } from './model/connections.ts';
import type { Send } from './model/sends.ts';

type List = Extract<Answer, { type: 'rows' }>;

export const listComplete: Property = {
  id: 'list/complete',
  version: 3,
  later: {
    2: ['a session is listed twice'],
    3: ['a session of the gateway is listed twice', 'a list says that rows were left out, and none was'],
  },
  family: 'order',
  statement:
    'The whole list of sessions contains every key with an acknowledged send or reset that nobody asked to delete, and none whose delete was acknowledged and that nobody asked to use since; no list shows one twice, or says that rows were left out where none was.',
  why: 'OpenClaw issues 45754, 137965, 81749 (sessions left out), 40840 (a deleted key comes back)',
  exercise: 'a key looked up in a list',
  watches: [
    {
      type: 'request',
      says: ['send', 'reset', 'delete', 'compact', 'abort', 'history', 'subscribe-messages'],
    },
    { type: 'response', says: ['send', 'reset', 'delete', 'rows', 'nothing'] },
    { type: 'provider', says: ['call'] },
    { type: 'connection', says: ['closed'] },
    'process',
  ],
  start: (model) => new ListComplete(model),
};

/** Requests of one kind on one key. */
class Requests {
  /** Sent, and not answered yet. */
  open = 0;
  /** Cut off: carried out at any time as long as the process lives, or never. */
  unknown = 0;
  /** The latest instant at which one of them can have been carried out. */
  until: Position = NEVER;

  /** All of them were carried out before this instant, or never. */
  areOverBy(position: Position): boolean {
    return this.open === 0 && this.unknown === 0 && this.until < position;
  }
}

class KeyUse {
  /** Sends and resets. */
  readonly uses = new Requests();
  readonly deletes = new Requests();
  /** The delivered acknowledgement since which it must be listed; Infinity: none. */
  usedSince: Position = Infinity;
  /** That since which it must not be. */
  goneSince: Position = Infinity;
}

class ListComplete extends FindingChecker {
  readonly #keys = new Map<string, KeyUse>();
  /** Keys that were only read, or asked for something that begins no session. */
  readonly #mentioned = new Set<string>();
  /** It was started for this history: there are no sessions of before. */
  #isFresh = false;

  request({ record, ask }: Of<'request'>, { pending }: RequestAbout): void {
    if (ask.type === 'history' || ask.type === 'abort' || ask.type === 'compact')
      return void this.#mentioned.add(ask.key);
    if (ask.type === 'subscribe-messages') return void this.#mentioned.add(ask.key);
    const requests = this.#requestsOf(pending);
    if (requests === undefined || pending.record !== record.i) return;
    requests.open++;
    const use = this.#of(pending.ask);
    if (requests === use?.uses) use.goneSince = Infinity;
  }

  response({ record, answer, refusal }: Of<'response'>, { pending, send }: RequestAbout): void {
    const isFirst = pending.answeredRecord === record.i;
    if (answer?.type === 'rows') {
      if (isFirst) this.#list(answer, pending, record.i);
      return;
    }
    const use = this.#of(pending.ask);
    if (use === undefined) return;
    const isDelete = pending.ask.type === 'delete';
    if (isFirst) {
      const requests = isDelete ? use.deletes : use.uses;
      requests.open--;
      // what is refused for good left no traces
      if (refusal === undefined || refusal.retryable) requests.until = record.i;
      if (isDelete && (refusal === undefined || refusal.retryable)) use.usedSince = Infinity;
    }
    if (record.leg !== 'client' || answer === undefined) return;
    if (answer.type === 'delete') this.#deleted(use, answer.deleted, pending, record.i);
    else if (answer.type === 'reset') this.#used(use, pending.from, record.i);
    else if (answer.type === 'send' && answer.status === 'accepted' && this.#hasBegun(send))
      this.#used(use, pending.from, record.i);
  }

  /** Where a key is listed once its run begins, this is when an acknowledged send has to show. */
  provider({ record }: Of<'provider'>, { call }: ProviderAbout): void {
    const send = call?.send;
    if (record.event !== 'call' || send?.acknowledged !== true) return;
    const use = this.#keys.get(send.key);
    if (use !== undefined) this.#used(use, send.from, record.i);
  }

  connection(_: Of<'connection'>, { cut }: CutAbout): void {
    this.#cut(cut);
  }

  /** What the dead process has not carried out by now it never will. */
  process({ record: { event, i } }: Of<'process'>, { cut }: CutAbout): void {
    this.#cut(cut);
    if (event === 'booting' && this.#keys.size + this.#mentioned.size === 0) this.#isFresh = true;
    if (event !== 'crashed' && event !== 'exited') return;
    for (const { uses, deletes } of this.#keys.values())
      for (const requests of [uses, deletes]) {
        if (requests.unknown > 0) requests.until = i;
        requests.unknown = 0;
      }
  }

  #cut(cut: readonly PendingRequest[]): void {
    for (const pending of cut) {
      const requests = this.#requestsOf(pending);
      if (requests === undefined) continue;
      requests.open--;
      if (!pending.hasArrived) continue;
      requests.unknown++;
      if (pending.ask.type === 'delete') (this.#of(pending.ask) as KeyUse).usedSince = Infinity;
    }
  }

  #hasBegun(send: Send | undefined): boolean {
    return this.model.dialect.listsFrom === 'ack' || (send !== undefined && send.isCalled);
  }

  #used(use: KeyUse, from: Position, record: Position): void {
    if (use.deletes.areOverBy(from)) use.usedSince = Math.min(use.usedSince, record);
  }

  #deleted(use: KeyUse, deleted: boolean, { from }: PendingRequest, record: Position): void {
    if (deleted && use.uses.areOverBy(from)) use.goneSince = record;
  }

  #list(list: List, { ask, from, connection }: PendingRequest, record: Position): void {
    const { rows, bare, twice = [], whole } = list;
    const listed = new Set(bare);
    const who = `connection ${connection.conn} (${connection.client})`;
    for (const { key } of rows) {
      // what a gateway shows of its own it may show by another name too
      const isOwn = this.model.dialect.ownKeys.includes(key);
      if (listed.has(key) && (!isOwn || twice.includes(key))) {
        const sentence = `${key} is twice in the list that ${who} asked for`;
        const cause = isOwn ? 'a session of the gateway is listed twice' : 'a session is listed twice';
        this.add(cause, sentence, record);
      }
      listed.add(key);
    }
    if (ask.type === 'list' && !whole && this.#isAll(listed, from)) {
      const sentence = `the list of ${listed.size} sessions that ${who} asked for says that rows were left out; it shows every key that anybody has named`;
      this.add('a list says that rows were left out, and none was', sentence, record);
    }
    for (const [key, { deletes, goneSince, usedSince }] of this.#keys) {
      const mustNot = goneSince < from && !this.model.dialect.ownKeys.includes(key);
      const must = whole && usedSince < from && deletes.areOverBy(from);
      if (!must && !mustNot) continue;
      this.exercised++;
      if (must && !listed.has(key)) {
        const sentence = `${key} is not in the list of ${listed.size} sessions that ${who} asked for, though it is in use and nobody asked to delete it`;
        this.add('a session in use is not listed', sentence, usedSince, record);
      } else if (mustNot && listed.has(key)) {
        const sentence = `${key} is in the list that ${who} asked for, though it was deleted and nobody has asked to use it since`;
        this.add('a deleted session is listed', sentence, goneSince, record);
      }
    }
  }

  /** There is no session that it does not show. */
  #isAll(listed: ReadonlySet<string>, from: Position): boolean {
    if (!this.#isFresh) return false;
    for (const key of this.model.dialect.ownKeys) if (!listed.has(key)) return false;
    for (const key of this.#mentioned) if (!listed.has(key) && !this.#keys.has(key)) return false;
    for (const [key, { goneSince }] of this.#keys) if (!listed.has(key) && goneSince >= from) return false;
    return true;
  }

  #requestsOf({ ask }: PendingRequest): Requests | undefined {
    const use = this.#of(ask);
    return ask.type === 'delete' ? use?.deletes : use?.uses;
  }

  /** What is known of the key that this asks to use or to delete; undefined when it asks for something else. */
  #of(ask: PendingRequest['ask']): KeyUse | undefined {
    if (ask.type !== 'send' && ask.type !== 'reset' && ask.type !== 'delete') return undefined;
    let use = this.#keys.get(ask.key);
    if (use === undefined) this.#keys.set(ask.key, (use = new KeyUse()));
    return use;
  }
}

/**
 * eviction/notified. A connection is entitled when it certainly had read scope and a session subscription before the
 * generation can have ended, and stays open. Owed is each notice the dialect declares, once. A missing notice
 * convicts when an event of the next generation is delivered first; and when it was never sent, although something later was,
 * once the connection closes long after or everything is quiet. Where reset requests overlapped, which notice
 * tells which ending is not certain: then only the scope is judged. A reset of a key that pointed at nothing ends
 * no generation and owes nothing. Version 2 added what a notice says against other frames, version 3 that the hello lists
 * the event, where it lists any.
 */
import type { EventMeaning } from '../dialect/observation.ts';
import type { FrameRecord } from '../history/record.ts';
import { CLOSE } from '../protocol/close-codes.ts';
import type { EventAbout, Of } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { ConnectionState } from './model/connections.ts';
import { isNewer, type Ending, type UnnamedNotice } from './model/rotations.ts';

export const evictionNotified: Property = {
  id: 'eviction/notified',
  version: 3,
  later: { 2: ['a notice names the wrong generation'], 3: ['a notice is not listed in the hello'] },
  family: 'generation',
  statement:
    'For each ended generation, every connection that held a session subscription and read scope when it ended, and stays open, gets exactly one notice of each kind before any event of the next generation, by an event that its hello lists; a connection without the scope gets none.',
  why: 'incident #63374',
  exercise: 'a notice delivered to an entitled connection',
  watches: [
    { type: 'event', says: ['notice'] },
    {
      type: 'event',
      says: ['message', 'row', 'run-start', 'run-text', 'run-tool', 'odd-notice'],
      leg: 'client',
    },
    { type: 'connection', says: ['closed'] },
  ],
  start: (model) => new EvictionNotified(model),
};

type Leg = 'sent' | 'delivered';
type OddNotice = Extract<EventMeaning, { type: 'odd-notice' }>;

class EvictionNotified extends FindingChecker {
  readonly #reported = new Map<Ending, Set<number>>();
  /** By connection, notice, key and, where it names one, generation: the last one that gave a reason which no end has. */
  readonly #odd = new Map<string, { readonly says: string; readonly record: number }>();

  get #notices(): readonly string[] {
    return this.model.dialect.notices;
  }

  override finish(): void {
    const { connections, generations, phases, position } = this.model;
    if (!phases.atRest) return;
    for (const connection of connections.live()) {
      if (!connection.open) continue;
      for (const ending of generations.allEndings()) {
        if (ending.latest >= phases.quietFrom || !connections.showsAllUntil(connection, ending.latest))
          continue;
        this.#missing(connection, ending, 'sent', 'never came', position);
      }
    }
  }

  event({ record, meaning }: Of<'event'>, about: EventAbout): void {
    if (meaning.type === 'notice') {
      this.#contradicted(record, meaning.notice);
      this.#notice(record, meaning.notice, about);
      return;
    }
    if (record.leg !== 'client') return;
    const { run } = about;
    switch (meaning.type) {
      case 'message':
      case 'row':
        if (meaning.generation !== undefined)
          this.#nextEvent(about, this.model.generations.begunBy(meaning.key, meaning.generation), record.i);
        return;
      case 'odd-notice':
        this.#odd.set(oddName(record.conn, meaning.notice, meaning.key, meaning.ended), {
          says: meaning.says,
          record: record.i,
        });
        return;
      case 'run-start':
      case 'run-text':
      case 'run-tool': {
        if (run === undefined) return;
        const last = run.session.endings.at(-1);
        if (last !== undefined && isNewer(run, last)) this.#nextEvent(about, last, record.i);
        return;
      }
      default:
        return;
    }
  }

  #contradicted({ client, conn }: FrameRecord, notice: string): void {
    for (const { by, ending, generation, records } of this.model.generations.log.contradictions) {
      if (by !== 'notice') continue;
      const sentence = `connection ${conn} (${client}): ${notice} says that generation ${generation} of ${ending.key} ended, which another frame says began: they contradict each other`;
      this.add('a notice names the wrong generation', sentence, ...records);
    }
  }

  #notice(record: FrameRecord, name: string, about: EventAbout): void {
    const { connection, deliveredNotice: ending, sentNotice } = about;
    const notice = this.#notices.indexOf(name);
    if (sentNotice !== undefined && notice >= 0) this.#tally(sentNotice.sent, record.conn, notice);
    if (record.leg !== 'client') return;
    const { listedEvents = [] } = connection;
    if (listedEvents.length > 0 && !listedEvents.includes(name)) {
      const sentence = `connection ${record.conn} (${record.client}) got ${name}, which its hello does not list`;
      this.add('a notice is not listed in the hello', sentence, record.i);
    }
    if (connection.scopes !== undefined && !connection.mayRead) {
      const sentence = `connection ${record.conn} got ${name} without read scope`;
      this.add('a notice reached a connection without the scope', sentence, record.i);
      return;
    }
    if (notice < 0 || ending === undefined) return;
    const times = this.#tally(ending.delivered, record.conn, notice);
    if (isEntitled(connection, ending)) this.exercised++;
    const guessed = ending.noticed.get(record.conn)?.notice === name ? 1 : 0;
    if (times - guessed === 2 && !ending.overlapping) {
      const sentence = `connection ${record.conn} got ${name} twice for one end of ${ending.key}`;
      this.add('a notice came twice', sentence, ending.record, record.i);
    }
  }

  connection({ record }: Of<'connection'>): void {
    if (record.event !== 'closed') return;
    const { connections, fair, generations, now, profile } = this.model;
    if (fair.everTroubled(record.client)) return;
    const connection = connections.get(record.conn);
    if (connection === undefined || connection.sessionsSince === Infinity) return;
    // what was queued for a reader that did not keep up went down with it
    if (connections.role(record.client) === 'slow' || record.code === CLOSE.policyViolation) return;
    const until = fair.process.read(now) - profile.bounds.fetch;
    for (const ending of generations.log.all) {
      // they are in order: none of the rest was first seen long enough ago
      if (ending.fairAtFirst >= until) return;
      if (connection.lastSent > ending.latest)
        this.#missing(connection, ending, 'sent', 'never came', record.i);
    }
  }

  #nextEvent({ connection }: EventAbout, ending: Ending | undefined, record: number): void {
    const cause = 'did not come before an event of the next generation';
    if (ending !== undefined) this.#missing(connection, ending, 'delivered', cause, record);
  }

  /** `leg`: of what was delivered so far, or of what was sent at all. */
  #missing(connection: ConnectionState, ending: Ending, leg: Leg, cause: string, record: number): void {
    if (!isEntitled(connection, ending)) return;
    const mine = ending[leg].get(connection.conn);
    for (let notice = 0; notice < this.#notices.length; notice++) {
      if ((mine?.[notice] ?? 0) > 0 || !isOwed(ending, notice)) continue;
      if (this.#isElsewhere(connection, ending, leg, notice)) continue;
      this.#report(connection, ending, this.#notices[notice] as string, cause, record);
      return;
    }
  }

  /**
   * Notices that name no generation were matched to endings by guess, which convicts nobody: where the other ending
   * owes none, or has another, it may be of this one. Each counts once, for the earlier ending first.
   */
  #isElsewhere(connection: ConnectionState, ending: Ending, leg: Leg, notice: number): boolean {
    const name = this.#notices[notice];
    let spare = 0;
    for (const other of this.model.generations.log.all) {
      if (other.key !== ending.key) continue;
      const times = other[leg].get(connection.conn)?.[notice] ?? 0;
      const owed = isEntitled(connection, other) ? 1 : 0;
      const guess = other.noticed.get(connection.conn);
      if (times < owed && other.ordinal < ending.ordinal) spare--;
      else if (times > owed && canBeOf(ending, guess, name)) spare++;
    }
    return spare > 0;
  }

  /** At most once for each connection and ending. */
  #report(connection: ConnectionState, ending: Ending, notice: string, cause: string, record: number): void {
    let conns = this.#reported.get(ending);
    if (conns === undefined) this.#reported.set(ending, (conns = new Set<number>()));
    if (conns.has(connection.conn)) return;
    conns.add(connection.conn);
    const who = `connection ${connection.conn} (${connection.client})`;
    const sentence = `${who}: ${notice} for the end of generation ${ending.ended ?? '(unnamed)'} of ${ending.key} ${byWhat(ending)} ${cause}`;
    const { conn } = connection;
    const named = this.#odd.get(oddName(conn, notice, ending.key, ending.ended));
    const odd = named ?? this.#odd.get(oddName(conn, notice, ending.key, undefined));
    if (odd === undefined) return this.add(`a notice ${cause}`, sentence, ending.record, record);
    const instead = `one ${named === undefined ? '' : 'of that generation '}came with the reason ${odd.says}, which tells of no end`;
    this.add(`a notice ${cause}`, `${sentence}; ${instead}`, ending.record, odd.record, record);
  }

  #tally(counts: Map<number, number[]>, conn: number, notice: number): number {
    let mine = counts.get(conn);
    if (mine === undefined) counts.set(conn, (mine = this.#notices.map(() => 0)));
    return (mine[notice] = (mine[notice] ?? 0) + 1);
  }
}

function oddName(conn: number, notice: string, key: string, ended: OddNotice['ended']): string {
  return `${conn} ${notice} ${key} ${ended ?? ''}`;
}

function isEntitled(connection: ConnectionState, ending: Ending): boolean {
  return (
    connection.mayRead && connection.sessionsSince < ending.earliest && !ending.refuted && !ending.overlapping
  );
}

function isOwed(ending: Ending, notice: number): boolean {
  if (ending.ended !== undefined) return true;
  for (const counts of ending.sent.values()) if ((counts[notice] ?? 0) > 0) return true;
  return false;
}

function canBeOf(ending: Ending, guess: UnnamedNotice | undefined, name: string | undefined): boolean {
  if (guess === undefined || guess.notice !== name || guess.sentAt < ending.earliest) return false;
  return ending.reason === 'unknown' || ending.reason === guess.reason;
}

function byWhat({ audit, reason, request }: Ending): string {
  if (audit?.trigger === 'rule') return 'by the daily rule';
  const kind = request?.kind ?? reason;
  return kind === 'unknown' ? 'without a request' : `by ${kind === 'command' ? 'slash command' : kind}`;
}

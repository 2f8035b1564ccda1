/**
 * session/isolated. Whom each kind of event concerns is the dialect's to say. A connection counts as a follower or a
 * subscriber from its request on, and as a sender whatever connection the message went out on: whose client sent it.
 * What is stored and prompted is judged whoever may see it: an entry or a prompt holds nothing that was sent to
 * another session, and no row, notice or history names the generation of another key. An event of a run that nobody is
 * known to have asked for is not judged, since it may have a sender.
 */
import type { Dialect, EventReceiver } from '../dialect/dialect.ts';
import type { EventMeaning, Generation } from '../dialect/observation.ts';
import type { EventAbout, Of, ProviderAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { ConnectionState } from './model/connections.ts';
import type { JudgeModel } from './model/judge-model.ts';
import type { Send } from './model/sends.ts';

export const sessionIsolated: Property = {
  id: 'session/isolated',
  family: 'boundary',
  statement:
    'An event reaches only whom it concerns as the dialect says (who follows its session, subscribed to all, or sent its message); a row, notice, transcript or prompt of one session holds nothing of another.',
  why: 'OpenClaw issues 51812, 56119 (chat goes to everybody), 91485, 64917 (replies also land in main)',
  exercise:
    'an event to a connection that is not owed all of them, or a prompt while there are several sessions',
  watches: [
    {
      type: 'event',
      says: ['run-start', 'run-text', 'run-tool', 'run-end', 'terminal', 'message', 'row', 'notice'],
      leg: 'client',
    },
    { type: 'response', says: ['rows', 'history', 'history-page', 'archive'], leg: 'client' },
    { type: 'provider', says: ['call'] },
  ],
  start: (model) => new SessionIsolated(model),
};

/** Whom a kind of event concerns, asked once for each and not for every event. */
type Receivers = Readonly<Record<EventReceiver, boolean>> & { readonly names: string };

function receiversOf(concerned: readonly EventReceiver[]): Receivers {
  return {
    names: concerned.join(', '),
    readers: concerned.includes('readers'),
    subscribers: concerned.includes('subscribers'),
    followers: concerned.includes('followers'),
    sender: concerned.includes('sender'),
  };
}

class SessionIsolated extends FindingChecker {
  readonly #concerns: Readonly<Record<keyof Dialect['concerns'], Receivers>>;
  /** The key that each generation was first seen behind. */
  readonly #owners = new Map<Generation, string>();

  constructor(model: JudgeModel) {
    super(model);
    const { message, row, run, tool } = model.dialect.concerns;
    this.#concerns = {
      message: receiversOf(message),
      row: receiversOf(row),
      run: receiversOf(run),
      tool: receiversOf(tool),
    };
  }

  event({ record, event, meaning }: Of<'event'>, { connection, run }: EventAbout): void {
    const concerns = this.#concerns;
    switch (meaning.type) {
      case 'run-tool':
        this.#ofRun(meaning, concerns.tool, event, connection, run, record.i);
        return;
      case 'run-start':
      case 'run-text':
      case 'run-end':
      case 'terminal':
        this.#ofRun(meaning, concerns.run, event, connection, run, record.i);
        return;
      case 'message': {
        const stranger = this.model.transcripts.strangerIn(meaning.key, meaning.entry);
        if (stranger !== undefined) this.#holdsStranger('a pushed message', meaning.key, stranger, record.i);
        this.#reaches(concerns.message, event, meaning.key, connection, undefined, record.i);
        return;
      }
      case 'row':
        this.#names('a row', meaning.key, meaning.generation, record.i);
        this.#reaches(concerns.row, event, meaning.key, connection, undefined, record.i);
        return;
      case 'notice':
        for (const generation of [meaning.ended, meaning.next])
          this.#names('a notice', meaning.key, generation, record.i);
        return;
      default:
    }
  }

  response({ record, answer }: Of<'response'>): void {
    if (answer === undefined) return;
    if (answer.type === 'rows')
      for (const { key, generation } of answer.rows) this.#names('a row', key, generation, record.i);
    if (!('entries' in answer)) return;
    if (answer.type !== 'archive') this.#names('a history', answer.key, answer.generation, record.i);
    for (const { type, send, key } of this.model.transcripts.oddities)
      if (type === 'stranger')
        this.#holdsStranger(answer.type === 'archive' ? 'an archive' : 'the transcript', key, send, record.i);
  }

  provider({ record }: Of<'provider'>, { call }: ProviderAbout): void {
    if (record.event !== 'call' || call?.key === undefined) return;
    const { key, markers } = call;
    const { sends } = this.model;
    if (sends.sessionCount > 1) this.exercised++;
    for (const marker of markers) {
      const marked = sends.ofMarker(marker);
      const [stranger] = marked;
      if (stranger === undefined || marked.some((send) => send.key === key)) continue;
      const sentence = `a prompt of ${key} holds [[${marker}]], which was sent to ${stranger.key}`;
      this.add('a prompt holds a message of another session', sentence, stranger.record, record.i);
    }
  }

  #ofRun(
    { key, runId }: Extract<EventMeaning, { runId: string; runSeq: number }>,
    receivers: Receivers,
    event: string,
    connection: ConnectionState,
    run: Send | undefined,
    record: number,
  ): void {
    if (run !== undefined) {
      this.#reaches(receivers, event, run.key, connection, run, record);
      return;
    }
    const other = key === undefined ? undefined : this.model.sends.ofRun(runId);
    if (other === undefined) return;
    const sentence = `${event} of run ${runId}, which was sent to ${other.key}, says it is of ${key}`;
    this.add('an event names another session than that of its run', sentence, other.record, record);
  }

  /** The event is of this session, and of this run where it is of one. */
  #reaches(
    receivers: Receivers,
    event: string,
    key: string,
    connection: ConnectionState,
    run: Send | undefined,
    record: number,
  ): void {
    if (receivers.readers) return;
    if (receivers.subscribers && connection.asksSessions) return;
    this.exercised++;
    if (receivers.followers && connection.asksMessages.has(key)) return;
    if (receivers.sender && run?.isSentBy(connection.client) === true) return;
    const { conn, client } = connection;
    const sentence = `connection ${conn} (${client}) got ${event} of ${key}; it concerns ${receivers.names}, of which it is none`;
    this.add(`${event} reached somebody whom it does not concern`, sentence, record);
  }

  #holdsStranger(what: string, key: string, { runId, key: owner, record: sent }: Send, record: number): void {
    const sentence = `${what} of ${key} holds an entry of run ${runId}, which was sent to ${owner}`;
    this.add('an entry stands in another session than its own', sentence, sent, record);
  }

  #names(what: string, key: string, generation: Generation | undefined, record: number): void {
    if (generation === undefined) return;
    const owner = this.#owners.get(generation);
    if (owner === undefined) this.#owners.set(generation, key);
    if (owner === undefined || owner === key) return;
    const sentence = `${what} of ${key} names generation ${generation}, which is that of ${owner}`;
    this.add('a generation is named behind another key', sentence, record);
  }
}

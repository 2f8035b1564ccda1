/**
 * Statements: what somebody was told of a session, and what the gateway said of it when it was asked. Read from frames
 * alone: a client's belief is what was pushed and answered to it, and what the gateway stores is known by its own lists
 * and histories, as old as they are. Pure, and free of Node.
 */
import type { Dialect } from '../dialect/dialect.ts';
import type { Observation, ObservedEntry, ObservedRow } from '../dialect/observation.ts';
import type { HistoryRecord } from '../history/record.ts';

/** What can be said of a session. Each is absent where the frame does not say it. */
export interface Said {
  readonly generation?: string;
  readonly status?: string;
  /** Runs that go on, or that there is none. */
  readonly runs?: string;
  /** Entries of the transcript as far as it was shown. */
  readonly entries?: string;
  /** The newest entry: whose, and how it begins. */
  readonly newest?: string;
  /** How the last run that ended did so. */
  readonly ended?: string;
}

export interface Statement {
  /** The record that says it. */
  readonly i: number;
  readonly session: string;
  /** Who was told; null: this is the gateway's own answer, as it sent it. */
  readonly to: string | null;
  readonly how: 'pushed' | 'answered';
  readonly said: Said;
}

/** Characters of an entry's text. */
const SHOWN_TEXT = 48;

export class StatementReader {
  readonly #observer: ReturnType<Dialect['createObserver']>;
  readonly statements: Statement[] = [];

  constructor(dialect: Dialect) {
    this.#observer = dialect.createObserver();
  }

  observe(record: HistoryRecord): void {
    const observation = this.#observer.observe(record);
    if (observation.type === 'event') this.#pushed(observation);
    else if (observation.type === 'response') this.#answered(observation);
  }

  /** Pushes say what a client was told; what the gateway stores they do not prove. */
  #pushed({ record, meaning }: Extract<Observation, { type: 'event' }>): void {
    if (record.leg !== 'client') return;
    const push = (session: string, said: Said): void =>
      void this.statements.push({ i: record.i, session, to: record.client, how: 'pushed', said });
    switch (meaning.type) {
      case 'message':
        push(meaning.key, { ...generation(meaning.generation), newest: entryText(meaning.entry) });
        break;
      case 'notice':
        push(meaning.key, { ...generation(meaning.next ?? `not ${meaning.ended ?? 'what it was'}`) });
        break;
      case 'row':
        push(meaning.key, {
          ...generation(meaning.generation),
          ...(meaning.row === undefined ? {} : rowSays(meaning.row)),
        });
        break;
      case 'terminal':
        push(meaning.key, { ended: `${meaning.state} (${meaning.runId})` });
        break;
      default:
    }
  }

  #answered({ record, answer }: Extract<Observation, { type: 'response' }>): void {
    if (answer === undefined) return;
    const say = (session: string, said: Said): void =>
      void this.statements.push({
        i: record.i,
        session,
        to: record.leg === 'client' ? record.client : null,
        how: 'answered',
        said,
      });
    if (answer.type === 'history') {
      const { entries, partial } = answer;
      const newest = entries.at(-1);
      say(answer.key, {
        ...generation(answer.generation),
        entries: `${entries.length}${partial ? ' or more' : ''}`,
        newest: newest === undefined ? 'none' : entryText(newest),
      });
    } else if (answer.type === 'rows') for (const row of answer.rows) say(row.key, rowSays(row));
    else if (answer.type === 'reset') say(answer.key, rowSays(answer.row));
  }
}

function rowSays({ generation: named, status, hasActiveRun, activeRunIds }: ObservedRow): Said {
  const runs =
    activeRunIds !== undefined && activeRunIds.length > 0
      ? activeRunIds.join(', ')
      : hasActiveRun === undefined
        ? undefined
        : hasActiveRun
          ? 'one goes on'
          : 'none';
  return {
    ...generation(named),
    status: status ?? 'null',
    ...(runs === undefined ? {} : { runs }),
  };
}

function generation(named: string | undefined): Said {
  return named === undefined ? {} : { generation: named };
}

function entryText({ role, text }: ObservedEntry): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return `${role}: ${line.length > SHOWN_TEXT ? `${line.slice(0, SHOWN_TEXT)}…` : line}`;
}

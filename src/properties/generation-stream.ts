/**
 * generation/stream. Judged on delivery, per connection: order on one connection is what its client sees. A
 * connection is told by a notice or by the answer to its own reset or delete. Runs that may belong to either side of
 * the ending are not judged (where reset requests overlapped, to either side of the first: which of their ends a notice
 * tells is a guess), nor those accepted as new more than once (the matter of send/exactly-once); lifecycle ends and terminals of older
 * runs are allowed (one terminal per run is the matter of run/terminates).
 */
import type { FrameRecord } from '../history/record.ts';
import type { EventAbout, Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import { isOlder, type Ending } from './model/rotations.ts';
import type { Send } from './model/sends.ts';

export const generationStream: Property = {
  id: 'generation/stream',
  family: 'generation',
  statement:
    'After a connection was told of a new generation, it gets no delta, tool text, start, message or row snapshot of an older one.',
  why: 'incidents #88538 and #63374',
  exercise: 'an event that says what it is of, after its connection was told that a generation ended',
  watches: [
    {
      type: 'event',
      says: ['notice', 'run-start', 'run-text', 'run-tool', 'message', 'row'],
      leg: 'client',
    },
    { type: 'response', says: ['reset', 'delete'], leg: 'client' },
    { type: 'connection', says: ['closed'], leg: 'client' },
  ],
  start: (model) => new GenerationStream(model),
};

class GenerationStream extends FindingChecker {
  /** Of each connection, by its number, and each session the last ending it was told of. */
  readonly #endings: (Map<string, Ending> | undefined)[] = [];

  response({ record, answer }: Of<'response'>, { pending }: RequestAbout): void {
    if (answer?.type === 'reset' || answer?.type === 'delete')
      this.#tell(record.conn, this.model.generations.endingBy(answer.key, pending));
  }

  connection({ record: { conn, event } }: Of<'connection'>): void {
    if (event === 'closed') this.#endings[conn] = undefined;
  }

  event({ record, meaning }: Of<'event'>, { deliveredNotice, run }: EventAbout): void {
    if (meaning.type === 'notice') {
      this.#tell(record.conn, deliveredNotice);
      return;
    }
    const perKey = this.#endings[record.conn];
    if (perKey === undefined) return;
    switch (meaning.type) {
      case 'run-start':
      case 'run-text':
      case 'run-tool': {
        const ending = run === undefined ? undefined : perKey.get(run.key);
        if (run === undefined || ending === undefined) return;
        if (!run.reaccepted) this.exercised++;
        if (this.#isOlder(run, ending)) this.#stale(meaning.type, ending, `run ${meaning.runId}`, record);
        return;
      }
      case 'message':
      case 'row': {
        const ending = perKey.get(meaning.key);
        if (ending === undefined) return;
        const { generation } = meaning;
        const isTold = generation !== undefined && !ending.refuted && !ending.overlapping;
        const runId = meaning.type === 'row' ? meaning.runId : undefined;
        const send = runId === undefined ? undefined : this.model.sends.ofRun(runId, meaning.key);
        if (isTold || send?.reaccepted === false) this.exercised++;
        if (isTold && this.#isOver(meaning.key, generation, ending)) {
          this.#stale(meaning.type, ending, `generation ${generation}`, record);
          return;
        }
        if (send !== undefined && this.#isOlder(send, ending))
          this.#stale(meaning.type, ending, `run ${send.runId}`, record);
        return;
      }
      default:
        return;
    }
  }

  #tell(conn: number, ending: Ending | undefined): void {
    if (ending === undefined) return;
    const perKey = (this.#endings[conn] ??= new Map<string, Ending>());
    const known = perKey.get(ending.key);
    if (known === undefined || known.earliest < ending.earliest) perKey.set(ending.key, ending);
  }

  #stale(what: string, ending: Ending, about: string, { conn, i }: FrameRecord): void {
    const sentence = `connection ${conn} was told that generation ${ending.ended ?? '(unnamed)'} of ${ending.key} ended, then got ${what} of ${about}`;
    this.add(`${what} of an older generation after the notice`, sentence, ending.record, i);
  }

  #isOlder(send: Send, ending: Ending): boolean {
    if (send.reaccepted || !isOlder(send, ending)) return false;
    return !ending.overlapping || send.acceptedBy <= ending.overlappingFrom;
  }

  /** The generation was certainly over when the ending happened. */
  #isOver(key: string, generation: string, ending: Ending): boolean {
    if (generation === ending.next) return false;
    if (generation === ending.ended) return true;
    const span = this.model.generations.span(key, generation);
    return span !== undefined && span.endedBy < ending.earliest;
  }
}

/**
 * generation/stream. Judged on delivery, per connection: order on one connection is what its client sees. A
 * connection is told by a notice or by the answer to its own reset or delete. Runs that may belong to either side of
 * the ending are not judged, nor those accepted as new more than once (the matter of send/exactly-once); lifecycle ends and terminals of older runs are allowed (one terminal per run is the
 * matter of run/terminates).
 */
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';
import type { Ending } from './terms/rotations.ts';
import type { Send } from './terms/sends.ts';

export const generationStream: Property = {
  id: 'generation/stream',
  family: 'generation',
  statement:
    'After a connection was told of a new generation, it gets no delta, tool text, start, message or row snapshot of an older one.',
  why: 'incidents #88538 and #63374',
  minimum: 1,
  exercise: 'an event of the session after its connection was told that a generation ended',
  watches: ['event', 'response', 'connection'],
  start(terms) {
    const findings = new Findings();
    const told = new Map<number, Map<string, Ending>>();

    const tell = (conn: number, ending: Ending | undefined): void => {
      if (ending === undefined) return;
      let perKey = told.get(conn);
      if (perKey === undefined) told.set(conn, (perKey = new Map<string, Ending>()));
      const known = perKey.get(ending.key);
      if (known === undefined || known.earliest < ending.earliest) perKey.set(ending.key, ending);
    };

    const stale = (what: string, ending: Ending, conn: number, about: string, record: number): void => {
      const sentence = `connection ${conn} was told that generation ${ending.ended ?? '(unnamed)'} of ${ending.key} ended, then got ${what} of ${about}`;
      findings.add(`${what} of an older generation after the notice`, sentence, ending.record, record);
    };

    const isOlder = (send: Send, ending: Ending): boolean =>
      !send.begunAgain && terms.generations.isOlder(send, ending);

    /** The generation was certainly over when the ending happened. */
    const isOver = (key: string, generation: string, ending: Ending): boolean => {
      if (ending.undone || ending.tangled || generation === ending.next) return false;
      if (generation === ending.ended) return true;
      const life = terms.generations.life(key, generation);
      return life !== undefined && life.endedBy < ending.earliest;
    };

    return checking(findings, (observation) => {
      switch (observation.type) {
        case 'event': {
          const { record, told: what } = observation;
          if (record.leg !== 'client') return;
          switch (what.type) {
            case 'notice':
              tell(record.conn, terms.ending);
              return;
            case 'run-start':
            case 'run-text':
            case 'run-tool': {
              const perKey = told.get(record.conn);
              if (perKey === undefined) return;
              const send = terms.sends.ofRun(what.runId, what.key);
              const ending = send === undefined ? undefined : perKey.get(send.key);
              if (send === undefined || ending === undefined) return;
              findings.exercised++;
              if (isOlder(send, ending)) stale(what.type, ending, record.conn, `run ${what.runId}`, record.i);
              return;
            }
            case 'message':
            case 'row': {
              const ending = told.get(record.conn)?.get(what.key);
              if (ending === undefined) return;
              findings.exercised++;
              const runId = what.type === 'row' ? what.runId : undefined;
              const send = runId === undefined ? undefined : terms.sends.ofRun(runId, what.key);
              const over = what.generation !== undefined && isOver(what.key, what.generation, ending);
              if (over)
                stale(what.type, ending, record.conn, `generation ${what.generation ?? ''}`, record.i);
              else if (send !== undefined && isOlder(send, ending)) {
                stale(what.type, ending, record.conn, `run ${send.runId}`, record.i);
              }
              return;
            }
            default:
              return;
          }
        }
        case 'response': {
          const { record, answer } = observation;
          if (record.leg !== 'client' || terms.asked === undefined) return;
          if (answer?.type === 'reset' || answer?.type === 'delete') {
            tell(record.conn, terms.generations.endingBy(answer.key, terms.asked));
          }
          return;
        }
        case 'connection':
          if (observation.record.event === 'closed' && observation.record.leg === 'client')
            told.delete(observation.record.conn);
          return;
        default:
          return;
      }
    });
  },
};

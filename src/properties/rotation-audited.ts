/**
 * rotation/audited. Judged on delivered audit lists, archive lists and archive reads that were asked for after the
 * ending: a list asked for earlier may miss it. What an audit record must carry is held by its decoder; a record
 * without one of the fields does not exist. An archive is demanded where an acknowledged entry of the ended
 * generation had been read. Endings that a crash may still undo, and endings whose requests overlapped, are not
 * demanded. A release without these methods shows nothing here.
 */
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';
import type { Asked } from './terms/connections.ts';
import type { Ending } from './terms/rotations.ts';
import type { ObservedEntry } from '../dialect/observation.ts';

export const rotationAudited: Property = {
  id: 'rotation/audited',
  family: 'generation',
  statement:
    'Every rotation leaves an audit record with type, trigger, old and new id, key, time and archive, a visible mark where a slash command was honoured, and its archive can be listed and read back.',
  why: 'incident #70330',
  minimum: 1,
  exercise: 'a rotation looked up in the audit records',
  watches: ['response'],
  start(terms) {
    const findings = new Findings();
    const settled = new Set<Ending>();
    const marked = new Set<Ending>();

    /** It was through before this was asked for: answered, or nothing goes on any more. */
    const isOver = ({ request }: Ending, asked: Asked): boolean => {
      if (asked.record > terms.quietFrom) return true;
      return request?.state === 'acknowledged' && request.answeredAt < asked.from;
    };

    const certain = (ending: Ending): boolean =>
      !ending.undone && !ending.tangled && (ending.acknowledged || ending.incarnation === terms.incarnation);

    const auditList = (asked: Asked, record: number): void => {
      for (const ending of terms.generations.allEndings()) {
        if (settled.has(ending) || !certain(ending) || !isOver(ending, asked)) continue;
        if (ending.ended === undefined && ending.next === undefined) continue;
        settled.add(ending);
        findings.exercised++;
        const { audit, request } = ending;
        if (audit === undefined) {
          const sentence = `${ending.key}: the end of generation ${ending.ended ?? '(unnamed)'} is in no audit record`;
          findings.add('a rotation left no audit record', sentence, ending.record, record);
          continue;
        }
        // where a command may rotate without naming anything, which request did it is a guess
        if (request?.state !== 'acknowledged' || terms.dialect.honoursSlashCommands) continue;
        const bySlash = audit.trigger === 'slash-command';
        if (audit.trigger === 'rule' || bySlash !== (request.kind === 'command')) {
          const sentence = `${ending.key}: a ${request.kind} was audited with trigger ${audit.trigger}`;
          findings.add('an audit record names the wrong trigger', sentence, ending.record, record);
        }
      }
    };

    const archiveList = (asked: Asked, record: number): void => {
      for (const ending of settled) {
        const { audit, ended } = ending;
        if (audit === undefined || ended === undefined || !isOver(ending, asked)) continue;
        if (terms.transcripts.archives.has(audit.archive) || !holds(ending)) continue;
        const sentence = `${ending.key}: archive ${audit.archive} of generation ${ended} is not listed`;
        findings.add('the archive of an ended generation is not listed', sentence, ending.record, record);
      }
    };

    /** The ended generation certainly held an entry. */
    const holds = (ending: Ending): boolean => {
      for (const send of terms.sends.all()) {
        if (send.key === ending.key && send.placed === ending.ended && send.acknowledged) return true;
      }
      return false;
    };

    /** An honoured slash command must show in the transcript it began. */
    const history = (
      key: string,
      generation: string,
      entries: readonly ObservedEntry[],
      asked: Asked,
      record: number,
    ): void => {
      const ending = terms.generations.life(key, generation)?.begunBy;
      if (
        ending?.request?.kind !== 'command' ||
        ending.request.state !== 'acknowledged' ||
        ending.tangled ||
        !isOver(ending, asked) ||
        marked.has(ending)
      )
        return;
      marked.add(ending);
      if (entries.some((entry) => entry.sessionControl || entry.compaction)) return;
      const sentence = `${key}: generation ${generation} began by a slash command, and its transcript does not show it`;
      findings.add('an honoured slash command left no visible mark', sentence, ending.record, record);
    };

    return checking(findings, (observation) => {
      if (observation.type !== 'response' || observation.record.leg !== 'client') return;
      const { answer, refusal, record } = observation;
      const { asked } = terms;
      if (asked === undefined) return;
      if (asked.ask.type === 'archive-read') {
        const { archive } = asked.ask;
        if (refusal === undefined || refusal.retryable || !terms.transcripts.archives.has(archive)) return;
        findings.add(
          'a listed archive cannot be read',
          `archive ${archive} is listed and refused: ${refusal.code}`,
          record.i,
        );
        return;
      }
      switch (answer?.type) {
        case 'audit':
          auditList(asked, record.i);
          return;
        case 'archives':
          archiveList(asked, record.i);
          return;
        case 'history':
          if (answer.generation !== undefined && !answer.partial) {
            history(answer.key, answer.generation, answer.entries, asked, record.i);
          }
          return;
        default:
          return;
      }
    });
  },
};

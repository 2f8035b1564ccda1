/**
 * rotation/audited. Judged on delivered audit lists, archive lists and archive reads that were asked for after the
 * ending: a list asked for earlier may miss it. What an audit record must carry is held by its decoder; a record
 * without one of the fields does not exist. An archive is demanded where an acknowledged entry of the ended
 * generation had been read. Endings that a crash may still undo, and endings whose requests overlapped, are not
 * demanded. A release without these methods shows nothing here.
 */
import type { HistoryAnswer } from '../dialect/observation.ts';
import type { Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { PendingRequest } from './model/connections.ts';
import type { Ending } from './model/rotations.ts';

export const rotationAudited: Property = {
  id: 'rotation/audited',
  family: 'generation',
  statement:
    'Every rotation leaves an audit record with type, trigger, old and new id, key, time and archive, a visible mark where a slash command was honoured, and its archive can be listed and read back.',
  why: 'incident #70330',
  exercise: 'a rotation looked up in the audit records',
  watches: [{ type: 'response', says: ['nothing', 'audit', 'archives', 'history'], leg: 'client' }],
  start: (model) => new RotationAudited(model),
};

class RotationAudited extends FindingChecker {
  /** Endings that were not looked up yet and may still have to be, in the order of their sessions. */
  #open: Ending[] = [];
  /** How many endings were taken into `#open` so far. */
  #taken = 0;
  /** Endings that were looked up, and whose archive no list has shown yet. */
  readonly #unlisted = new Set<Ending>();
  readonly #marked = new Set<Ending>();

  response({ record, answer, refusal }: Of<'response'>, { pending }: RequestAbout): void {
    if (pending.ask.type === 'archive-read') {
      const { archive } = pending.ask;
      const isListed = this.model.transcripts.archives.has(archive);
      if (refusal === undefined || refusal.retryable || !isListed) return;
      const sentence = `archive ${archive} is listed and refused: ${refusal.code}`;
      this.add('a listed archive cannot be read', sentence, record.i);
      return;
    }
    if (answer?.type === 'audit') this.#auditList(pending, record.i);
    else if (answer?.type === 'archives') this.#archiveList(pending, record.i);
    else if (answer?.type === 'history' && !answer.partial) this.#history(answer, pending, record.i);
  }

  #auditList(pending: PendingRequest, record: number): void {
    this.#takeNew();
    // an refuted ending stays so, and a overlapping one was born so: neither is ever demanded
    this.#open = this.#open.filter((ending) => {
      if (ending.refuted || ending.overlapping) return false;
      if (!this.#isCertain(ending) || !this.#isOver(ending, pending)) return true;
      if (ending.ended === undefined && ending.next === undefined) return true;
      this.#lookUp(ending, record);
      return false;
    });
  }

  #takeNew(): void {
    const { all } = this.model.generations.log;
    if (this.#taken === all.length) return;
    this.#open.push(...all.slice(this.#taken));
    this.#taken = all.length;
    this.#open.sort((one, other) => one.session - other.session || one.ordinal - other.ordinal);
  }

  #lookUp(ending: Ending, record: number): void {
    this.#unlisted.add(ending);
    this.exercised++;
    const { audit, request } = ending;
    if (audit === undefined) {
      const sentence = `${ending.key}: the end of generation ${ending.ended ?? '(unnamed)'} is in no audit record`;
      this.add('a rotation left no audit record', sentence, ending.record, record);
      return;
    }
    // where a command may rotate without naming anything, which request did it is a guess
    if (request?.state !== 'acknowledged' || this.model.dialect.honoursSlashCommands) return;
    const bySlash = audit.trigger === 'slash-command';
    if (audit.trigger === 'rule' || bySlash !== (request.kind === 'command')) {
      const sentence = `${ending.key}: a ${request.kind} was audited with trigger ${audit.trigger}`;
      this.add('an audit record names the wrong trigger', sentence, ending.record, record);
    }
  }

  #archiveList(pending: PendingRequest, record: number): void {
    const { archives } = this.model.transcripts;
    for (const ending of this.#unlisted) {
      const { audit, ended } = ending;
      if (audit === undefined) continue;
      if (archives.has(audit.archive)) this.#unlisted.delete(ending);
      else if (ended !== undefined && this.#isOver(ending, pending) && this.#held(ending)) {
        const sentence = `${ending.key}: archive ${audit.archive} of generation ${ended} is not listed`;
        this.add('the archive of an ended generation is not listed', sentence, ending.record, record);
      }
    }
  }

  /** An honoured slash command must show in the transcript it began. */
  #history({ key, generation, entries }: HistoryAnswer, pending: PendingRequest, record: number): void {
    if (generation === undefined) return;
    const ending = this.model.generations.begunBy(key, generation);
    if (ending?.request?.kind !== 'command' || ending.request.state !== 'acknowledged') return;
    if (ending.overlapping || !this.#isOver(ending, pending) || this.#marked.has(ending)) return;
    this.#marked.add(ending);
    if (entries.some((entry) => entry.sessionControl || entry.compaction)) return;
    const sentence = `${key}: generation ${generation} began by a slash command, and its transcript does not show it`;
    this.add('an honoured slash command left no visible mark', sentence, ending.record, record);
  }

  #isCertain(ending: Ending): boolean {
    return ending.acknowledged || ending.incarnation === this.model.incarnation;
  }

  /** It was through before this was asked for: answered, or nothing goes on any more. */
  #isOver({ request }: Ending, pending: PendingRequest): boolean {
    if (pending.record > this.model.phases.quietFrom) return true;
    return request?.state === 'acknowledged' && request.answeredAt < pending.from;
  }

  /** The ended generation certainly held an entry. */
  #held(ending: Ending): boolean {
    for (const send of this.model.sends.ofSession(ending.key))
      if (send.placed === ending.ended && send.acknowledged) return true;
    return false;
  }
}

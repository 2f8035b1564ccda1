/**
 * rotation/audited. Judged on delivered audit lists, archive lists and archive reads that were asked for after the
 * ending or the compaction: a list asked for earlier may miss it. What an audit record must carry is held by its
 * decoder; a record without one of the fields does not exist. Which trigger is true, and whether a message followed, is
 * judged where the request is known that asked for the rotation. An archive is demanded where an acknowledged entry of the ended
 * generation had been read. Endings that a crash may still undo, and endings whose requests overlapped, are not
 * demanded. A summary that a history shows has replaced something: its generation has a checkpoint for each, and every
 * message that was read before and lies under the summary now stands in one of them, once all are read back after quiet.
 * A release without these methods shows nothing here. Version 2 added checkpoints, whose an archive is, and whether a
 * message followed. Version 3 added that archives of two sessions do not end with one entry,
 * version 4 that a delete which says what became of the transcript does not say that there is nothing, version 5 that
 * what is listed keeps its time, also over a restart, and that a rotation was made between its request and the answer to
 * that, by the clock that the gateway's last list told, unless that jumped since.
 */
import type { Answer, HistoryAnswer, ObservedEntry } from '../dialect/observation.ts';
import type { ArchiveInfo, AuditRecord, RotationTrigger } from '../protocol/methods.ts';
import { ms } from '../kernel/time.ts';
import { parseSessionControl } from '../protocol/session-control.ts';
import type { Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import { ListedTimes } from './listed-times.ts';
import { inSeconds, isOutside, timeIn, type WallReading } from './wall-reading.ts';
import { Checkpoints, checkpointsOf, type Compactions } from './model/checkpoints.ts';
import { NEVER, type PendingRequest } from './model/connections.ts';
import type { Ending, RotationRequest } from './model/rotations.ts';

type ArchiveAnswer = Extract<Answer, { type: 'archive' }>;

/** What may have triggered a rotation that was asked for so. */
const TRIGGERS: Readonly<Record<RotationRequest['kind'], readonly RotationTrigger[]>> = {
  reset: ['rpc', 'ui-button'],
  delete: ['rpc', 'ui-button'],
  command: ['slash-command'],
};

export const rotationAudited: Property = {
  id: 'rotation/audited',
  version: 5,
  later: {
    2: [
      'a compaction left no checkpoint',
      'a checkpoint lacks what was replaced',
      'an audit record is wrong about a message',
      'two rotations name one archive',
      'an archive is listed as that of another session',
    ],
    3: ['an archive shows what another one holds'],
    4: ['a delete names no archive'],
    5: ['a rotation has another time than it had', 'a rotation is dated when it was not made'],
  },
  family: 'generation',
  statement:
    'Every rotation leaves an audit record with type, trigger, old and new id, key, time, whether a message followed, and archive, all true, and a visible mark, of any kind or wording, where a slash command was honoured; its archive, and a checkpoint of what each compaction replaced, can be listed and read back, each its own and always of one time, and are not denied by what answers a delete.',
  why: 'incident #70330',
  exercise: 'a rotation looked up in the audit records',
  watches: [
    {
      type: 'response',
      says: ['nothing', 'audit', 'archives', 'archive', 'history', 'delete', 'rows'],
      leg: 'client',
    },
  ],
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
  /** Which ending names each archive. */
  readonly #archiveOf = new Map<string, Ending>();
  /** The archive that was first read with each newest entry, by what that one says of itself. */
  readonly #newest = new Map<string, { readonly info: ArchiveInfo; readonly record: number }>();
  /** Answers to deletes that name no archive, by their requests. */
  readonly #nameless = new WeakMap<PendingRequest, number>();
  readonly #listedTimes = new ListedTimes();
  /** What the last list of sessions told of the gateway's clock, and its record. */
  #clock: (WallReading & { readonly record: number }) | undefined;
  readonly #checkpoints = new Checkpoints();
  /** Compactions of which a checkpoint was found missing. */
  readonly #short = new Set<Compactions>();

  override finish(): void {
    const { phases, transcripts } = this.model;
    if (!phases.atRest || !transcripts.archivesListedWhenQuiet) return;
    for (const compactions of this.#checkpoints.all)
      if (!this.#short.has(compactions)) this.#judgeContents(compactions);
  }

  response({ record, answer, refusal }: Of<'response'>, { pending }: RequestAbout): void {
    if (answer?.type === 'archive') return this.#archiveRead(answer, record.i);
    if (pending.ask.type === 'archive-read') {
      const { archive } = pending.ask;
      const isListed = this.model.transcripts.archives.has(archive);
      if (refusal === undefined || refusal.retryable || !isListed) return;
      const sentence = `archive ${archive} is listed and refused: ${refusal.code}`;
      this.add('a listed archive cannot be read', sentence, record.i);
      return;
    }
    if (answer?.type === 'delete' && answer.deleted && answer.archived?.length === 0)
      this.#nameless.set(pending, record.i);
    else if (answer?.type === 'rows' && answer.at !== undefined)
      this.#clock = { at: ms(answer.at), pending, record: record.i };
    else if (answer?.type === 'audit') {
      for (const one of answer.records) this.#dated(nameOf(one), one.timestamp, record.i);
      this.#auditList(pending, record.i);
    } else if (answer?.type === 'archives') {
      for (const { archive, sessionId, timestamp } of answer.archives)
        this.#dated(`archive ${archive} of session id ${sessionId}`, timestamp, record.i);
      this.#archiveList(pending, record.i);
    } else if (answer?.type === 'history') {
      this.#checkpoints.history(answer, record.i);
      if (!answer.partial) this.#history(answer, pending, record.i);
    }
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
    const other = this.#archiveOf.get(audit.archive);
    this.#archiveOf.set(audit.archive, ending);
    if (other !== undefined) {
      const sentence = `${ending.key}: the end of generation ${ending.ended ?? '(unnamed)'} was audited with archive ${audit.archive}, which is that of generation ${other.ended ?? '(unnamed)'} of ${other.key}`;
      this.add('two rotations name one archive', sentence, other.record, ending.record, record);
    }
    // where a command may rotate without naming anything, which request did it is a guess
    if (request?.state !== 'acknowledged' || this.model.dialect.honoursSlashCommands) return;
    const { kind, pending } = request;
    const { trigger, postResetMessagePresent } = audit;
    if (!TRIGGERS[kind].includes(trigger)) {
      const sentence = `${ending.key}: a ${kind} was audited with trigger ${trigger}`;
      this.add('an audit record names the wrong trigger', sentence, pending.record, record);
    }
    // an earlier attempt of a command may have made it
    if (request.triedAgainAt === NEVER) this.#madeThen(ending, audit, pending, record);
    const rest = pending.ask.type === 'send' ? (parseSessionControl(pending.ask.text)?.rest ?? '') : '';
    if (postResetMessagePresent === (rest !== '')) return;
    const followed = rest === '' ? 'no message' : 'a message';
    const sentence = `${ending.key}: a ${kind} with ${followed} was audited with postResetMessagePresent ${postResetMessagePresent}`;
    this.add('an audit record is wrong about a message', sentence, pending.record, record);
  }

  #dated(name: string, timestamp: number, record: number): void {
    const before = this.#listedTimes.differs(name, timestamp, record);
    if (before === undefined) return;
    if (this.model.fair.wallJumpedSince(before.record))
      return this.excuse('date', 'the wall clock jumped', before);
    const sentence = `${name} is listed as of ${timestamp}, and was listed as of ${before.timestamp}`;
    this.add('a rotation has another time than it had', sentence, before.record, record);
  }

  /** Its request asked for it, and the answer said that it was made. */
  #madeThen(ending: Ending, { timestamp }: AuditRecord, pending: PendingRequest, record: number): void {
    const made = this.#clock && timeIn(timestamp, this.#clock);
    if (made === undefined || this.#clock === undefined) return;
    if (!isOutside(made, pending.sentAt, pending.answeredAt)) return;
    if (this.model.fair.wallJumpedSince(Math.min(this.#clock.record, pending.record)))
      return this.excuse('date', 'the wall clock jumped', ending);
    const sentence = `${ending.key}: the end of generation ${ending.ended ?? '(unnamed)'} is audited as of ${inSeconds(made.latest)} by the clock of the gateway's own list; it was asked for at ${inSeconds(pending.sentAt)}, and answered at ${inSeconds(pending.answeredAt)}`;
    this.add(
      'a rotation is dated when it was not made',
      sentence,
      pending.record,
      this.#clock.record,
      record,
    );
  }

  #archiveList(pending: PendingRequest, record: number): void {
    this.#checkpointList(pending, record);
    const { archives } = this.model.transcripts;
    for (const ending of this.#unlisted) {
      const { audit, ended } = ending;
      if (audit === undefined) continue;
      const listed = archives.get(audit.archive);
      if (listed !== undefined) {
        this.#unlisted.delete(ending);
        this.#judgeOwner(ending, audit, listed.info, record);
      } else if (ended !== undefined && this.#isOver(ending, pending) && this.#held(ending)) {
        const sentence = `${ending.key}: archive ${audit.archive} of generation ${ended} is not listed`;
        this.add('the archive of an ended generation is not listed', sentence, ending.record, record);
      }
    }
  }

  /** An entry belongs to one session: of two, no two archives have the same one. Ids may begin anew with each. */
  #archiveRead({ archive, entries, offset }: ArchiveAnswer, record: number): void {
    const info = this.model.transcripts.archives.get(archive)?.info;
    const newest = entries.at(-1);
    if (info === undefined || newest === undefined || offset > 0) return;
    const { at, id, runId, text } = newest;
    if (at === undefined && runId === undefined) return;
    const name = JSON.stringify([info.sessionKey, id, at, runId, text]);
    const other = this.#newest.get(name);
    if (other === undefined) this.#newest.set(name, { info, record });
    if (other === undefined || other.info.sessionId === info.sessionId) return;
    const sentence = `${info.sessionKey}: archive ${archive} of session id ${info.sessionId} ends with entry ${newest.id}, as archive ${other.info.archive} of session id ${other.info.sessionId} does`;
    this.add('an archive shows what another one holds', sentence, other.record, record);
  }

  #judgeOwner({ key, request }: Ending, audit: AuditRecord, info: ArchiveInfo, record: number): void {
    const nameless = request === undefined ? undefined : this.#nameless.get(request.pending);
    if (nameless !== undefined) {
      const sentence = `${key}: the delete of session id ${audit.oldSessionId} was answered with no archive, and archive ${info.archive} is listed as what became of it`;
      this.add('a delete names no archive', sentence, nameless, record);
    }
    if (info.sessionKey === key && info.sessionId === audit.oldSessionId) return;
    const sentence = `${key}: archive ${info.archive} of session id ${audit.oldSessionId} is listed as that of ${info.sessionKey}, session id ${info.sessionId}`;
    this.add('an archive is listed as that of another session', sentence, record);
  }

  /** Each summary that was read before the list was asked for has its checkpoint in it. */
  #checkpointList({ from }: PendingRequest, record: number): void {
    for (const compactions of this.#checkpoints.all) {
      const { key, generation, summaries } = compactions;
      const due = [...summaries.values()].filter((shown) => shown < from);
      const listed = checkpointsOf(compactions, this.model.transcripts.archives).length;
      if (listed >= due.length || this.#short.has(compactions)) continue;
      this.#short.add(compactions);
      const sentence = `${key}: generation ${generation} was compacted ${due.length} times as its history shows, and ${listed} of its checkpoints are listed`;
      this.add('a compaction left no checkpoint', sentence, due.at(-1) ?? -1, record);
    }
  }

  /** What lies under a summary stands in a checkpoint. */
  #judgeContents(compactions: Compactions): void {
    const { sends, transcripts } = this.model;
    const { key, generation, summaries } = compactions;
    const checkpoints = checkpointsOf(compactions, transcripts.archives);
    if (!checkpoints.every(({ read }) => read)) return;
    const until = transcripts.coveredSeq(generation);
    for (const send of sends.ofSession(key)) {
      const { placed, entrySeq = Infinity, checkpointed, runId } = send;
      if (placed !== generation || entrySeq > until || checkpointed || send.reaccepted) continue;
      const names = checkpoints.map(({ info }) => info.archive).join(', ');
      const sentence = `${key}: the message of run ${runId} was replaced by a summary up to position ${until}, and none of the checkpoints of generation ${generation} (${names}) holds it`;
      this.add('a checkpoint lacks what was replaced', sentence, send.acceptedBy, ...summaries.values());
      return;
    }
  }

  /** An honoured slash command must show in the transcript it began. */
  #history({ key, generation, entries }: HistoryAnswer, pending: PendingRequest, record: number): void {
    if (generation === undefined) return;
    const ending = this.model.generations.begunBy(key, generation);
    if (ending?.request?.kind !== 'command' || ending.request.state !== 'acknowledged') return;
    if (ending.overlapping || !this.#isOver(ending, pending) || this.#marked.has(ending)) return;
    this.#marked.add(ending);
    if (entries.some((entry) => isMark(entry))) return;
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

/**
 * A mark of any kind and wording: an entry that is no message of a client or a model, but the gateway's own. The command
 * as a client sent it shows what was asked for, not that it was honoured. A summary may have replaced the mark.
 */
function isMark({ compaction, role, sessionControl }: ObservedEntry): boolean {
  return sessionControl || compaction || role === 'system' || role === 'other';
}

/** What no other audit record is. */
function nameOf({
  sessionKey,
  oldSessionId,
  oldRevision = '',
  newSessionId,
  newRevision = '',
}: AuditRecord): string {
  return `the end of session id ${oldSessionId}${oldRevision} of ${sessionKey}, followed by ${newSessionId ?? 'none'}${newRevision},`;
}

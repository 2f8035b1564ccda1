/**
 * ack/durable. Judged at the end, once quiet was reached and the session's transcript and all its archives were read
 * in full: before that a queued send need not be in a transcript yet. A send counts as kept when its entry was read
 * after quiet or in the archive of an ended generation, or is kept beside the transcript; it is excused when a summary
 * stands there that was made of it or covers its position (that one was asked for says nothing), and when it was ended
 * by an error or abort before it ever reached the provider: it was accounted for in words. What a reset in place hides is
 * not judged, unless somebody would have been shown it. A compaction shows by its summary, or by the count in the row
 * where a history keeps every message. An acknowledged reset or delete must still hold after a restart, and an aborted
 * run is not stored as interrupted by it. Version 2 added aborts, and summaries that were only asked for.
 */
import type { Generation, ObservedEntry } from '../dialect/observation.ts';
import type { Of } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { Send } from './model/sends.ts';

export const ackDurable: Property = {
  id: 'ack/durable',
  version: 2,
  later: {
    2: [
      'an acknowledged abort did not survive a restart',
      'a summary that was asked for does not hold an acknowledged send',
    ],
  },
  family: 'account',
  statement:
    'An acknowledged send, reset, delete, abort or compact survives any restart or crash: a send as its transcript entry, in its archive, or under a summary that has replaced its entry.',
  why: 'measured on OpenClaw 2026.5.28 (queued send lost at SIGTERM); OpenClaw issues 51620, 130485',
  exercise: 'an acknowledged send looked for after everything was quiet',
  watches: [
    { type: 'response', says: ['reset'] },
    { type: 'response', says: ['history', 'history-page', 'rows', 'audit', 'compact'], leg: 'client' },
  ],
  start: (model) => new AckDurable(model),
};

class AckDurable extends FindingChecker {
  /** The record that acknowledged each session's last compaction. */
  readonly #compactions = new Map<string, number>();
  /** Sessions whose row counted a compaction when it was read last. */
  readonly #counted = new Set<string>();

  response({ record: { i, leg }, answer }: Of<'response'>): void {
    for (const { key, generation, endedRecord, record, restarted } of this.model.generations.log.staleReads) {
      if (!restarted) continue;
      const sentence = `the acknowledged end of generation ${generation} of ${key} did not survive a restart`;
      this.add('an acknowledged reset or delete did not survive a restart', sentence, endedRecord, record);
    }
    if (leg !== 'client' || answer === undefined) return;
    if (answer.type === 'compact' && answer.compacted) this.#compactions.set(answer.key, i);
    if (answer.type === 'history' || answer.type === 'history-page')
      this.#abortsIn(answer.entries, answer.key, i);
    if (answer.type !== 'rows') return;
    for (const { key, compactionCount = 0 } of answer.rows)
      if (compactionCount > 0) this.#counted.add(key);
      else this.#counted.delete(key);
  }

  override finish(): void {
    const { incarnation, phases, runs, sends, transcripts } = this.model;
    if (!phases.atRest) return;
    for (const send of sends.all()) {
      if (!send.acknowledged || send.control !== undefined || send.marker === undefined) continue;
      if (runs.running(send.key)) {
        this.excuse('send', 'a run of their session goes on', send);
        continue;
      }
      if (!this.model.readInFull(send.key) && !this.#wouldHaveShown(send)) {
        this.excuse('send', 'their session could not be read in full', send);
        continue;
      }
      const excuse = send.seen ? undefined : this.#excuseOf(send);
      if (excuse !== undefined) {
        this.excuse('send', excuse, send);
        continue;
      }
      this.exercised++;
      if (send.seen) continue;
      const restarted = incarnation > send.acknowledgedIncarnation;
      const when = restarted ? ' before a restart' : '';
      const sentence = `send ${send.runId} [[${send.marker}]] to ${send.key} was acknowledged${when} and ${this.#nowhere(send)}`;
      this.add(
        this.#causeOf(send, restarted),
        sentence,
        send.acknowledgedRecord,
        transcripts.final(send.key)?.record ?? -1,
      );
    }
    this.#judgeCompactions();
  }

  /**
   * Where a reset in place hides what stood before it (OpenClaw 2026.9.6): no model was given it, and a client that
   * followed the session's messages from before it was sent until the end was not pushed its entry.
   */
  #wouldHaveShown(send: Send): boolean {
    const { connections, phases, runs, transcripts } = this.model;
    const final = transcripts.final(send.key);
    if (final === undefined || !final.sinceReset || final.partial || final.inputsPartial) return false;
    if (send.pushed || send.isCalled || runs.prompts.whyNoCalls !== undefined) return false;
    for (const connection of connections.live()) {
      const since = connection.messagesSince.get(send.key) ?? Infinity;
      if (connection.mayRead && since <= send.from && connections.showsAllUntil(connection, phases.quietFrom))
        return true;
    }
    return false;
  }

  #causeOf({ entrySeq = Infinity, key, placed, summaryAsked }: Send, restarted: boolean): string {
    const { transcripts } = this.model;
    if (transcripts.final(key)?.skipped) return 'an acknowledged send is on no page of its transcript';
    const isCovered = placed !== undefined && entrySeq <= transcripts.coveredSeq(placed);
    if (summaryAsked || isCovered) return 'a summary that was asked for does not hold an acknowledged send';
    return restarted
      ? 'an acknowledged send did not survive a restart'
      : 'an acknowledged send is in no transcript';
  }

  #excuseOf(send: Send): string | undefined {
    if (send.summarised) return 'a summary has replaced their entries';
    if (send.settledAs === 'merged') return 'they were merged into another';
    if (!send.isCalled && (send.terminal === 'aborted' || send.terminal === 'error'))
      return 'they were ended before they reached the model';
    const generation = send.placed ?? this.#checkpointedIn(send);
    const covered = generation === undefined ? -1 : this.model.transcripts.coveredForGood(generation);
    const isCovered = send.entrySeq !== undefined && send.entrySeq <= covered;
    return isCovered ? 'a summary has replaced their entries' : undefined;
  }

  /** A checkpoint holds it, and where resets keep the session id does not say of which generation it is: the last one's. */
  #checkpointedIn({ checkpointed, key }: Send): Generation | undefined {
    const { dialect, transcripts } = this.model;
    if (!checkpointed || dialect.reset !== 'in-place') return undefined;
    return transcripts.final(key)?.generation;
  }

  /** A restart says that it ended a run which an answer had said is aborted: the abort was gone. */
  #abortsIn(entries: readonly ObservedEntry[], key: string, record: number): void {
    const { aborts, incarnation, sends } = this.model;
    if (aborts.acknowledged.size === 0) return;
    for (const { runId, stopReason } of entries) {
      if (stopReason !== 'interrupted' || runId === undefined) continue;
      const send = sends.ofRun(runId, key);
      const acknowledged = send === undefined ? undefined : aborts.acknowledged.get(send);
      if (send === undefined || acknowledged === undefined || send.mayBeAnew(acknowledged.from)) continue;
      if (acknowledged.incarnation === incarnation) continue;
      const sentence = `the abort of run ${runId} of ${key} was acknowledged, and its transcript says that a restart interrupted it`;
      this.add('an acknowledged abort did not survive a restart', sentence, acknowledged.record, record);
    }
  }

  /** Where it does not stand, of all places the one where it should. */
  #nowhere({ key, placed }: Send): string {
    const { transcripts } = this.model;
    for (const { generation, info, oldest } of transcripts.archives.values())
      if (generation === placed && placed !== undefined && info.reason !== 'compaction')
        return `does not stand in archive ${info.archive} of its generation ${placed}, which was read back${this.#from(oldest)}`;
    const { compacted = false, oldest, skipped } = transcripts.final(key) ?? {};
    if (skipped !== undefined)
      return `is on no page of its transcript: they leave out positions ${skipped[0]} to ${skipped[1]}`;
    const replaced = compacted ? '; a compaction replaced its transcript' : '';
    return `is in no transcript and no archive${replaced}${compacted ? '' : this.#from(oldest)}`;
  }

  /** A read that says that it leaves nothing out may do so all the same. */
  #from(oldest = 1): string {
    return oldest > 1 && this.model.dialect.positions === 'by-one' ? ` from position ${oldest} on` : '';
  }

  #judgeCompactions(): void {
    const { generations, transcripts } = this.model;
    for (const [key, record] of this.#compactions) {
      const final = transcripts.final(key);
      if (final === undefined || final.partial || final.compacted || final.generation === undefined) continue;
      if (generations.mayHaveRotated(key, 0) || this.#counted.has(key)) continue;
      const sentence = `${key} was compacted, and neither does its transcript show a summary nor its row count it`;
      this.add('an acknowledged compaction is gone', sentence, record, final.record);
    }
  }
}

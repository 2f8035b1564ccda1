/**
 * ack/durable. Judged at the end, once quiet was reached and the session's transcript and all its archives were read
 * in full: before that a queued send need not be in a transcript yet. A send counts as kept when its entry was read
 * after quiet or in the archive of an ended generation, or is kept beside the transcript, lies under a compaction mark
 * that covers its position, or was in the prompt of a summary. A send that was ended by an error or abort before it ever
 * reached the provider was accounted for in words, and may have left no entry. What a reset in place hides is not
 * judged, unless somebody would have been shown it. A compaction shows by its summary, or by the count in the row where
 * a history keeps every message. An acknowledged reset or delete must still hold after a restart.
 */
import type { Of } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { Send } from './model/sends.ts';

export const ackDurable: Property = {
  id: 'ack/durable',
  family: 'account',
  statement:
    'An acknowledged send, reset, delete or compact survives any restart or crash: a send as its transcript entry, in its archive, or under a compaction mark.',
  why: 'measured on OpenClaw 2026.5.28 (queued send lost at SIGTERM); OpenClaw issues 51620, 130485',
  exercise: 'an acknowledged send looked for after everything was quiet',
  watches: [
    { type: 'response', says: ['reset'] },
    { type: 'response', says: ['history', 'rows', 'audit', 'compact'], leg: 'client' },
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
    if (leg !== 'client') return;
    if (answer?.type === 'compact' && answer.compacted) this.#compactions.set(answer.key, i);
    if (answer?.type !== 'rows') return;
    for (const { key, compactionCount = 0 } of answer.rows)
      if (compactionCount > 0) this.#counted.add(key);
      else this.#counted.delete(key);
  }

  override finish(): void {
    const { incarnation, phases, runs, sends, transcripts } = this.model;
    if (!phases.atRest) return;
    for (const send of sends.all()) {
      if (!send.acknowledged || send.control !== undefined || send.marker === undefined) continue;
      if (runs.running(send.key)) continue;
      if (!this.model.readInFull(send.key) && !this.#wouldHaveShown(send)) continue;
      this.exercised++;
      if (this.#isKept(send)) continue;
      const restarted = incarnation > send.acknowledgedIncarnation;
      const when = restarted ? ' before a restart' : '';
      const sentence = `send ${send.runId} [[${send.marker}]] to ${send.key} was acknowledged${when} and ${this.#nowhere(send)}`;
      const cause = restarted
        ? 'an acknowledged send did not survive a restart'
        : 'an acknowledged send is in no transcript';
      this.add(cause, sentence, send.acknowledgedRecord, transcripts.final(send.key)?.record ?? -1);
    }
    this.#judgeCompactions();
  }

  /**
   * Where a reset in place hides what stood before it (OpenClaw 2026.9.6): no model was given it, and a client that
   * followed the session's messages from before it was sent until the end was not pushed its entry.
   */
  #wouldHaveShown(send: Send): boolean {
    const { connections, phases, transcripts } = this.model;
    const final = transcripts.final(send.key);
    if (final === undefined || !final.sinceReset || final.partial || final.inputsPartial) return false;
    if (send.pushed || send.calledAt >= 0) return false;
    for (const connection of connections.live()) {
      const since = connection.messagesSince.get(send.key) ?? Infinity;
      if (connection.mayRead && since <= send.from && connections.showsAllUntil(connection, phases.quietFrom))
        return true;
    }
    return false;
  }

  #isKept(send: Send): boolean {
    if (send.seen || send.summarised || send.settledAs === 'merged') return true;
    if (send.calledAt < 0 && (send.terminal === 'aborted' || send.terminal === 'error')) return true;
    const covered = send.placed === undefined ? -1 : this.model.transcripts.coveredSeq(send.placed);
    return send.entrySeq !== undefined && send.entrySeq <= covered;
  }

  /** Where it does not stand, of all places the one where it should. */
  #nowhere({ key, placed }: Send): string {
    const { transcripts } = this.model;
    for (const { generation, info } of transcripts.archives.values())
      if (generation === placed && placed !== undefined && info.reason !== 'compaction')
        return `does not stand in archive ${info.archive} of its generation ${placed}, which was read back`;
    const replaced = transcripts.final(key)?.compacted ? '; a compaction replaced its transcript' : '';
    return `is in no transcript and no archive${replaced}`;
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

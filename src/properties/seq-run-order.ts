/**
 * seq/run-order. Text is coalesced, so the run seq may skip; it never goes back. Judged on delivery. A fresh
 * acceptance of the same run id (after the dedupe window) begins a new run; whether there may be one is the matter
 * of send/exactly-once. Version 2 added entries: what a run said is stored, and pushed, before its terminal, where the
 * dialect says so, unless sends are merged, where an early terminal ends nothing.
 */
import type { EventMeaning, RunMeaning } from '../dialect/observation.ts';
import type { FrameRecord } from '../history/record.ts';
import type { EventAbout, Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { Send } from './model/sends.ts';

interface RunProgress {
  runSeq: number;
  /** The lifecycle end, then the terminal, was delivered. */
  phase: 'running' | 'ended' | 'over';
  record: number;
}

export const seqRunOrder: Property = {
  id: 'seq/run-order',
  version: 2,
  later: { 2: ['an entry of a run is pushed after its terminal'] },
  family: 'order',
  statement:
    'Per connection and run, the run seq never decreases; after a lifecycle end come only coalesced text and the terminal, after the terminal nothing of that run, its reply and tool results included.',
  why: 'incident #7442; OPENCLAW protocol: order of a run; OpenClaw issues 43751, 131949',
  exercise: 'the delivery of a terminal',
  watches: [
    {
      type: 'event',
      says: ['run-start', 'run-tool', 'run-text', 'run-end', 'terminal', 'message'],
      leg: 'client',
    },
    { type: 'response', says: ['send'], leg: 'client' },
    { type: 'connection', says: ['closed'], leg: 'client' },
  ],
  start: (model) => new SeqRunOrder(model),
};

class SeqRunOrder extends FindingChecker {
  /** How far each run has come on each connection, by its number. */
  readonly #connections: (Map<Send | string, RunProgress> | undefined)[] = [];

  event({ record, meaning }: Of<'event'>, { run }: EventAbout): void {
    if (meaning.type === 'message') return this.#entry(record, meaning);
    // all else that is watched for is of runs; `in` would cost more than the rest
    if ((meaning as Partial<RunMeaning>).runSeq !== undefined)
      this.#runEvent(record, meaning as RunMeaning, run);
  }

  response({ record, answer }: Of<'response'>, { send }: RequestAbout): void {
    if (answer?.type !== 'send' || answer.status !== 'accepted') return;
    const runs = this.#connections[record.conn];
    const name = send ?? answer.runId;
    if (runs?.get(name)?.phase === 'over') runs.delete(name);
  }

  connection({ record: { conn, event } }: Of<'connection'>): void {
    if (event === 'closed') this.#connections[conn] = undefined;
  }

  #entry({ conn, i }: FrameRecord, { key, entry }: Extract<EventMeaning, { type: 'message' }>): void {
    const { role, runId } = entry;
    if (runId === undefined || (role !== 'assistant' && role !== 'tool')) return;
    const { dialect, sends } = this.model;
    const send = sends.ofRun(runId, key);
    const run = send && this.#connections[conn]?.get(send);
    if (run?.phase !== 'over' || send?.reaccepted === true || dialect.mergesSends) return;
    if (!dialect.pushesRepliesFirst) return;
    const what = role === 'tool' ? 'a tool result' : 'the reply';
    const sentence = `connection ${conn}, run ${runId}: ${what} (entry ${entry.id}) was pushed after the terminal`;
    this.add('an entry of a run is pushed after its terminal', sentence, run.record, i);
  }

  #runEvent(record: FrameRecord, meaning: RunMeaning, send: Send | undefined): void {
    const name = send ?? meaning.runId;
    const runs = (this.#connections[record.conn] ??= new Map<Send | string, RunProgress>());
    const run = runs.get(name);
    // its followers are not told that the run id was accepted as new: its sender is
    const isNew = run?.phase === 'over' && send?.reaccepted === true;
    if (run === undefined || isNew) {
      const phase = meaning.type === 'terminal' ? 'over' : meaning.type === 'run-end' ? 'ended' : 'running';
      runs.set(name, { runSeq: meaning.runSeq, phase, record: record.i });
      if (phase === 'over') this.exercised++;
      return;
    }
    if (run.phase !== 'running' || meaning.runSeq < run.runSeq) this.#compare(run, record, meaning);
    if (run.phase === 'over') return;
    run.runSeq = meaning.runSeq;
    run.record = record.i;
    if (meaning.type === 'run-end') run.phase = 'ended';
    else if (meaning.type === 'terminal') {
      run.phase = 'over';
      this.exercised++;
    }
  }

  #compare(run: RunProgress, record: FrameRecord, meaning: RunMeaning): void {
    const about = `connection ${record.conn}, run ${meaning.runId}`;
    if (run.phase === 'over') {
      const sentence = `${about}: ${meaning.type} after the terminal`;
      this.add('an event of a run after its terminal', sentence, run.record, record.i);
      return;
    }
    if (meaning.runSeq < run.runSeq) {
      const sentence = `${about}: run seq went from ${run.runSeq} back to ${meaning.runSeq}`;
      this.add('the run seq went back', sentence, run.record, record.i);
    }
    if (run.phase === 'ended' && meaning.type !== 'run-text' && meaning.type !== 'terminal') {
      const sentence = `${about}: ${meaning.type} after its lifecycle end`;
      this.add('more than text and the terminal after a lifecycle end', sentence, run.record, record.i);
    }
  }
}

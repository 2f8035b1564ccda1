/**
 * What the judge's model knows after a tiny history, as lines: of each send, session, connection, transcript and archive what
 * is not as it was before anything was told of it. Positions are numbers of records.
 */
import { JudgeModel } from '../../src/properties/model/judge-model.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import type { HistoryBuilder } from './history-builder.ts';

/** The members of both that are plain values and differ. */
function differing(now: object, before: object): string[] {
  return Object.entries(now).flatMap(([name, value]: [string, unknown]) => {
    const was = (before as Record<string, unknown>)[name];
    if (value === was || (typeof value === 'object' && value !== null)) return [];
    return [value === true ? name : value === false ? `not ${name}` : `${name} ${String(value)}`];
  });
}

/** Of everything as it was when nothing was known of it yet. */
const NEW_SEND = {
  attempts: 1,
  open: 0,
  unknown: 0,
  unknownUntil: -1,
  otherText: false,
  otherTextAt: Infinity,
  sharesMarker: false,
  from: Infinity,
  acceptedBy: Infinity,
  acknowledgedRecord: -1,
  acknowledgedIncarnation: 0,
  wasReaccepted: false,
  freshAnswers: 0,
  lastAnswered: -1,
  answered: false,
  calledAt: -1,
  calledRecord: -1,
  prompted: false,
  lifecycleEnded: false,
  settledBy: Infinity,
  settledAt: Infinity,
  settlingAtAccept: -1,
  queueingAtAccept: -1,
  summaryAsked: false,
  summarised: false,
  checkpointed: false,
  endSummarised: false,
  seen: false,
  pushed: false,
};
const OF_THE_REQUEST = ['key', 'runId', 'record', 'firstSentAt', 'textHash', 'client'];
const NEW_SESSION = { unsettled: 0, lastSettlement: -1, lastAcceptance: -1, again: false };

export function modelLines(history: HistoryBuilder): string[] {
  const model = new JudgeModel(history.dialect, SIMULATED_PROFILE);
  const news: string[] = [];
  for (const observation of history.observations) {
    model.observe(observation);
    for (const { type, send, where } of model.transcripts.oddities)
      news.push(`#${model.position}: ${type} of ${send.runId} in ${where ?? 'nowhere'}`);
  }
  const { aborts, attempts, connections, generations, interruptions, position, runs, sends, transcripts } =
    model;
  const lines = [...news];
  const keys = new Set<string>();
  for (const send of sends.all()) {
    keys.add(send.key);
    const facts = differing(send, NEW_SEND).filter(
      (fact) => !OF_THE_REQUEST.includes(fact.split(' ')[0] as string),
    );
    const merged = [...(send.merged ?? [])].map(({ runId }) => runId);
    if (send.others !== undefined) facts.push(`also sent by ${[...send.others].join(' ')}`);
    if (merged.length > 0) facts.push(`merged with ${merged.join(' ')}`);
    if (aborts.acknowledged.has(send))
      facts.push(`said to be aborted at #${aborts.acknowledged.get(send)?.record}`);
    const since = firstOf(position, (at) => !aborts.mayHaveEnded(send, at));
    if (since !== 0)
      facts.push(since === undefined ? 'may be aborted' : `may have been aborted until ${since}`);
    const interruption = interruptions.of(send);
    if (interruption !== undefined) facts.push(interruption);
    lines.push(`${send.runId} of ${send.key}: ${facts.join(', ')}`);
    for (const attempt of attempts.of(send))
      lines.push(
        `  attempt #${attempt.record} of life ${attempt.incarnation}: ${[`${attempt.said.length} units in ${attempt.blocks.length} blocks`, `${attempt.tools.length} tools`, `${attempt.end ?? 'goes on'} #${attempt.lastRecord}`, ...(attempt.isUnknown ? ['unknown'] : []), ...(attempt.isUntold ? ['untold'] : []), ...(attempt.failure === undefined ? [] : [attempt.failure])].join(', ')}`,
      );
  }
  for (const key of keys) {
    const session = sends.session(key);
    const facts = differing(session, NEW_SESSION);
    for (const name of ['undetermined', 'repeated'] as const)
      if (session[name].size > 0)
        facts.push(`${name} ${[...session[name]].map(({ runId }) => runId).join(' ')}`);
    if (sends.possiblyActive(key)) facts.push('may be active');
    const until = firstOf(position, (at) => !sends.possiblyAcceptedAfter(key, at));
    if (until !== 0) facts.push(until === undefined ? 'may accept more' : `may have accepted until ${until}`);
    if (runs.running(key)) facts.push('running');
    if (runs.summarising(key)) facts.push('summarising');
    if (model.readInFull(key)) facts.push('read in full');
    if (transcripts.hasUnread(key)) facts.push('has archives that were not read');
    lines.push(`${key}: ${facts.join(', ')}`);
    const final = transcripts.final(key);
    if (final !== undefined)
      lines.push(
        `  read: ${differing(final, {}).join(', ')}${final.skipped === undefined ? '' : `, skipped ${final.skipped.join('–')}`}`,
      );
    for (const { covers, marker, newest, openSends, record } of runs.summaries(key))
      lines.push(
        `  summary #${record}: of ${[...covers].join(' ')}, newest ${newest?.runId}, open ${[...openSends].map(({ runId }) => runId).join(' ')}, ${marker}`,
      );
  }
  for (const call of runs.calls.values())
    lines.push(
      `call ${call.call}: ${differing(call, {}).join(', ')}, of ${call.send?.runId}, open ${[...call.openSends].map(({ runId }) => runId).join(' ')}`,
    );
  for (const { session, span } of generations.allSpans()) {
    const [covered, forGood] = [
      transcripts.coveredSeq(span.generation),
      transcripts.coveredForGood(span.generation),
    ];
    if (covered >= 0 || forGood >= 0)
      lines.push(`${session} ${span.generation}: covered to ${covered}, for good to ${forGood}`);
  }
  for (const [name, archive] of transcripts.archives)
    lines.push(`archive ${name}: ${differing(archive, {}).join(', ')}`);
  for (const connection of connections.live()) {
    const waiting = [...connection.pending.values()].map(
      (one) => `${one.id} from ${one.from} at ${one.arrivedAt} answered ${one.answeredAt} #${one.until}`,
    );
    lines.push(
      `connection ${connection.conn}: ${[...(connection.open ? ['open'] : []), ...differing(connection, { clientOpen: true, gatewayOpen: true, hasGatewayLeg: true, conn: connection.conn, client: connection.client, incarnation: 1, mayRead: true, mayAll: true, maxPayloadBytes: 4096, maxBufferedBytes: 16384, configuredPayloadBytes: 4096, configuredBufferedBytes: 16384, hasGap: false, asksSessions: false, sessionsSince: Infinity }), ...waiting].join(', ')}`,
    );
  }
  return lines;
}

/** The first position of which it holds; undefined: it holds of none. */
function firstOf(last: number, holds: (at: number) => boolean): number | undefined {
  for (let at = 0; at <= last; at++) if (holds(at)) return at;
  return undefined;
}

/** Of each fact about what a situation leads to, a history in which it happened and one in which it almost did. */
import type { Answer } from '../../../src/dialect/observation.ts';
import { HistoryBuilder } from '../../properties/history-builder.ts';
import { KEY, BUSY, asked, entry, sending, transcript } from '../../properties/meanings.ts';

type Case = readonly [did: () => HistoryBuilder, almost: () => HistoryBuilder];

const IN_FLIGHT: Answer = { type: 'send', status: 'in-flight', runId: 'm1' };
const STALE = { code: 'INVALID_REQUEST', reason: 'stale-session', retryable: false, retryAfterMs: undefined };
const RESET = { type: 'reset', key: KEY } as const;
const COMPACT = { type: 'compact', key: KEY } as const;
const ABORT = { type: 'abort', key: KEY, runId: undefined } as const;
const ENDED: Answer = { type: 'abort', aborted: true, runIds: ['m1'] };
const NAMED = { named: 'gone' };

const begun = () => new HistoryBuilder().connect(1).send(1, 'm1');
const running = () => begun().provider('call', 1, { promptMarkers: ['m1'] });
const compacted = (history: HistoryBuilder, conn = 1, more: object = {}) =>
  history.ask(conn, COMPACT, { ...COMPACT, compacted: true, ...more });
const failed = () =>
  begun()
    .provider('call', 1, { purpose: 'summary', promptMarkers: ['m1'] })
    .provider('error', 1, { purpose: 'summary' });
/** The summary of `m1` has taken its place, as its history shows. */
const summarised = (shown: boolean) => {
  const text = 'what was said';
  const history = begun()
    .provider('call', 1, { purpose: 'summary', promptMarkers: ['m1'] })
    .provider('end', 1, { purpose: 'summary', text })
    .phase('quiet');
  const summary = entry('x', 1, {
    id: 's',
    role: 'system',
    text,
    marker: undefined,
    runId: undefined,
    compaction: true,
  });
  return shown
    ? history.ask(1, { type: 'history', key: KEY, offset: 0 }, transcript('g1', [summary]))
    : history;
};
/** Who follows nothing tries again, on another connection or the same. */
const again = (conn: number, messages: readonly string[]) =>
  running().connect(2, { sessions: false, messages }).send(conn, 'm1', {}, IN_FLIGHT);
const archived = (reason: 'compaction' | 'reset', length: number) => {
  const archive = { archive: 'a', sessionKey: KEY, sessionId: 'g1', reason, timestamp: 1 } as const;
  return begun()
    .ask(1, { type: 'archives-list' }, { type: 'archives', archives: [archive] })
    .archive(1, 'a', [entry('m1', 1, { text: 'x'.repeat(length) })]);
};
const withTool = () => running().provider('tool', 1).provider('end', 1);
const subscribe = { type: 'subscribe-messages', key: KEY } as const;
const joins = (history: HistoryBuilder) =>
  history.connect(2, { sessions: false, messages: [] }).ask(2, subscribe, { type: 'subscribed' });
const saying = () =>
  begun()
    .provider('call', 1, { prompt: asked('[[m1]]') })
    .provider('delta', 1, { text: 'so' });

/** A command was taken, and perhaps there was a restart. */
const commanded = (restarts: boolean) => {
  const history = begun().send(1, 'm2', { control: 'reset' });
  return (restarts ? history.restart([1]) : history).connect(2);
};

/** An append that is taken or refused. */
function disk(history: HistoryBuilder, path: string, ok: boolean): HistoryBuilder {
  const record = {
    kind: 'disk',
    op: 'append',
    path,
    bytes: 1,
    ok,
    i: 0,
    atMicros: 0,
    incarnation: 1,
  } as const;
  history.observations.push({ type: 'disk', record });
  return history;
}

export const SEQUEL_CASES: Readonly<Record<string, Case>> = {
  'tried-again-elsewhere': [
    () => again(2, []),
    () => again(2, [KEY]).send(1, 'm2').send(1, 'm2', {}, IN_FLIGHT),
  ],
  'ended-session-named-in-run': [
    () => running().send(1, 'm2', NAMED, STALE),
    () => begun().send(1, 'm2', NAMED, STALE).ask(1, RESET, STALE),
  ],
  'reset-refused-in-run': [
    () => running().ask(1, RESET, BUSY),
    () => running().ask(1, RESET, STALE).send(1, 'm2', {}, BUSY),
  ],
  'write-refused-while-two-waited': [
    () => disk(begun().send(1, 'm2'), 'transcripts/a', false),
    () => {
      const two = disk(running().send(1, 'm2'), 'transcripts/a', false).send(1, 'm3');
      return disk(disk(two, 'transcripts/a', true), 'ledger', false);
    },
  ],
  'aborted-all-while-one-waited': [
    () => running().send(1, 'm2').ask(1, ABORT, ENDED),
    () =>
      running()
        .ask(1, ABORT, ENDED)
        .send(1, 'm2')
        .ask(1, { ...ABORT, runId: 'm2' }, ENDED),
  ],
  'command-tried-again-in-next-life': [
    () => commanded(true).send(2, 'm2', { control: 'reset' }, { ...IN_FLIGHT, runId: 'm2' }),
    () => commanded(false).send(2, 'm2', { control: 'reset' }, { ...IN_FLIGHT, runId: 'm2' }),
  ],
  'compaction-under-way': [
    () => compacted(begun(), 1, { compacted: false, isUnderWay: true }),
    () => compacted(begun(), 1, { compacted: false, isUnderWay: false }),
  ],
  'compacted-after-failure': [
    () => compacted(failed()),
    () =>
      compacted(
        compacted(begun())
          .provider('call', 2, { promptMarkers: ['m1'] })
          .provider('error', 2),
      ),
  ],
  'compacted-in-two-lives': [
    () => compacted(compacted(begun()).restart([1]).connect(2), 2),
    () => compacted(compacted(begun()), 1).restart([1]),
  ],
  'key-tried-again-under-summary': [
    () => summarised(true).ask(1, sending('m1'), IN_FLIGHT),
    () => summarised(false).ask(1, sending('m1'), IN_FLIGHT),
  ],
  'long-text-compacted': [() => archived('compaction', 8_001), () => archived('reset', 8_001)],
  'tools-read-back': [
    () =>
      withTool()
        .restart([1])
        .connect(2)
        .send(2, 'm2')
        .provider('call', 2, { promptMarkers: ['m1', 'm2'] }),
    () =>
      withTool()
        .send(1, 'm2')
        .provider('call', 2, { promptMarkers: ['m1', 'm2'] }),
  ],
  'followed-in-mid-reply': [
    () => joins(saying()),
    () => joins(running()).provider('delta', 1, { text: 'so' }).ask(2, subscribe, { type: 'subscribed' }),
  ],
};

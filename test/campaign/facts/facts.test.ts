import { describe, expect, it } from 'vitest';
import { FACTS } from '../../../src/campaign/facts/catalogue.ts';
import { FactWatch } from '../../../src/campaign/facts/fact-watch.ts';
import type { RequestMeaning } from '../../../src/dialect/observation.ts';
import { REFERENCE } from '../../../src/dialect/reference.ts';
import type { DiskRecord, ProviderRecord } from '../../../src/history/record.ts';
import { JudgeModel } from '../../../src/properties/model/judge-model.ts';
import { SIMULATED_PROFILE } from '../../../src/properties/profile.ts';
import { HistoryBuilder } from '../../properties/history-builder.ts';
import { BUSY, KEY, accepted, asked, sending, transcript } from '../../properties/meanings.ts';
import { SEQUEL_CASES } from './sequel-cases.ts';
import { SESSION_CASES } from './session-cases.ts';

const OTHER = 'agent:main:other';
const reset: RequestMeaning = { type: 'reset', key: KEY };
const remove: RequestMeaning = { type: 'delete', key: KEY };
const gone = { type: 'delete', key: KEY, deleted: true } as const;
const abort: RequestMeaning = { type: 'abort', key: KEY, runId: 'm1' };
const summary = { purpose: 'summary', promptMarkers: ['m1'] } as const;
const stale = { code: 'INVALID_REQUEST', reason: 'stale-session', retryable: false, retryAfterMs: undefined };
const rotation = (trigger: 'rule' | 'rpc') =>
  ({
    type: 'reset',
    trigger,
    oldSessionId: 'g1',
    newSessionId: 'g2',
    sessionKey: KEY,
    timestamp: 1,
    postResetMessagePresent: false,
    archive: 'a',
  }) as const;

const HELLO = {
  type: 'hello',
  scopes: [],
  methods: [],
  events: [],
  maxPayloadBytes: 4096,
  maxBufferedBytes: 16_384,
  tickIntervalMs: 30_000,
} as const;
const NO_RUN = { type: 'abort', aborted: false, runIds: [] } as const;

function begun(): HistoryBuilder {
  return new HistoryBuilder().connect(1);
}

/** A run of the main session at the provider. */
function running(): HistoryBuilder {
  return begun()
    .send(1, 'm1')
    .provider('call', 1, { promptMarkers: ['m1'] });
}

function summarising(): HistoryBuilder {
  return begun().send(1, 'm1').provider('call', 1, summary);
}

function summarised(text: string): HistoryBuilder {
  return summarising().provider('end', 1, { purpose: 'summary', text });
}

function disk(history: HistoryBuilder, op: DiskRecord['op'], path: string, ok = true): HistoryBuilder {
  const record = { kind: 'disk', op, path, bytes: 1, ok, i: 0, atMicros: 0, incarnation: 1 } as const;
  history.observations.push({ type: 'disk', record });
  return history;
}

function refusing(kind: string): HistoryBuilder {
  return begun().fault('injected', 'disk', undefined, kind);
}

/** A send that reached the gateway and was not answered, with something between. */
function unanswered(between: (history: HistoryBuilder) => void): HistoryBuilder {
  const history = begun();
  history.request(1, sending('m1'));
  between(history);
  return history.process('crashed');
}

function raced(first: number, second: number): HistoryBuilder {
  const history = begun().connect(2, { client: 'discord' });
  history.request(first, reset);
  history.request(second, reset);
  return history;
}

/** The model fails after this. */
function failing(...events: readonly ProviderRecord['event'][]): HistoryBuilder {
  const history = running();
  for (const event of events) history.provider(event, 1);
  return history.provider('error', 1);
}

function saying(text: string): HistoryBuilder {
  return begun().send(1, 'm1', { text });
}

function said(text: string): HistoryBuilder {
  return running().provider('delta', 1, { text });
}

/** For each fact the smallest history in which it happened, and one in which it almost did. */
const CASES: Readonly<Record<string, readonly [() => HistoryBuilder, () => HistoryBuilder]>> = {
  'reset-overtook-run': [() => running().reset(1, 'g2'), () => running().reset(1, 'g2', OTHER)],
  'delete-overtook-run': [
    () => running().ask(1, remove, gone),
    () => running().provider('end', 1).ask(1, remove, gone),
  ],
  'reset-overtook-compaction': [() => summarising().reset(1, 'g2'), () => running().reset(1, 'g2')],
  'rotations-raced': [() => raced(1, 2), () => raced(1, 1)],
  'late-event-after-reset': [
    () => running().provider('end', 1).reset(1, 'g2').provider('end', 1, { injected: true }),
    () => running().provider('end', 1).provider('end', 1, { injected: true }),
  ],
  'rule-rotated': [() => begun().audit(1, rotation('rule')), () => begun().audit(1, rotation('rpc'))],
  'stale-send-refused': [
    () => begun().send(1, 'm1', { named: 'g0' }, stale),
    () => begun().ask(1, reset, stale),
  ],
  'command-replayed': [
    () =>
      begun().send(1, 'k1', { marker: 'm', control: 'new' }).send(1, 'k2', { marker: 'm', control: 'new' }),
    () =>
      begun().send(1, 'k1', { marker: 'm', control: 'new' }).send(1, 'k1', { marker: 'm', control: 'new' }),
  ],
  'reconnected-into-generation': [
    () => begun().history(1, 'g1').close(1).connect(2).history(2, 'g2'),
    () => begun().history(1, 'g1').history(1, 'g2'),
  ],
  'empty-reply': [
    () => running().provider('end', 1),
    () => running().provider('delta', 1).provider('end', 1),
  ],
  'run-given-up': [
    () => running().provider('cancel', 1),
    () =>
      running()
        .ask(1, abort, { type: 'abort', aborted: true, runIds: ['m1'] })
        .provider('cancel', 1),
  ],
  'abort-too-late': [
    () => begun().ask(1, abort, { type: 'abort', aborted: false, runIds: [] }),
    () => begun().ask(1, abort, { type: 'abort', aborted: true, runIds: ['m1'] }),
  ],
  'send-waited': [() => running().send(1, 'm2'), () => running().send(1, 'm2', { key: OTHER })],
  'key-known-in-flight': [
    () => begun().send(1, 'm1', {}, { type: 'send', status: 'in-flight', runId: 'm1' }),
    () => begun().send(1, 'm1'),
  ],
  'key-known-ended': [
    () => begun().send(1, 'm1', {}, { type: 'send', status: 'ended', runId: 'm1' }),
    () => begun().send(1, 'm1'),
  ],
  'message-during-compaction': [
    () => summarising().send(1, 'm2').provider('end', 1, summary),
    () => summarising().send(1, 'm2').provider('cancel', 1, summary),
  ],
  'summary-in-prompt': [
    () => summarised('[[summary-1]]').provider('call', 2, { prompt: asked('[[summary-1]]', '[[m1]]') }),
    () => summarised('[[summary-1]]').provider('call', 2, { prompt: asked('[[m1]]') }),
  ],
  'summary-of-nothing': [
    () => summarised('nothing').provider('call', 2, { prompt: asked('nothing', '[[m1]]') }),
    () => summarised('[[summary-1]]').provider('call', 2, { prompt: asked('[[summary-1]]', '[[m1]]') }),
  ],
  'summary-empty': [() => summarised(''), () => summarised('something')],
  'summary-given-up': [
    () => summarising().provider('cancel', 1, summary),
    () => running().provider('cancel', 1),
  ],
  'abort-before-model': [
    () => begun().send(1, 'm1').ask(1, abort, NO_RUN),
    () => running().ask(1, abort, NO_RUN),
  ],
  'abort-of-waiting-run': [
    () =>
      running()
        .send(1, 'm2')
        .ask(1, { ...abort, runId: 'm2' }, NO_RUN),
    () =>
      begun()
        .send(1, 'm1')
        .send(1, 'm2')
        .ask(1, { ...abort, runId: 'm2' }, NO_RUN),
  ],
  'key-used-with-other-text': [
    () => begun().send(1, 'm1').send(1, 'm1', { text: 'other' }, stale),
    () => begun().send(1, 'm1').send(1, 'm1', { text: 'other', key: OTHER }),
  ],
  'key-retried-after-minutes': [
    () => begun().send(1, 'm1').wait(120_000).send(1, 'm1'),
    () => begun().send(1, 'm1').wait(119_000).send(1, 'm1'),
  ],
  'model-refused': [() => failing(), () => failing('start')],
  'model-failed-at-once': [
    () => running().provider('error', 1),
    () => running().provider('delta', 1).provider('error', 1),
  ],
  'model-failed-after-text': [
    () => running().provider('tool', 1).provider('delta', 1).provider('error', 1),
    () => running().provider('delta', 1).provider('end', 1),
  ],
  'model-failed-after-tool': [
    () => running().provider('delta', 1).provider('tool', 1).provider('error', 1),
    () => running().provider('tool', 1).provider('error', 1, { injected: true }),
  ],
  'crash-between-write-and-ack': [
    () => unanswered((history) => disk(history, 'append', 'transcripts/a')),
    () => unanswered(() => undefined),
  ],
  'crash-before-sync': [
    () => disk(begun(), 'append', 'a').process('crashed'),
    () => disk(disk(begun(), 'append', 'a'), 'sync', 'a').process('crashed'),
  ],
  'crash-before-rename': [
    () => disk(begun(), 'write', 'a.tmp').process('crashed'),
    () => disk(disk(begun(), 'write', 'a.tmp'), 'rename', 'a.tmp').process('crashed'),
  ],
  'crash-while-recovering': [
    () => begun().restart([1]).process('crashed'),
    () => begun().restart([1]).connect(2).process('crashed'),
  ],
  'stopped-during-run': [() => running().process('stopping'), () => begun().process('stopping')],
  'send-while-draining': [
    () => begun().process('stopping').ask(1, sending('m1'), BUSY),
    () =>
      begun()
        .ask(1, sending('m1'), BUSY)
        .process('stopping')
        .ask(1, sending('m2'), stale)
        .ask(1, reset, BUSY)
        .restart([1])
        .connect(2)
        .ask(2, sending('m3'), BUSY),
  ],
  'session-used-after-restart': [
    () => begun().send(1, 'm1').restart([1]).connect(2).send(2, 'm2'),
    () =>
      begun()
        .send(1, 'm1')
        .restart([1])
        .connect(2)
        .send(2, 'm2', { key: OTHER })
        .send(2, 'm3', { key: OTHER })
        .send(2, 'm1', {}, { type: 'send', status: 'ended', runId: 'm1' }),
  ],
  'key-retried-after-restart': [
    () => begun().send(1, 'm1').restart([1]).connect(2).send(2, 'm1'),
    () => begun().send(1, 'm1').send(1, 'm1').restart([1]),
  ],
  'ended-key-after-restart': [
    () => begun().send(1, 'm1').run(1, 'm1').restart([1]).connect(2).send(2, 'm1'),
    () => begun().send(1, 'm1').restart([1]).connect(2).send(2, 'm1'),
  ],
  'crash-after-refused-write': [
    () => disk(disk(begun(), 'append', 'a', false), 'sync', 'a').process('crashed'),
    () => disk(disk(begun(), 'append', 'a', false), 'append', 'b').process('crashed'),
  ],
  'append-behind-a-part': [
    () => disk(disk(refusing('disk.short'), 'append', 'a', false), 'append', 'a'),
    () => disk(disk(refusing('disk.full'), 'append', 'a', false), 'append', 'a'),
  ],
  'slow-reader-closed': [
    () => begun().close(1, 1008, 'gateway'),
    () => new HistoryBuilder().open(1).close(1, 1008, 'gateway'),
  ],
  'payload-exact': [
    () => begun().event(1, { type: 'other' }, { bytes: 4096 }),
    () => begun().event(1, { type: 'other' }, { bytes: 4096, legs: 'gateway' }),
  ],
  'message-too-big': [() => begun().close(1, 1009, 'gateway'), () => begun().close(1, 1009, 'client')],
  'watchdog-gave-up': [() => begun().close(1, 4000, 'client'), () => begun().close(1, 1000, 'client')],
  'socket-write-failed': [
    () => begun().fault('landed', 'client', 'web', 'link.broken'),
    () => begun().fault('injected', 'client', 'web', 'link.broken'),
  ],
  'run-followed-across-connections': [
    () =>
      begun()
        .event(1, { type: 'run-start', runId: 'm1', key: KEY, runSeq: 1 })
        .connect(2)
        .event(2, { type: 'terminal', runId: 'm1', key: KEY, runSeq: 3, state: 'final' }),
    () => begun().run(1, 'm1'),
  ],
  'history-cut': [
    () => begun().ask(1, { type: 'history', key: KEY, offset: 0 }, transcript('g1', [], { partial: true })),
    () => begun().history(1, 'g1'),
  ],
  'no-token-refused': refusal('handshake.no-token', 1008),
  'wrong-token-refused': refusal('handshake.wrong-token', 1008),
  'protocol-refused': refusal('handshake.protocol', 1002),
  'unconnected-refused': refusal('handshake.unconnected', 1008),
  'silence-refused': refusal('handshake.silence', 1000),
  'protocols-mixed': [
    () =>
      begun()
        .open(2)
        .ask(2, { type: 'connect', scopes: [], protocols: [4, 9] }, HELLO),
    () => begun().connect(2),
  ],
  'admin-refused-to-writer': [
    () =>
      begun()
        .connect(2, { scopes: ['operator.write'] })
        .ask(2, reset, stale),
    () =>
      begun()
        .ask(1, reset, stale)
        .connect(2, { scopes: ['operator.read'] })
        .ask(2, reset, stale)
        .connect(3, { scopes: ['operator.write'] })
        .ask(3, abort, stale)
        .ask(3, remove, gone),
  ],
  ...SESSION_CASES,
  ...SEQUEL_CASES,
  'sent-two-bytes': [() => saying('né'), () => saying('漢')],
  'sent-three-bytes': [() => saying('漢'), () => saying('é🙂\ud83d')],
  'sent-four-bytes': [() => saying('🙂'), () => saying('漢')],
  'sent-half-a-pair': [() => saying('\ud83d'), () => saying('🙂')],
  'said-two-bytes': [() => said('né'), () => said('漢')],
  'said-three-bytes': [() => said('漢'), () => said('é🙂')],
  'said-four-bytes': [() => said('🙂'), () => said('漢')],
};

/** Somebody is mistaken and is closed with this code; or somebody else is, or with another code, or leaves. */
function refusal(kind: string, code: number): [() => HistoryBuilder, () => HistoryBuilder] {
  const mistaken = () => new HistoryBuilder().fault('injected', 'workload', 'x', kind).open(1, 'x').open(2);
  return [
    () => mistaken().close(1, code, 'gateway'),
    () => mistaken().close(1, code, 'client').close(1, 1012, 'gateway').close(2, code, 'gateway'),
  ];
}

function happenedIn(history: HistoryBuilder): readonly string[] {
  const model = new JudgeModel(REFERENCE, SIMULATED_PROFILE);
  const watch = new FactWatch(model);
  for (const observation of history.observations) watch.observe(observation, model.observe(observation));
  return watch.happened;
}

describe('a fact', () => {
  it('has a history in which it happened and one in which it almost did', () => {
    expect(Object.keys(CASES)).toEqual(FACTS.map(({ id }) => id));
  });

  it.each(Object.entries(CASES))(
    '%s happens when it happened and not when it almost did',
    (id, [did, almost]) => {
      expect(happenedIn(did())).toContain(id);
      expect(happenedIn(almost())).not.toContain(id);
    },
  );

  it('counts once in a history', () => {
    const twice = running()
      .reset(1, 'g2')
      .send(1, 'm2')
      .provider('call', 2, { promptMarkers: ['m2'] });
    expect(happenedIn(twice.reset(1, 'g3')).filter((id) => id === 'reset-overtook-run')).toHaveLength(1);
  });

  it('forgets at a crash what was under way', () => {
    expect(happenedIn(running().restart([1]).connect(2).reset(2, 'g2'))).not.toContain('reset-overtook-run');
    expect(happenedIn(running().restart([1]).connect(2).send(2, 'm2', {}, accepted('m2')))).not.toContain(
      'send-waited',
    );
  });
});

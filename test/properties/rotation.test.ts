import { KEY, accepted, aHistory, auditOf, entry, reply, row } from './history-builder.ts';
import { judging } from './table.ts';

const MARK = entry('mark', 1, {
  id: 'mark',
  role: 'system',
  text: '/reset',
  marker: undefined,
  runId: undefined,
  sessionControl: true,
});
const START = { type: 'run-start', runId: 'b', key: KEY, runSeq: 1 } as const;
const lived = () => aHistory().connect(1).list(1, row('g1'));

judging('rotation/explicit', [
  ['passes a reset', () => lived().reset(1, 'g2').list(1, row('g2')), 'pass'],
  [
    'passes a reset that was cut off',
    () => {
      const history = lived();
      history.request(1, { type: 'reset', key: KEY });
      return history.close(1).connect(2).list(2, row('g2'));
    },
    'pass',
  ],
  [
    'passes a slash command that names the current generation',
    () => lived().send(1, 'a', { control: 'reset', named: 'g1' }).list(1, row('g2')),
    'pass',
  ],
  [
    'passes a new session after a delete',
    () =>
      lived()
        .ask(1, { type: 'delete', key: KEY }, { type: 'delete', key: KEY, deleted: true })
        .send(1, 'a')
        .list(1, row('g2')),
    'pass',
  ],
  [
    'passes the daily rule when it was audited',
    () =>
      aHistory({ dailyRule: true })
        .connect(1)
        .list(1, row('g1'))
        .send(1, 'a')
        .list(1, row('g2'))
        .audit(1, auditOf('g1', 'g2', { trigger: 'rule' })),
    'pass',
  ],
  [
    'convicts the daily rule when it was silent',
    () => aHistory({ dailyRule: true }).connect(1).list(1, row('g1')).send(1, 'a').list(1, row('g2')),
    'violation',
    'a session rotated without a request',
  ],
  [
    'convicts a rotation by an ordinary message',
    () => lived().send(1, 'a').list(1, row('g2')),
    'violation',
    'a session rotated without a request',
  ],
  [
    'convicts a rotation after a restart',
    () => lived().restart([1]).connect(2).history(2, 'g2'),
    'violation',
    'a session rotated without a request',
  ],
  [
    'convicts a slash command that names nothing',
    () => lived().send(1, 'a', { control: 'reset' }).list(1, row('g2')),
    'violation',
    'a session rotated without a request',
  ],
  [
    'convicts a replayed draft that names an ended generation',
    () =>
      lived()
        .reset(1, 'g2')
        .list(1, row('g2'))
        .send(1, 'a', { control: 'reset', named: 'g1' })
        .list(1, row('g3')),
    'violation',
    'a session rotated without a request',
  ],
  [
    'convicts a slash command that rotates twice under one key',
    () => {
      const history = lived().send(1, 'a', { control: 'reset', named: 'g1' }).list(1, row('g2'));
      return history.send(1, 'a', { control: 'reset', named: 'g1' }).list(1, row('g3'));
    },
    'violation',
    'a session rotated without a request',
  ],
  [
    'convicts a rotation by a refused reset',
    () =>
      lived()
        .ask(
          1,
          { type: 'reset', key: KEY },
          { code: 'FORBIDDEN', reason: undefined, retryable: false, retryAfterMs: undefined },
        )
        .list(1, row('g2')),
    'violation',
    'a session rotated without a request',
  ],
  ['says nothing about a session read once', () => lived(), 'inconclusive'],
]);

judging('rotation/audited', [
  [
    'does not ask for a record of a reset that found nothing to end',
    () => aHistory().connect(1).reset(1, 'g1').phase('quiet').audit(1),
    'inconclusive',
  ],
  [
    'passes a reset with its record and archive',
    () =>
      lived()
        .send(1, 'a')
        .history(1, 'g1', [entry('a')])
        .reset(1, 'g2')
        .audit(1, auditOf('g1', 'g2'))
        .archives(1, 'g1'),
    'pass',
  ],
  [
    'passes a list asked for before the reset was through',
    () => {
      const history = lived();
      const list = history.request(1, { type: 'audit-list' });
      return history
        .reset(1, 'g2')
        .answer(1, list, { type: 'audit-list' }, { type: 'audit', records: [] })
        .audit(1, auditOf('g1', 'g2'));
    },
    'pass',
  ],
  [
    'convicts a reset without a record',
    () => lived().reset(1, 'g2').audit(1),
    'violation',
    'a rotation left no audit record',
  ],
  [
    'convicts a record that names the wrong trigger',
    () =>
      lived()
        .reset(1, 'g2')
        .audit(1, auditOf('g1', 'g2', { trigger: 'slash-command' })),
    'violation',
    'an audit record names the wrong trigger',
  ],
  [
    'convicts an archive that is not listed',
    () =>
      lived()
        .send(1, 'a')
        .history(1, 'g1', [entry('a')])
        .reset(1, 'g2')
        .audit(1, auditOf('g1', 'g2'))
        .archives(1),
    'violation',
    'the archive of an ended generation is not listed',
  ],
  [
    'convicts an archive that cannot be read',
    () =>
      lived()
        .reset(1, 'g2')
        .archives(1, 'g1')
        .ask(
          1,
          { type: 'archive-read', archive: 'g1', offset: 0 },
          { code: 'INVALID_REQUEST', reason: undefined, retryable: false, retryAfterMs: undefined },
        ),
    'violation',
    'a listed archive cannot be read',
  ],
  [
    'convicts a slash command without a visible mark',
    () =>
      lived()
        .send(1, 'a', { control: 'reset', named: 'g1' })
        .history(1, 'g2', [entry('a')]),
    'violation',
    'an honoured slash command left no visible mark',
    { sentence: `${KEY}: generation g2 began by a slash command, and its transcript does not show it` },
  ],
  [
    'passes a slash command with a visible mark',
    () =>
      lived()
        .send(1, 'a', { control: 'reset', named: 'g1' })
        .history(1, 'g2', [MARK, entry('a', 2)])
        .audit(1, auditOf('g1', 'g2', { trigger: 'slash-command' })),
    'pass',
  ],
  ['says nothing without a rotation', () => lived().audit(1), 'inconclusive'],
]);

const two = () => aHistory().connect(1).connect(2, { client: 'other' }).list(1, row('g1'));
const TICK = { type: 'tick' } as const;

judging('eviction/notified', [
  [
    'convicts a notice that names what began as what ended, and believes neither frame',
    () => two().reset(1, 'g2').notices([1, 2], 'g2', 'g2').phase('quiet').list(1, row('g2')),
    'violation',
    'a notice names the wrong generation',
    {
      sentence: `connection 1 (web): socket.drain says that generation g2 of ${KEY} ended, which another frame says began: they contradict each other`,
    },
  ],
  [
    'passes one notice of each kind to each subscriber',
    () => two().reset(1, 'g2').notices([1, 2], 'g1', 'g2').phase('quiet'),
    'pass',
  ],
  [
    'passes a connection that was closed before',
    () => two().reset(1, 'g2').notices([1], 'g1', 'g2').close(2).phase('quiet'),
    'pass',
  ],
  [
    'passes a connection that did not subscribe',
    () =>
      aHistory()
        .connect(1)
        .connect(2, { sessions: false })
        .list(1, row('g1'))
        .reset(1, 'g2')
        .notices([1], 'g1', 'g2')
        .event(2, TICK)
        .phase('quiet'),
    'pass',
  ],
  [
    'convicts a subscriber that was never told',
    () => two().reset(1, 'g2').notices([1], 'g1', 'g2').event(2, TICK).phase('quiet'),
    'violation',
    'a notice never came',
  ],
  [
    'convicts silence towards everybody',
    () => two().reset(1, 'g2').event(1, TICK).event(2, TICK).phase('quiet'),
    'violation',
    'a notice never came',
  ],
  [
    'passes a delete that a list told of early, when another was asked for before its late notices',
    () => {
      const history = two();
      const ask = { type: 'delete', key: KEY } as const;
      const first = history.request(1, ask);
      history.audit(2, auditOf('g1', null));
      const second = history.request(1, ask);
      for (const conn of [1, 2])
        for (const notice of ['sessions.changed', 'socket.drain'])
          history.event(conn, {
            type: 'notice',
            notice,
            key: KEY,
            reason: 'delete',
            ended: notice === 'socket.drain' ? 'g1' : undefined,
            next: undefined,
          });
      return history
        .answer(1, first, ask, { type: 'delete', key: KEY, deleted: true })
        .answer(1, second, ask, { type: 'delete', key: KEY, deleted: false })
        .phase('quiet');
    },
    'pass',
  ],
  [
    'convicts a delete told to nobody',
    () =>
      two()
        .ask(1, { type: 'delete', key: KEY }, { type: 'delete', key: KEY, deleted: true })
        .event(2, TICK)
        .phase('quiet'),
    'violation',
    'a notice never came',
  ],
  [
    'convicts a notice that comes twice',
    () => two().reset(1, 'g2').notices([1, 2], 'g1', 'g2').notices([1], 'g1', 'g2'),
    'violation',
    'a notice came twice',
  ],
  [
    'convicts an event of the next generation before the notice',
    () => two().reset(1, 'g2').send(1, 'b').event(2, START).notices([1, 2], 'g1', 'g2'),
    'violation',
    'a notice did not come before an event of the next generation',
  ],
  [
    'convicts a notice to a connection without the scope',
    () =>
      aHistory()
        .connect(1)
        .connect(2, { scopes: [], sessions: false, messages: [] })
        .list(1, row('g1'))
        .reset(1, 'g2')
        .notices([1, 2], 'g1', 'g2'),
    'violation',
    'a notice reached a connection without the scope',
  ],
  ['says nothing without an ending', () => two(), 'inconclusive'],
]);

const turn = () =>
  aHistory()
    .connect(1)
    .send(1, 'a')
    .provider('call', 1, { promptMarkers: ['a'] })
    .provider('end', 1)
    .run(1, 'a')
    .history(1, 'g1', [entry('a'), reply('a')]);
const summarised = () =>
  turn()
    .provider('call', 2, { purpose: 'summary', promptMarkers: ['a'] })
    .provider('end', 2, { purpose: 'summary', text: 'what was said' });

judging('context/continuous', [
  [
    'passes a prompt that holds the earlier turn',
    () =>
      turn()
        .restart([1])
        .connect(2)
        .send(2, 'b')
        .provider('call', 2, { promptMarkers: ['a', 'b'] }),
    'pass',
  ],
  [
    'passes a prompt that holds a summary of it',
    () =>
      summarised()
        .send(1, 'b')
        .provider('call', 3, { promptMarkers: ['b'], promptTexts: ['[what was said]'] }),
    'pass',
  ],
  [
    'does not demand the past of an ended generation',
    () =>
      summarised()
        .reset(1, 'g2')
        .send(1, 'b')
        .provider('call', 3, { promptMarkers: ['b'] }),
    'inconclusive',
  ],
  [
    'convicts a prompt without history after a restart',
    () =>
      turn()
        .restart([1])
        .connect(2)
        .send(2, 'b')
        .provider('call', 2, { promptMarkers: ['b'] }),
    'violation',
    'a prompt lacks earlier context after a restart',
  ],
  [
    'convicts a prompt without its summary',
    () =>
      summarised()
        .send(1, 'b')
        .provider('call', 3, { promptMarkers: ['b'] }),
    'violation',
    'a prompt lacks earlier context after a compaction',
  ],
  [
    'convicts a summary made of nothing',
    () =>
      turn()
        .provider('call', 2, { purpose: 'summary', promptMarkers: [] })
        .send(1, 'b')
        .provider('call', 3, { promptMarkers: ['b'] })
        .restart([1])
        .connect(2)
        .send(2, 'c')
        .provider('call', 4, { promptMarkers: ['b', 'c'] }),
    'violation',
    'a prompt lacks earlier context after a restart',
  ],
  [
    'says nothing before a restart',
    () =>
      turn()
        .send(1, 'b', {}, accepted('b'))
        .provider('call', 2, { promptMarkers: ['b'] }),
    'inconclusive',
  ],
]);

import { ALL_SCOPES } from '../../src/protocol/scopes.ts';
import { KEY, aHistory, entry, message, reply } from './history-builder.ts';
import {
  OTHER,
  PLAN,
  READERS,
  BACKGROUND,
  join,
  underWay,
  joined,
  CHAT,
  TOOL,
  END,
  FINAL,
  REPLY,
  ROW,
  WHOLE,
  streams,
  rests,
  without,
  none,
} from './joining.ts';
import { judging } from './table.ts';

judging('join/complete', [
  [
    'passes who joins a run and gets all that is still to come',
    () => rests(streams(joined(), [CHAT, CHAT, TOOL, END, REPLY, FINAL, ROW])),
    'pass',
    undefined,
    { exercised: 7 },
  ],
  [
    'convicts when who joined gets no tool event',
    () => without(TOOL),
    'violation',
    none('agent run-tool'),
    {
      exercised: 7,
      sentence:
        'connection 2 (phone) joined run a of agent:main:main while it was under way, and was sent no agent run-tool of it, which another connection like it was',
      records: [34, 51],
    },
  ],
  ['convicts when who joined gets no text', () => without(CHAT), 'violation', none('chat run-text')],
  ['convicts when who joined gets no end of the run', () => without(END), 'violation', none('agent run-end')],
  ['convicts when who joined gets no terminal', () => without(FINAL), 'violation', none('chat terminal')],
  [
    'convicts when who joined gets no entry',
    () => without(REPLY),
    'violation',
    none('session.message message'),
  ],
  ['convicts when who joined gets no row', () => without(ROW), 'violation', none('sessions.changed row')],
  [
    'asks nothing of what came before',
    () => rests(streams(join(streams(underWay(), [TOOL], [TOOL])), [END, FINAL])),
    'pass',
    undefined,
    { exercised: 2 },
  ],
  [
    'asks nothing that the model did before it joined, however late the others are told',
    () => {
      const history = join(underWay().provider('delta', 1).provider('tool', 1));
      return rests(history.event(1, CHAT).event(1, CHAT).event(1, TOOL)).provider('end', 1);
    },
    'inconclusive',
  ],
  [
    'asks for no end that the model reached before it joined',
    () => rests(join(underWay().provider('end', 1)).event(1, END).event(1, REPLY).event(1, FINAL), []),
    'inconclusive',
  ],
  [
    'convicts also when the model failed',
    () =>
      rests(
        joined()
          .provider('error', 1)
          .event(1, { ...END, phase: 'error' })
          .event(1, { ...FINAL, state: 'error' }),
        [],
      ),
    'violation',
    none('agent run-end'),
  ],
  [
    'asks for no entry of which the model had given the end before it subscribed to messages',
    () => {
      const history = join(underWay(), { messages: [] }).provider('end', 1);
      history.ask(2, { type: 'subscribe-messages', key: KEY }, { type: 'subscribed' });
      return rests(history.event(1, REPLY).event(1, FINAL).event(2, FINAL));
    },
    'inconclusive',
  ],
  [
    "asks for no entry but the reply, and for no row but the run's",
    () => {
      const tool = message('g1', entry('a', 2, { id: 't', role: 'tool' }));
      const other = { ...ROW, runId: undefined };
      return rests(streams(joined(), [FINAL]).event(1, tool).event(1, other));
    },
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'asks for no text of which one event came, which may have been gathered before',
    () => rests(streams(joined(), [CHAT, FINAL], [CHAT])),
    'pass',
    undefined,
    { exercised: 2 },
  ],
  [
    'asks for no text of which two others were sent one event each',
    () =>
      rests(streams(join(underWay().connect(4, { client: 'desk' })).event(4, CHAT), [CHAT, FINAL], [CHAT])),
    'pass',
  ],
  [
    'asks for no text on a slow reader',
    () => {
      const clients = PLAN.clients.map((one) => (one.client === 'phone' ? { ...one, role: 'slow' } : one));
      return rests(streams(join(underWay({ clients })), [CHAT, CHAT, FINAL], [CHAT]));
    },
    'pass',
  ],
  [
    'asks nothing before everything was quiet',
    () => streams(joined(), [TOOL, FINAL], [TOOL]).history(2, 'g1', WHOLE),
    'inconclusive',
  ],
  [
    'asks nothing of a run that never ended',
    () => rests(streams(joined(), [TOOL], [TOOL]), [entry('a')]),
    'inconclusive',
  ],
  [
    'asks nothing of a connection that may be sent the rest later',
    () => streams(joined(), [FINAL, TOOL], [TOOL]).phase('quiet'),
    'pass',
  ],
  [
    'asks nothing of a connection that closed',
    () => streams(joined(), [TOOL, FINAL], [TOOL]).close(2).phase('quiet').history(1, 'g1', WHOLE),
    'inconclusive',
  ],
  [
    'goes on with the others when one connection closes',
    () => rests(streams(join(underWay().connect(4, { client: 'desk' }).close(4)), [TOOL, FINAL], [TOOL])),
    'violation',
    none('agent run-tool'),
  ],
  [
    'still convicts after another that joined closed',
    () => rests(streams(joined().connect(4, { client: 'desk' }).close(4), [TOOL, FINAL], [TOOL])),
    'violation',
    none('agent run-tool'),
  ],
  [
    'asks nothing of who was held up by a fault before the terminal',
    () =>
      rests(
        streams(
          joined().fault('landed', 'client', 'phone').wait(5).fault('healed', 'client', 'phone'),
          [TOOL, FINAL],
          [TOOL],
        ),
      ),
    'inconclusive',
  ],
  [
    'convicts when the fault was over before it joined',
    () =>
      rests(
        streams(
          join(underWay().fault('landed', 'client', 'phone').wait(5).fault('healed', 'client', 'phone')),
          [TOOL, FINAL],
          [TOOL],
        ),
      ),
    'violation',
    none('agent run-tool'),
  ],
  [
    'asks nothing of a run whose generation may have ended',
    () => rests(streams(joined().reset(1, 'g2'), [TOOL, FINAL], [TOOL])),
    'inconclusive',
  ],
  [
    'joins nobody to a run that is over',
    () => rests(streams(join(underWay().event(1, FINAL)), [TOOL], [TOOL])),
    'inconclusive',
  ],
  [
    'joins nobody to the run of a session that it does not follow',
    () => rests(streams(join(underWay(), { sessions: false, messages: [OTHER] }), [TOOL, FINAL], [TOOL])),
    'inconclusive',
  ],
  [
    'joins nobody who may not read',
    () => rests(streams(join(underWay(), { scopes: [] }), [TOOL, FINAL], [TOOL])),
    'inconclusive',
  ],
  [
    'joins who was there before by its subscription',
    () =>
      rests(
        streams(
          join(aHistory(PLAN).connect(1, { client: 'desk' }).connect(3, { client: 'discord' }), BACKGROUND)
            .send(3, 'a')
            .provider('call', 1, { promptMarkers: ['a'] })
            .ask(2, { type: 'subscribe-sessions' }, { type: 'subscribed' })
            .ask(2, { type: 'subscribe-messages', key: KEY }, { type: 'subscribed' }),
          [TOOL, FINAL],
          [TOOL],
        ),
      ),
    'violation',
    none('agent run-tool'),
  ],
  [
    'does not join it anew by a second subscription',
    () =>
      rests(
        streams(
          streams(joined(), [TOOL], [TOOL]).ask(2, { type: 'subscribe-sessions' }, { type: 'subscribed' }),
          [FINAL],
        ),
      ),
    'violation',
    none('agent run-tool'),
  ],
  [
    'compares with nobody who has other subscriptions',
    () => rests(streams(join(underWay(), { messages: [] }), [TOOL, FINAL], [TOOL])),
    'inconclusive',
  ],
  [
    'compares with nobody who subscribed to sessions where it did not',
    () => rests(streams(join(underWay(), { sessions: false }), [TOOL, FINAL], [TOOL])),
    'inconclusive',
  ],
  [
    'compares with nobody who has other scopes',
    () => rests(streams(join(underWay(), { scopes: ['operator.read'] }), [TOOL, FINAL], [TOOL])),
    'inconclusive',
  ],
  [
    'compares scopes whatever their order',
    () => rests(streams(join(underWay(), { scopes: ALL_SCOPES.toReversed() }), [TOOL, FINAL], [TOOL])),
    'violation',
    none('agent run-tool'),
  ],
  [
    'compares with nobody who joined later',
    () =>
      rests(
        streams(
          join(
            aHistory(PLAN)
              .connect(3, { client: 'discord', ...BACKGROUND })
              .send(3, 'a')
              .provider('call', 1, { promptMarkers: ['a'] }),
          ).connect(1, { client: 'desk' }),
          [TOOL, FINAL],
          [TOOL, FINAL],
        ),
      ),
    'inconclusive',
  ],
  [
    'compares with no sender, who may be sent more',
    () =>
      rests(
        streams(
          join(
            aHistory(PLAN)
              .connect(1, { client: 'desk' })
              .send(1, 'a')
              .provider('call', 1, { promptMarkers: ['a'] }),
          ),
          [TOOL, END, FINAL],
          [TOOL, END],
        ),
      ),
    'inconclusive',
  ],
  [
    'compares with a sender who tried it too, but for tools',
    () =>
      rests(
        streams(
          join(
            aHistory(PLAN)
              .connect(1, { client: 'desk' })
              .send(1, 'a')
              .connect(3, { client: 'phone' })
              .send(3, 'a', {}, { type: 'send', status: 'in-flight', runId: 'a' })
              .close(3)
              .provider('call', 1, { promptMarkers: ['a'] }),
          ),
          [TOOL, FINAL],
          [TOOL],
        ),
      ),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'joins at its hello where every reader is sent what runs stream',
    () => rests(streams(join(underWay({}, READERS), { messages: [KEY] }), [TOOL, FINAL], [TOOL])),
    'violation',
    none('agent run-tool'),
    { records: [30, 41] },
  ],
  [
    'joins nobody by a subscription where every reader is sent what runs stream',
    () =>
      rests(
        streams(
          join(
            aHistory(PLAN, READERS).connect(1, { client: 'desk' }).connect(3, { client: 'discord' }),
            BACKGROUND,
          )
            .send(3, 'a')
            .provider('call', 1, { promptMarkers: ['a'] })
            .ask(2, { type: 'subscribe-sessions' }, { type: 'subscribed' })
            .ask(2, { type: 'subscribe-messages', key: KEY }, { type: 'subscribed' }),
          [TOOL, FINAL],
          [TOOL],
        ),
      ),
    'inconclusive',
  ],
  [
    'takes an event of another session for none of the run',
    () =>
      rests(streams(joined(), [{ ...TOOL, key: OTHER }, FINAL], [TOOL]).event(1, message('g1', reply('b')))),
    'pass',
  ],
]);

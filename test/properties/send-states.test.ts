/** What the model knows of sends after their requests, answers and aborts (`states.ts` says how rows are compared). */
import { BUSY, KEY, accepted } from './history-builder.ts';
import { OTHER, REFUSED, knowing } from './states.ts';

knowing('of a send that is asked and answered', [
  ['knows nothing but its request', (one) => one.connects().sends('a')],
  [
    'that it has not arrived, when only its client shows it',
    (one) => one.connects().sends('a', {}, { legs: 'client' }),
  ],
  [
    'that it is accepted and owed to nobody once it is answered',
    (one) => one.sends('a').answers('a', accepted('a')),
  ],
  [
    'that it is accepted and not acknowledged as long as its answer is on its way',
    (one) => one.sends('a').answers('a', accepted('a'), 'gateway'),
  ],
  [
    'that it is refused for good, and no turn of its session goes on',
    (one) => one.sends('a').answers('a', REFUSED),
  ],
  [
    'that it is not refused while a second attempt is under way',
    (one) => one.sends('a').sends('a', {}, { id: 'a2' }).answers('a', REFUSED),
  ],
  [
    'that it is not refused when a first attempt was cut off',
    (one) =>
      one
        .connects()
        .sends('a')
        .do((h) => h.close(1).connect(2))
        .sends('a', {}, { conn: 2, id: 'a2' })
        .answers('a2', BUSY),
  ],
  [
    'that it is not refused when its first attempt died with the process',
    (one) =>
      one
        .connects()
        .sends('a')
        .do((h) => h.restart([1]).connect(2))
        .sends('a', {}, { conn: 2, id: 'a2' })
        .answers('a2', REFUSED),
  ],
  [
    'that it was taken for new twice, when both of its attempts were answered so',
    (one) =>
      one
        .sends('a')
        .sends('a', {}, { id: 'a2' })
        .answers('a2', accepted('a'))
        .answers('a', accepted('a'), 'gateway'),
  ],
  [
    'that it was taken for new again, when an event had shown it before its second attempt',
    (one) =>
      one.sends('a').tells('a', 'start', 'gateway').sends('a', {}, { id: 'a2' }).answers('a2', accepted('a')),
  ],
  [
    'that it may begin anew while a settled one is asked for again',
    (one) =>
      one.sends('a', {}, { legs: 'client' }).tells('a', 'aborted').sends('a', { marker: 'a2' }, { id: 'a2' }),
  ],
  [
    'that it begins anew when a settled one was cut off while it was asked for again',
    (one) =>
      one
        .connects()
        .do((h) => h.send(1, 'a').run(1, 'a'))
        .sends('a', {}, { id: 'a2' })
        .do((h) => h.close(1)),
  ],
  [
    'its second text once that is the one which was taken',
    (one) =>
      one.sends('a').sends('a', { marker: 'a2', control: 'new' }, { id: 'a2' }).answers('a2', accepted('a')),
  ],
  [
    'its second text when the first never arrived',
    (one) => one.connects().sends('b', {}, { legs: 'client' }).sends('b', { marker: 'b2' }, { id: 'b2' }),
  ],
  [
    'that another text came under its key, from another client',
    (one) =>
      one
        .connects()
        .sends('a')
        .do((h) =>
          h
            .close(1, 1009, 'client')
            .connect(2, { client: 'other', messages: [] })
            .provider('call', 1, { promptMarkers: ['a'] }),
        )
        .sends('a', { marker: 'a2', control: 'new' }, { conn: 2, id: 'a2' }),
  ],
  [
    'that two sends share a marker',
    (one) =>
      one
        .connects()
        .sends('a', { key: OTHER }, { legs: 'client' })
        .sends('b', { control: 'new' }, { legs: 'client' })
        .sends('a', { key: OTHER, marker: 'b' }, { conn: 2, id: 'a2' }),
  ],
  [
    'until when it may have been accepted, when it died with its process and with another life',
    (one) => one.sends('a', {}, { legs: 'gateway' }).do((h) => h.restart([1]).restart([2])),
  ],
  [
    'that its attempt on an earlier connection may be answered no more once the process is gone',
    (one) =>
      one
        .connects()
        .sends('b')
        .do((h) => h.close(1, 1000).connect(2, { messages: [] }))
        .sends('b', {}, { conn: 2, id: 'b2' })
        .do((h) => h.restart([2])),
  ],
  [
    'from when on its waits are counted: of each clock, when it was first answered',
    (one) =>
      one
        .do((h) => h.fault('landed', 'provider'))
        .sends('a')
        .answers('a', accepted('a'))
        .sends('a', {}, { id: 'a2' })
        .answers('a2', accepted('a')),
  ],
  [
    'nothing of one that was sent while the disk was troubled and never arrived',
    (one) =>
      one
        .connects()
        .do((h) => h.fault('landed', 'disk'))
        .sends('b', {}, { legs: 'client' }),
  ],
]);

knowing('of aborts', [
  [
    'that one which was under way may have ended what came while it was',
    (one) =>
      one
        .asks('x', { type: 'abort', key: KEY, runId: undefined })
        .sends('a')
        .answers('x', { type: 'abort', aborted: true, runIds: ['a'] }),
  ],
  [
    'that one which died with the process may have ended everything until then',
    (one) =>
      one
        .connects()
        .sends('a', {}, { legs: 'client' })
        .asks('x', { type: 'abort', key: KEY, runId: undefined })
        .do((h) => h.restart([1])),
  ],
  [
    'that one which ended nothing did not',
    (one) =>
      one
        .sends('a')
        .asks('x', { type: 'abort', key: KEY, runId: 'a' })
        .answers('x', { type: 'abort', aborted: false, runIds: [] }),
  ],
  [
    'that one which names nothing ended what it was asked for',
    (one) =>
      one
        .sends('a')
        .sends('b')
        .asks('x', { type: 'abort', key: KEY, runId: 'a' })
        .answers('x', { type: 'abort', aborted: true, runIds: [] }),
  ],
  [
    'that one which names others ended these, and none that nobody sent',
    (one) =>
      one
        .sends('a')
        .sends('b')
        .asks('x', { type: 'abort', key: KEY, runId: 'a' })
        .answers('x', { type: 'abort', aborted: true, runIds: ['nobody', 'b'] }),
  ],
]);

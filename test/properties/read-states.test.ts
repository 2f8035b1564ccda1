/** What the model knows after reads of transcripts, and of messages kept beside them (`states.ts`). */
import { KEY, entry, reply } from './history-builder.ts';
import { CUTS, MERGES, OTHER, knowing } from './states.ts';

const mark = (marker: string | undefined, isReset = false) =>
  entry('mark', 1, { id: 'mark', role: 'system', marker, runId: undefined, sessionControl: true, isReset });
const input = (state: 'queued' | 'cancelled' | 'interrupted', more: { runId?: string; marker?: string }) => ({
  inputs: [{ id: 'i', runId: undefined, marker: undefined, state, ...more }] as never,
});

knowing('of what a transcript shows', [
  [
    'that a send was accepted, whose entry says no run',
    (one) => one.sends('a').reads([entry('a', 1, { runId: undefined })], {}, 'g2'),
    MERGES,
  ],
  [
    'the entry of the first of two sends with one id, by its key',
    (one) =>
      one
        .sends('a')
        .sends('a', { key: OTHER, control: 'new' }, { id: 'other' })
        .reads([entry('a', 1, { runId: undefined }), entry('a', 2, { id: 'again' })], {}, 'g2'),
  ],
  ['a second entry of it', (one) => one.sends('a').reads([entry('a', 1), entry('a', 2, { id: 'again' })])],
  [
    'its entry in a second generation',
    (one) =>
      one
        .sends('a')
        .reads([entry('a', 1)])
        .reads([entry('a', 1)], {}, 'g2'),
  ],
  [
    'no second place of an entry whose generation is not said',
    (one) =>
      one
        .sends('a')
        .reads([entry('a', 1)])
        .reads([entry('a', 1)], {}, undefined),
  ],
  [
    'a second reply of it, and one elsewhere',
    (one) =>
      one
        .sends('a')
        .reads([entry('a', 1), reply('a', 2), reply('a', 3, { id: 'again' })])
        .reads([reply('a', 2)], {}, 'g2'),
  ],
  [
    'that an interrupted reply is none, and ends it all the same',
    (one) => one.sends('a', { control: 'new' }).reads([reply('a', 1, { stopReason: 'interrupted' })]),
    CUTS,
  ],
  [
    'that a reply under way ends nothing',
    (one) => one.sends('a').reads([entry('a', 1), reply('a', 2, { stopReason: undefined })]),
  ],
  [
    'that the entry of a command is no message',
    (one) =>
      one
        .connects()
        .sends('a', {}, { legs: 'client' })
        .reads([entry('a', 1, { sessionControl: true })], {}, undefined),
  ],
  [
    'nothing of a mark that names a send, before everything was quiet',
    (one) => one.sends('a', {}, { legs: 'client' }).reads([mark('a')], {}, 'g2'),
  ],
  [
    'that the send was seen that a mark names, when everything was quiet',
    (one) =>
      one
        .do((h) => h.phase('quiet'))
        .sends('a')
        .reads([mark('a')], {}, 'g2'),
  ],
  [
    'nothing of a mark of a send that nobody sent',
    (one) => one.do((h) => h.phase('quiet')).reads([mark('a', true)], { key: OTHER }),
  ],
  [
    'that its entry was seen, when everything was quiet',
    (one) =>
      one
        .do((h) => h.phase('quiet'))
        .sends('a')
        .reads([entry('a', 1), reply('a', 2)]),
  ],
  [
    'that every message of a merged entry was seen',
    (one) =>
      one
        .do((h) => h.phase('quiet'))
        .sends('a')
        .sends('b')
        .reads([entry('a', 1, { text: '[[a]] and [[b]]' })]),
    MERGES,
  ],
  [
    'nothing of the messages of an entry, where none are merged',
    (one) =>
      one
        .do((h) => h.phase('quiet'))
        .sends('a')
        .sends('b')
        .reads([entry('a', 1, { text: '[[a]] and [[b]]' })]),
  ],
  [
    'that both sends with one marker were seen, whichever the entry is of',
    (one) =>
      one
        .do((h) => h.phase('quiet'))
        .sends('a')
        .sends('b', { marker: 'a' })
        .sends('c', { key: OTHER, marker: 'a' })
        .reads([entry('a', 1, { runId: undefined })]),
  ],
  [
    'that an entry of another session is a stranger',
    (one) =>
      one
        .sends('a', { key: OTHER })
        .reads([entry('a', 1)])
        .reads([reply('a', 2)]),
  ],
  [
    'that the sends before a reply which a restart resumed have ended',
    (one) =>
      one
        .sends('a')
        .sends('b')
        .sends('c')
        .reads([entry('a', 1), reply('a', 2), entry('b', 3), reply('c', 4, { resumes: true })]),
  ],
  [
    'that nobody has ended by a resumed reply which goes on',
    (one) =>
      one
        .sends('a')
        .sends('b')
        .reads([entry('a', 1), reply('b', 2, { resumes: true, stopReason: undefined })]),
  ],
  [
    'that somebody was pushed an entry, by its run and by its marker',
    (one) =>
      one
        .sends('a')
        .sends('b', { marker: 'a' })
        .pushes(entry('b', 1))
        .sends('c')
        .pushes(entry('c', 2, { runId: undefined })),
  ],
  [
    'that nobody was pushed a message, when a reply was',
    (one) => one.sends('a').pushes(reply('a', 1, { text: '[[a]]' })),
  ],
]);

knowing('of messages that are kept beside a transcript', [
  [
    'that a queued one was accepted, by its run',
    (one) => one.sends('a', {}, { conn: 2 }).reads([], input('queued', { runId: 'a' })),
  ],
  [
    'that a cancelled one of a session that was reset has ended, by its marker',
    (one) =>
      one
        .sends('a')
        .asks('x', { type: 'reset', key: KEY })
        .reads([], input('cancelled', { marker: 'a' })),
  ],
  [
    'nothing of one without a run and a marker',
    (one) =>
      one
        .sends('a', {}, { conn: 2 })
        .do((h) => h.phase('quiet'))
        .reads([], input('queued', {}))
        .asks('x', { type: 'reset', key: KEY }, { conn: 2 }),
  ],
  [
    'nothing of one whose marker another session has',
    (one) => one.sends('a').reads([], { key: OTHER, ...input('interrupted', { marker: 'a' }) }),
  ],
  [
    'nothing of one whose marker two sends have',
    (one) =>
      one
        .sends('a')
        .sends('b', { marker: 'a' })
        .reads([], input('queued', { marker: 'a' })),
  ],
  ['nothing of one that nobody sent', (one) => one.reads([], input('queued', { runId: 'nobody' }))],
]);

/** How a transcript may show that a message began its generation: rotation/audited asks for no certain shape. */
import { KEY, aHistory, auditOf, entry, row } from './history-builder.ts';
import { judging, type Row } from './table.ts';

const SENTENCE = entry('mark', 1, {
  role: 'system',
  text: 'A new session.',
  marker: undefined,
  runId: undefined,
});

/** `/reset` in a message, honoured; the transcript begins so. */
const marked = (first: typeof SENTENCE) =>
  aHistory()
    .connect(1)
    .list(1, row('g1'))
    .send(1, 'a', { control: 'reset', named: 'g1' })
    .history(1, 'g2', [first, entry('a', 2)])
    .audit(1, auditOf('g1', 'g2', { trigger: 'slash-command' }));

judging('rotation/audited', [
  ...[
    SENTENCE,
    { ...SENTENCE, role: 'other' as const, text: '' },
    { ...SENTENCE, role: 'user' as const, text: 'Reset.', sessionControl: true },
    { ...SENTENCE, role: 'assistant' as const, text: 'So far.', compaction: true },
  ].map((first): Row => [
    `passes an entry of role ${first.role}: ${first.text}`,
    () => marked(first),
    'pass',
  ]),
  ...(['user', 'assistant', 'tool'] as const).map((role): Row => [
    `convicts where all there is are messages of role ${role}`,
    () => marked({ ...SENTENCE, role, text: '/reset please go on' }),
    'violation',
    'an honoured slash command left no visible mark',
    { sentence: `${KEY}: generation g2 began by a slash command, and its transcript does not show it` },
  ]),
]);

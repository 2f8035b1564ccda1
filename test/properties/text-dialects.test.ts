/** What is streamed and stored of a run where the dialect trims, restarts, rewinds or merges. */
import { OPENCLAW_2_CONTENT, OPENCLAW_9_CONTENT, OPENCLAW_CONTENT } from '../../src/dialect/content.ts';
import { KEY, aHistory, asked, entry, reply, type HistoryBuilder } from './history-builder.ts';
import { judging, type Row } from './table.ts';
import {
  SAID,
  text,
  whole,
  told,
  withContent,
  running,
  saying,
  said,
  ended,
  failed,
} from './text-histories.ts';

const STREAM = 'streamed text is not what the model said';
const END = 'the end of a reply was never streamed';
const TERMINAL = 'a terminal does not say what the model said';

const merging = (): HistoryBuilder => saying(running(aHistory({}, { mergesSends: true })), SAID);
const trimmed = ' so be it \n';
function failed9(): HistoryBuilder {
  const history = saying(running(withContent(OPENCLAW_9_CONTENT)), SAID).event(1, text(SAID));
  return history
    .provider('error', 1)
    .provider('call', 2, { prompt: asked('[[a]]') })
    .provider('delta', 2, { text: 'amen' })
    .provider('end', 2);
}

const openclaw: readonly Row[] = [
  [
    'trims what is shown, where the dialect does',
    () =>
      said(trimmed, withContent(OPENCLAW_CONTENT))
        .event(1, text(' so be '))
        .event(1, text('it'))
        .event(1, told('final', SAID))
        .history(1, 'g1', [reply('a', 2, { text: trimmed })]),
    'pass',
  ],
  [
    'convicts less all the same',
    () =>
      said(trimmed, withContent(OPENCLAW_CONTENT)).event(1, text(' so be ')).event(1, told('final', SAID)),
    'violation',
    END,
  ],
  [
    'passes all of the text so far',
    () =>
      said(SAID, withContent(OPENCLAW_CONTENT))
        .event(1, whole('so', { delta: 'so' }))
        .event(1, whole(SAID, { delta: ' be it' }))
        .event(1, told('final', SAID)),
    'pass',
  ],
  [
    'convicts a delta that it does not end with',
    () =>
      said(SAID, withContent(OPENCLAW_CONTENT))
        .event(1, whole(SAID, { delta: 'bit' }))
        .event(1, told('final', SAID)),
    'violation',
    STREAM,
  ],
  [
    'convicts text so far that was not said',
    () => said(SAID, withContent(OPENCLAW_CONTENT)).event(1, whole('be it')).event(1, told('final', SAID)),
    'violation',
    STREAM,
    {
      sentence: `connection 1 was streamed (chat) of run a of ${KEY} "be it" where the model said "so be it" (they part at character 0 of 8)`,
    },
  ],
  [
    'lets a stream stop short, where the terminal says all',
    () => said(SAID, withContent(OPENCLAW_2_CONTENT)).event(1, text('so')).event(1, told('final', SAID)),
    'pass',
  ],
  [
    'convicts it where the terminal does not',
    () => said(SAID, withContent(OPENCLAW_2_CONTENT)).event(1, text('so')).event(1, told('final')),
    'violation',
    END,
  ],
  [
    'compares block by block around a tool',
    () =>
      running(withContent(OPENCLAW_9_CONTENT))
        .provider('delta', 1, { text: 'so be ' })
        .event(1, whole('so be', { stream: 'agent' }))
        .provider('tool', 1, { text: 'found' })
        .provider('delta', 1, { text: ' it' })
        .event(1, whole('it', { stream: 'agent' }))
        .event(1, whole('so be\n\nit'))
        .provider('end', 1)
        .event(1, told('final', 'so be\n\nit'))
        .history(1, 'g1', [reply('a', 2, { text: 'so be' }), reply('a', 3, { text: 'it' })]),
    'pass',
  ],
  [
    'takes nothing of it for a block of the other stream',
    () =>
      running(withContent(OPENCLAW_9_CONTENT))
        .provider('delta', 1, { text: 'so be ' })
        .provider('tool', 1, { text: 'found' })
        .provider('delta', 1, { text: ' it' })
        .event(1, whole('it'))
        .provider('end', 1)
        .event(1, told('final', 'so be\n\nit')),
    'violation',
    STREAM,
  ],
  [
    'begins anew with another model, where the dialect rewinds',
    () =>
      failed9()
        .event(1, text('', { replaces: true }))
        .event(1, text('amen'))
        .event(1, told('final', 'amen')),
    'pass',
  ],
  [
    'convicts text of the failed one that is not withdrawn',
    () =>
      failed9()
        .event(1, whole(`${SAID}amen`))
        .event(1, told('final', 'amen')),
    'violation',
    STREAM,
  ],
  [
    'goes on with another model, where it does not',
    () =>
      failed()
        .provider('call', 2, { prompt: asked('[[a]]') })
        .provider('delta', 2, { text: '!' })
        .provider('end', 2)
        .event(1, text(`${SAID}!`))
        .event(1, told('final', `${SAID}!`)),
    'pass',
  ],
  [
    'does not read a notice',
    () =>
      saying(running(withContent(OPENCLAW_CONTENT)), SAID)
        .provider('error', 1)
        .event(1, text(SAID))
        .event(1, told('error', 'all models failed'))
        .history(1, 'g1', [reply('a', 2, { text: 'all models failed', stopReason: 'error' })]),
    'pass',
  ],
  [
    'finds a message among what stands around it',
    () =>
      ended(withContent(OPENCLAW_CONTENT)).history(1, 'g1', [
        entry('a', 1, { text: '[10:00] [[a]]' }),
        entry('a', 1, { text: 'x', isCut: true }),
      ]),
    'pass',
  ],
  [
    'shows the end alone of what is very long',
    () =>
      said('0123456789', withContent({ ...OPENCLAW_CONTENT, chatShowsLast: 5 }))
        .event(1, whole('56789'))
        .event(1, told('final', '56789')),
    'pass',
  ],
  [
    'convicts another part of it',
    () =>
      said('0123456789', withContent({ ...OPENCLAW_CONTENT, chatShowsLast: 5 }))
        .event(1, whole('56789'))
        .event(1, told('final', '45678')),
    'violation',
    TERMINAL,
  ],
  [
    'judges one run alone where sends may be merged',
    () => merging().provider('end', 1).event(1, text('so')).event(1, told('final', SAID)),
    'violation',
    END,
  ],
  [
    'judges none of two',
    () =>
      merging()
        .provider('end', 1)
        .send(1, 'b')
        .provider('call', 2, { prompt: asked('[[a]]', '[[b]]') })
        .event(1, text('it'))
        .event(1, told('final', 'it')),
    'inconclusive',
  ],
  [
    'judges both of two that came one after the other',
    () =>
      merging()
        .provider('end', 1)
        .event(1, text(SAID))
        .event(1, told('final', SAID))
        .send(1, 'b')
        .provider('call', 2, { prompt: asked('[[a]]', '[[b]]') })
        .provider('delta', 2, { text: 'x' })
        .provider('end', 2)
        .event(1, { ...told('final', 'y'), runId: 'b' }),
    'violation',
    TERMINAL,
    { exercised: 2 },
  ],
];

judging('text/faithful', openclaw);

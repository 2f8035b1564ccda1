import { describe, expect, it } from 'vitest';
import { DIALECTS } from '../../src/dialect/catalogue.ts';
import type { ContentRules } from '../../src/dialect/content.ts';
import { declarationsOf } from '../../src/dialect/declarations.ts';
import type { Dialect } from '../../src/dialect/dialect.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';

const sentencesOf = (dialect: Dialect) => declarationsOf(dialect).flatMap(({ sentences }) => sentences);

/** What is said anew when the reference declares something else. */
const newWith = (change: Partial<Dialect>) => {
  const before = sentencesOf(REFERENCE);
  return sentencesOf({ ...REFERENCE, ...change }).filter((one) => !before.includes(one));
};
const newWithContent = (change: Partial<ContentRules>) =>
  newWith({ content: { ...REFERENCE.content, ...change } });

describe('what a dialect declares', () => {
  it.each(DIALECTS)('is said for $name on every subject, and nothing twice', (dialect) => {
    for (const { subject, sentences } of declarationsOf(dialect))
      expect(sentences.length, subject).toBeGreaterThan(0);
    const all = sentencesOf(dialect);
    expect(new Set(all).size).toBe(all.length);
  });

  it.each<[Partial<Dialect>, string]>([
    [{ protocol: 3 }, 'it speaks version 3'],
    [
      { numbering: { scope: 'process', first: undefined } },
      'events are numbered over all connections together, from any number on',
    ],
    [{ wallDated: ['keys'] }, 'how long an idempotency key is remembered is told by the wall clock'],
    [{ reset: 'in-place' }, 'a reset keeps the sessionId and gives a new lifecycleRevision'],
    [{ notices: [] }, 'no event tells that a session was reset or deleted'],
    [{ notices: ['sessions.changed'] }, 'that a session was reset or deleted is told by sessions.changed'],
    [{ honoursSlashCommands: true }, '/new and /reset in a message are honoured'],
    [{ mergesSends: true }, 'a second message may be steered into the run under way'],
    [{ abortsQueued: false }, 'whether an abort is for messages that wait is open'],
    [{ refusesOtherText: false }, 'other text under a used idempotency key is answered like the first one'],
    [
      { rowsRun: 'either' },
      'a row says by its status or by hasActiveRun that a run is active, once it has begun',
    ],
    [
      { statusAfter: { ...REFERENCE.statusAfter, aborted: ['killed', 'timeout'] } },
      'after aborted its status is killed or timeout',
    ],
    [{ totalTokens: 'last-prompt' }, 'totalTokens counts the prompt of the last call'],
    [{ listsFrom: 'run' }, 'a list shows a session once a message to it is run'],
    [{ ownKeys: [] }, 'a list may always show nothing else'],
    [{ ownKeys: ['a', 'b'] }, 'a list may always show a and b'],
    [
      { concerns: { ...REFERENCE.concerns, message: ['readers'] } },
      'a stored message: everybody who may read',
    ],
    [{ positions: 'with-gaps' }, 'positions have gaps'],
    [{ positions: 'with-parts' }, 'positions have gaps, and parts of one entry share theirs'],
  ])('says of %o: %s', (change, sentence) => {
    expect(newWith(change)).toEqual([sentence]);
  });

  it.each<[Partial<ContentRules>, string]>([
    [
      { trimsShown: true },
      'white space at the ends of a reply is stored, and neither streamed nor told at its end',
    ],
    [{ betweenBlocks: '\n\n' }, 'what stands before and after a tool call is joined by "\\n\\n"'],
    [{ streamsAll: false }, 'deltas may stop short of the reply, which the terminal says whole'],
    [{ restartsAfterTools: true }, "after a tool call the agent's text begins anew"],
    [{ chatShowsLast: 1_234_567 }, 'chat shows the last 1,234,567 characters of a reply'],
    [
      { terminalSays: { ...REFERENCE.content.terminalSays, error: 'notice' } },
      'error holds a notice in words of its own',
    ],
    [{ retry: 'rewinds' }, 'what a model said before it failed is withdrawn when another one is asked'],
    [{ entryUnits: 900 }, 'a text is cut above 900 characters, or as a request says'],
    [{ showsToolsWhole: true }, 'the result of a tool is never cut'],
    [{ promptsShowFailed: false }, 'a reply that was aborted or failed stands in no later prompt'],
    [{ promptsAreExact: false }, 'a prompt may hold more than was said, and say it in another form'],
    [{ summarisesAsText: true }, 'a model that is to summarise is shown the conversation as one text'],
  ])('says of content %o: %s', (change, sentence) => {
    expect(newWithContent(change)).toEqual([sentence]);
  });
});

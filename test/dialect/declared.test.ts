import { describe, expect, it } from 'vitest';
import { DIALECTS, dialectFor } from '../../src/dialect/catalogue.ts';
import type { ContentRules } from '../../src/dialect/content.ts';
import type { Dialect } from '../../src/dialect/dialect.ts';

type Said<T> = { readonly [K in keyof T as T[K] extends (...args: never[]) => unknown ? never : K]: unknown };
type Content = Said<ContentRules>;
type Declared = Omit<Said<Dialect>, 'name' | 'content' | 'unobservable'> & {
  readonly silentOn: readonly string[];
};

/** All that is plain data. */
function declaredBy(dialect: Dialect): object {
  const plain = Object.entries(dialect).filter(
    ([member, value]) => typeof value !== 'function' && !['name', 'content', 'unobservable'].includes(member),
  );
  return { ...Object.fromEntries(plain), silentOn: [...dialect.unobservable.keys()] };
}

function contentOf({ content }: Dialect): object {
  return Object.fromEntries(Object.entries(content).filter(([, value]) => typeof value !== 'function'));
}

const OPENCLAW = {
  honoursSlashCommands: true,
  concerns: { run: ['readers'], tool: ['readers'], message: ['followers', 'subscribers'], row: ['readers'] },
  rowsRun: 'either',
  statusAfter: { final: ['done'], aborted: ['killed', 'timeout'], error: ['failed', 'killed', 'timeout'] },
  flagsAborts: false,
  totalTokens: 'last-prompt',
  listsFrom: 'run',
  ownKeys: ['agent:main:main'],
  abortsQueued: false,
  refusesStaleNames: false,
  pushesSummaries: false,
  pushesRepliesFirst: false,
  wallDated: ['keys', 'rows'],
} as const;

describe('what a dialect declares was measured on its release, and changes with it alone:', () => {
  it.each<[string, Partial<Declared>]>([
    [
      'reference@1',
      {
        protocol: 4,
        numbering: { scope: 'connection', first: 1 },
        notices: ['sessions.changed', 'socket.drain'],
        reset: 'new-id',
        mergesSends: false,
        positions: 'by-one',
        abortsQueued: true,
        refusesOtherText: true,
        refusesStaleNames: true,
        pushesSummaries: true,
        pushesRepliesFirst: true,
        wallDated: ['rows'],
        honoursSlashCommands: false,
        concerns: {
          run: ['followers', 'subscribers', 'sender'],
          tool: ['followers', 'subscribers', 'sender'],
          message: ['followers'],
          row: ['subscribers'],
        },
        rowsRun: 'status',
        statusAfter: { final: ['done'], aborted: ['killed'], error: ['failed', 'killed'] },
        flagsAborts: true,
        totalTokens: 'sum',
        listsFrom: 'ack',
        ownKeys: ['agent:main:main'],
        silentOn: [],
      },
    ],
    [
      'openclaw@2026.2.1',
      {
        ...OPENCLAW,
        protocol: 3,
        numbering: { scope: 'process', first: undefined },
        notices: [],
        reset: 'new-id',
        mergesSends: false,
        positions: 'with-gaps',
        refusesOtherText: false,
      },
    ],
    [
      'openclaw@2026.4.21',
      {
        ...OPENCLAW,
        protocol: 3,
        numbering: { scope: 'connection', first: 1 },
        notices: ['sessions.changed'],
        reset: 'new-id',
        mergesSends: true,
        positions: 'with-gaps',
        refusesOtherText: false,
      },
    ],
    [
      'openclaw@2026.5.28',
      {
        ...OPENCLAW,
        protocol: 4,
        numbering: { scope: 'connection', first: 1 },
        notices: ['sessions.changed'],
        reset: 'new-id',
        mergesSends: false,
        positions: 'with-gaps',
        refusesOtherText: false,
      },
    ],
    [
      'openclaw@2026.9.6',
      {
        ...OPENCLAW,
        protocol: 4,
        numbering: { scope: 'connection', first: 1 },
        notices: ['sessions.changed'],
        reset: 'in-place',
        mergesSends: true,
        positions: 'with-parts',
        refusesOtherText: true,
      },
    ],
  ])('%s', (name, declared) => {
    expect(declaredBy(dialectFor(name) as Dialect)).toMatchObject(declared);
  });

  const reference: Content = {
    trimsShown: false,
    betweenBlocks: '',
    streamsAll: true,
    restartsAfterTools: false,
    chatShowsLast: Infinity,
    terminalSays: { final: 'reply', aborted: 'reply', error: 'nothing' },
    entryUnits: 8_000,
    showsToolsWhole: false,
    retry: 'goes-on',
    keepsCutReplies: true,
    promptsShowFailed: true,
    promptsAreExact: true,
    summarisesAsText: false,
  };
  const openclaw: Content = {
    ...reference,
    trimsShown: true,
    restartsAfterTools: true,
    chatShowsLast: 500_000,
    terminalSays: { final: 'reply', aborted: 'reply', error: 'notice' },
    showsToolsWhole: true,
    keepsCutReplies: false,
    promptsShowFailed: false,
    promptsAreExact: false,
    summarisesAsText: true,
  };
  it.each<[string, Content]>([
    ['reference@1', reference],
    ['openclaw@2026.2.1', { ...openclaw, streamsAll: false }],
    ['openclaw@2026.4.21', openclaw],
    ['openclaw@2026.5.28', openclaw],
    ['openclaw@2026.9.6', { ...openclaw, betweenBlocks: '\n\n', showsToolsWhole: false, retry: 'rewinds' }],
  ])('the texts of %s', (name, content) => {
    expect(contentOf(dialectFor(name) as Dialect)).toEqual(content);
  });

  it('revisions are shown by those that reset in place, which name a generation by both', () => {
    for (const { name, reset, generation } of DIALECTS)
      expect(generation('s', 'r'), name).toBe(reset === 'in-place' ? 's#r' : 's');
  });
});

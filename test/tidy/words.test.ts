import { describe, expect, it } from 'vitest';
import { filesBelow } from './source-files.ts';
import { privateWords, sharedTypeNames } from './words.ts';

const src = filesBelow('src', /\.(?:ts|mjs)$/);

describe('a name', () => {
  it('has no private word in it', () => {
    expect(privateWords(src)).toEqual([]);
  });

  it.each(['const bench = 1;', 'interface RunHands {}', 'class A { #openDoor() {} }', 'a.brinkBytes = 1;'])(
    'is refused in %s',
    (source) => {
      expect(privateWords(new Map([['src/a.ts', source]]))).toHaveLength(1);
    },
  );

  it('may hold such letters, be published, or stand in a text', () => {
    const free =
      "const handshake = doorway; history.sequence = performance.now(); // the stage\nconst a = 'bench';";
    expect(privateWords(new Map([['src/a.ts', free]]))).toEqual([]);
    expect(privateWords(new Map([['src/serve/door.ts', '']]))).toHaveLength(1);
  });
});

describe('a type', () => {
  it('has a name that no other room exports', () => {
    expect(sharedTypeNames(src)).toEqual([]);
    const twice = new Map([
      ['src/live/a.ts', 'export interface Target {}'],
      ['src/campaign/a.ts', 'export abstract class Target {}'],
      ['src/campaign/b.ts', 'type Local = 1; export type Other = 2;'],
      ['src/campaign/c.ts', 'export type Other = 3; interface Local {}'],
    ]);
    expect(sharedTypeNames(twice)).toEqual(['Target is a type of src/live/a.ts and of src/campaign/a.ts']);
  });
});

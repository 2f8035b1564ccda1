import { describe, expect, it } from 'vitest';
import { hashesNow, pinsAnew, readPins } from './profile-pins.ts';

describe('the hash of a packaged profile', () => {
  it('is the one that is pinned (see profile-pins.ts for the command that pins it anew)', () => {
    const pinned = Object.entries(readPins()).map(([name, { hash }]) => [name, hash]);
    expect(Object.fromEntries(pinned)).toEqual(hashesNow());
  });
});

describe('pins', () => {
  const pins = { 'a@1': { released: true, hash: 'x' }, 'b@1': { released: false, hash: 'y' } };

  it('are written anew for profiles that are not released', () => {
    expect(pinsAnew(pins, { 'a@1': 'x', 'b@1': 'z', 'c@1': 'w' })).toEqual({
      pins: { ...pins, 'b@1': { released: false, hash: 'z' }, 'c@1': { released: false, hash: 'w' } },
      broken: [],
    });
  });

  it('hold a released profile as it is', () => {
    expect(pinsAnew(pins, { 'a@1': 'q', 'b@1': 'y' }).broken).toEqual([
      'a@1 is released: give what has changed another version',
    ]);
    expect(pinsAnew(pins, { 'b@1': 'y' }).broken).toHaveLength(1);
  });
});

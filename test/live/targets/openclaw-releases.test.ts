import { describe, expect, it } from 'vitest';
import { releasesBetween } from '../../../src/live/targets/openclaw-releases.ts';

const ON_NPM = [
  '2026.6.1',
  '2026.1.9',
  '2026.5.28',
  '2026.5.29-beta.1',
  '2026.5.30',
  '2026.5.30-2',
  '2026.3.13',
  '2026.2.2',
  '0.1.0',
  'junk',
];

describe('the releases between two', () => {
  it('are those that npm has, by age, without drafts', () => {
    expect(releasesBetween(['2026.5.28', '2026.6.1'], ON_NPM)).toEqual(
      ['2026.5.28', '2026.5.30', '2026.5.30-2', '2026.6.1'].map((one) => `openclaw@${one}`),
    );
  });

  it('leave out what cannot be judged', () => {
    expect(releasesBetween(['2026.2.1', '2026.5.28'], ON_NPM)).toEqual(
      ['2026.2.1', '2026.2.2', '2026.5.28'].map((one) => `openclaw@${one}`),
    );
  });

  it('go backwards where the first end is the newer one', () => {
    expect(releasesBetween(['2026.5.30', '2026.5.28'], ON_NPM)).toEqual(
      ['2026.5.30', '2026.5.28'].map((one) => `openclaw@${one}`),
    );
  });
});

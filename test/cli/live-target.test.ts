import { describe, expect, it } from 'vitest';
import { packagedProfile } from '../../src/cli/certificate-profiles.ts';
import { preparedTarget } from '../../src/cli/certify.ts';
import { liveTarget } from '../../src/cli/live-target.ts';
import { UsageError } from '../../src/cli/problem.ts';
import { OPENCLAW_2026_5 } from '../../src/dialect/openclaw.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { InputError } from '../../src/input/problem.ts';

const NOTHING = { token: undefined, dialect: undefined };

describe('a target of the live world', () => {
  it('is a gateway of the catalogue that is served, with its dialect', async () => {
    const target = await liveTarget('reference', NOTHING);
    expect(target).toMatchObject({
      name: 'reference',
      dialect: REFERENCE,
      capabilities: { lifecycle: true },
    });
  });

  it('is an address, with the dialect that was named', async () => {
    const target = await liveTarget('ws://127.0.0.1:9', { token: 'x', dialect: OPENCLAW_2026_5 });
    expect(target).toMatchObject({
      name: 'ws://127.0.0.1:9',
      dialect: OPENCLAW_2026_5,
      capabilities: { lifecycle: false },
    });
  });

  it('is a release', async () => {
    expect((await liveTarget('openclaw@2026.5.28', NOTHING)).name).toBe('openclaw@2026.5.28');
  });

  it('is refused when it names nothing, or is given a token that it makes itself', async () => {
    await expect(liveTarget('refrence', NOTHING)).rejects.toThrow(InputError);
    await expect(liveTarget('reference', { ...NOTHING, token: 'x' })).rejects.toThrow(UsageError);
  });

  it.each([
    ['speaks@2', []],
    ['ordered@1', []],
    [
      'ordered@2',
      [expect.stringMatching(/^the model of ws:\S+ is not the plan's: .* inconclusive in ordered@2/)],
    ],
  ])('at an address is told what it cannot show of %s', async (profile, told) => {
    const lines: string[] = [];
    const asked = {
      target: 'ws://127.0.0.1:9',
      profile: packagedProfile(profile),
      cases: [],
      dialect: undefined,
      token: undefined,
      world: 'live',
      tell: (line: string) => void lines.push(line),
    } as const;
    const opened = await preparedTarget(asked, { parallel: 1 }, new AbortController().signal);
    await opened.end();
    expect(lines).toEqual(told);
  });
});

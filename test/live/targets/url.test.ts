import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/input/problem.ts';
import { createUrlTarget } from '../../../src/live/targets/url.ts';
import { smallPlace } from './small-place.ts';

const UNKNOWN = { token: undefined, dialect: undefined };

describe('a URL target', () => {
  it('is connected to and can do nothing else', async () => {
    const target = createUrlTarget('wss://gateway.example/ws', { ...UNKNOWN, token: 'known' });
    expect(target.name).toBe('wss://gateway.example/ws');
    expect(target.capabilities).toEqual({
      lifecycle: false,
      provider: 'none',
      settings: false,
      clock: false,
      asksNoToken: false,
    });
    expect(createUrlTarget('wss://gateway.example/ws', UNKNOWN).capabilities.asksNoToken).toBe(true);
    const deployment = await target.deploy(smallPlace('.'));
    expect(deployment.launch).toBeUndefined();
    expect(deployment.url(5123)).toBe('wss://gateway.example/ws');
    expect(deployment.token).toBe('known');
  });

  it('keeps credentials in the address out of its name', async () => {
    const target = createUrlTarget('ws://me:secret@127.0.0.1:18789/?key=hidden', UNKNOWN);
    expect(target.name).toBe('ws://127.0.0.1:18789');
    const deployment = await target.deploy(smallPlace('.'));
    expect(deployment.secrets).toEqual(['secret', 'key=hidden']);
    expect(deployment.token).toBe('the-token');
  });

  it.each(['http://127.0.0.1', 'ws://', '127.0.0.1:18789', 'ws://host/#part'])(
    'is refused when %s is no address of one',
    (address) => {
      expect(() => createUrlTarget(address, UNKNOWN)).toThrow(InputError);
    },
  );
});

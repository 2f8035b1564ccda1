import { describe, expect, it } from 'vitest';
import { redisAddress, shownAddress } from '../../src/fleet/redis-address.ts';

describe('the address of Redis', () => {
  it.each([
    ['redis://127.0.0.1', { host: '127.0.0.1', port: 6379, db: 0 }, 'redis://127.0.0.1:6379/0'],
    [
      'redis://fleet@example.org:7000/3',
      { host: 'example.org', port: 7000, db: 3, username: 'fleet' },
      'redis://example.org:7000/3',
    ],
    ['redis://[::1]:1/', { host: '::1', port: 1, db: 0 }, 'redis://[::1]:1/0'],
    [
      'rediss://example.org',
      { host: 'example.org', port: 6379, db: 0, tls: { servername: 'example.org' } },
      'rediss://example.org:6379/0',
    ],
    ['rediss://127.0.0.1', { host: '127.0.0.1', port: 6379, db: 0, tls: {} }, 'rediss://127.0.0.1:6379/0'],
  ])('is read from %s', (redis, address, shown) => {
    expect(redisAddress({ redis })).toEqual(address);
    expect(shownAddress(redisAddress({ redis }))).toBe(shown);
  });

  it.each([
    ['example.org', /is no address such as/],
    ['http://example.org', /is no address such as/],
    ['redis://', /is no address such as/],
    ['redis://example.org/one', /'\/one' is no number of a database/],
    ['redis://:word@example.org', /holds a password/],
  ])('is refused: %s', (redis, words) => {
    expect(() => redisAddress({ redis })).toThrow(words);
  });

  it('takes a password from the environment alone, and certificates for TLS alone', () => {
    expect(() => redisAddress({ redis: 'redis://h', redisPasswordEnv: 'NOBODY_HAS_THIS' })).toThrow(
      '--redis-password-env NOBODY_HAS_THIS: there is no such variable, or it is empty',
    );
    expect(() => redisAddress({ redis: 'redis://h', redisCa: 'x.pem' })).toThrow('write rediss://');
    const address = redisAddress({ redis: 'redis://h', redisPasswordEnv: 'PATH' });
    expect(address.password).toBe(process.env['PATH']);
    expect(shownAddress(address)).not.toContain(address.password);
  });
});

/**
 * Where Redis is, as a person says it: an address without a password, which stands in the environment, and the certificate of
 * whoever signed the server's. Must not know: what is kept there.
 */
import { isIP } from 'node:net';
import { InputError } from '../input/problem.ts';
import { readTextFile } from '../input/text-file.ts';

export interface RedisOptions {
  /** `redis://[user@]host[:port][/database]`, or `rediss://` for TLS. */
  readonly redis: string;
  /** The environment variable that holds the password. */
  readonly redisPasswordEnv?: string;
  /** A file with certificates that are trusted, as PEM; TLS alone. */
  readonly redisCa?: string;
}

/** What ioredis is given. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: { readonly ca?: string; readonly servername?: string };
}

const USUAL_PORT = 6379;

/** Throws InputError. */
export function redisAddress({ redis, redisPasswordEnv, redisCa }: RedisOptions): RedisAddress {
  const url = URL.canParse(redis) ? new URL(redis) : undefined;
  if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === '')
    throw new InputError('--redis is no address such as redis://127.0.0.1:6379/0 or rediss://host');
  if (url.password !== '')
    throw new InputError(
      '--redis holds a password, which everybody who lists processes can read: name the variable that holds it with --redis-password-env',
    );
  const database = /^\/?(\d*)$/.exec(url.pathname)?.[1];
  if (database === undefined) throw new InputError(`--redis: '${url.pathname}' is no number of a database`);
  const isTls = url.protocol === 'rediss:';
  if (redisCa !== undefined && !isTls) throw new InputError('--redis-ca is for TLS: write rediss://');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const ca = redisCa === undefined ? {} : { ca: readTextFile(redisCa, 'a certificate') };
  return {
    host,
    port: url.port === '' ? USUAL_PORT : Number(url.port),
    db: Number(database),
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(redisPasswordEnv === undefined ? {} : { password: passwordIn(redisPasswordEnv) }),
    // an address is no name that a certificate could be asked for by
    ...(isTls ? { tls: { ...ca, ...(isIP(host) === 0 ? { servername: host } : {}) } } : {}),
  };
}

function passwordIn(variable: string): string {
  const value = process.env[variable] ?? '';
  if (value !== '') return value;
  throw new InputError(`--redis-password-env ${variable}: there is no such variable, or it is empty`);
}

/** For people, without secrets. */
export function shownAddress({ host, port, db, tls }: RedisAddress): string {
  return `${tls === undefined ? 'redis' : 'rediss'}://${host.includes(':') ? `[${host}]` : host}:${port}/${db}`;
}

/** A target that runs already, somewhere: it is connected to, and nothing else can be done to it. */
import type { Dialect } from '../../dialect/dialect.ts';
import { InputError } from '../../input/problem.ts';
import type { LiveTarget } from '../target.ts';

export interface UrlTargetOptions {
  /** The credential it knows; undefined: one that it does not ask for. */
  readonly token: string | undefined;
  /** Undefined: decided by what its hello says. */
  readonly dialect: Dialect | undefined;
}

/** Throws InputError when `address` is no address of a WebSocket. */
export function createUrlTarget(address: string, { token, dialect }: UrlTargetOptions): LiveTarget {
  const url = webSocketUrl(address);
  return {
    // credentials in an address are for the gateway, not for reports
    name: `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`,
    capabilities: {
      lifecycle: false,
      provider: 'none',
      settings: false,
      clock: false,
      asksNoToken: token === undefined,
    },
    dialect,
    deploy: (place) =>
      Promise.resolve({
        token: token ?? place.token,
        secrets: [url.password, url.search.slice(1)].filter((text) => text !== ''),
        url: () => url.href,
      }),
  };
}

function webSocketUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^wss?:$/.test(url.protocol) || url.hostname === '')
    throw new InputError(`'${address}' is no address of a WebSocket, such as ws://127.0.0.1:18789`);
  if (url.hash !== '') throw new InputError(`'${address}': the address of a WebSocket has no #`);
  return url;
}

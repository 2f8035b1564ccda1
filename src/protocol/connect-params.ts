/** What every client of ours says in `connect`: one that all measured releases accept on loopback with a token. */
import type { ConnectParams } from './methods.ts';

export function connectParams(scopes: readonly string[], token: string): ConnectParams {
  return {
    minProtocol: 3,
    maxProtocol: 4,
    client: { id: 'gateway-client', version: '1.0.0', platform: 'linux', mode: 'backend' },
    role: 'operator',
    scopes,
    caps: ['tool-events'],
    auth: { token },
  };
}

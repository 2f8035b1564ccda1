/** What every client of ours says in `connect`: one that all measured releases accept on loopback with a token. */
import type { ConnectParams } from './methods.ts';

/** The lowest and the highest protocol version that a client speaks. */
export type ProtocolRange = readonly [lowest: number, highest: number];

/** All versions that have been measured. */
export const SPOKEN: ProtocolRange = [3, 4];

export function connectParams(
  scopes: readonly string[],
  token: string,
  [minProtocol, maxProtocol]: ProtocolRange = SPOKEN,
): ConnectParams {
  return {
    minProtocol,
    maxProtocol,
    client: { id: 'gateway-client', version: '1.0.0', platform: 'linux', mode: 'backend' },
    role: 'operator',
    scopes,
    caps: ['tool-events'],
    auth: { token },
  };
}

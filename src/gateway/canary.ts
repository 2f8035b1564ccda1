/**
 * The canary: the reference gateway, but in one life of a hundred it numbers its events wrongly. It stands for a rare
 * failure; a selftest that does not notice it proves nothing. Not in the catalogue: nobody is to judge it by itself.
 */
import { countsPerProcess } from './bad/numbering.ts';
import type { Gateway } from './port.ts';
import { referenceGateway } from './reference/gateway.ts';
import { tampered } from './tampering/tampered.ts';

const UNLUCKY_SHARE = 0.01;
const unlucky = tampered('canary', countsPerProcess);

export const gateway: Gateway = {
  name: 'canary',
  boot: (host) => {
    const isUnlucky = host.random.next() < UNLUCKY_SHARE;
    (isUnlucky ? unlucky : referenceGateway).boot(host);
  },
};

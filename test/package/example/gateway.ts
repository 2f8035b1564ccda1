/** A gateway of one's own: here the reference gateway, and the same behind a port that takes its ticks away. */
import type { Gateway } from 'gateway-gauntlet/port';
import { createGateway, tampered } from 'gateway-gauntlet/testing';

export const gateway: Gateway = createGateway('mine');

export const silent: Gateway = tampered('silent', () => ({
  outgoing: (frame) => (frame.type === 'event' && frame.event === 'tick' ? [] : undefined),
}));

/** What a gateway with a mistake says when it makes it: in its own log, which no property reads. */
import type { Host } from '../../src/gateway/port.ts';

export function acted({ log }: Pick<Host, 'log'>, name: string): void {
  log('info', `mistake acted: ${name}`);
}

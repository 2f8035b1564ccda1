/** A small gateway written with promises: what it does on each request is an async function of the test. */
import type { DiskResult, Gateway, Host } from '../../src/gateway/port.ts';
import { tinyGateway } from '../simulation/tiny-gateway.ts';

/** `life` counts the boots of one run, from 1. */
export type Work = (host: Host, life: number) => Promise<void>;

/** The tiny gateway, which first awaits `work` for every request it gets. */
export function promisingGateway(work: Work): Gateway {
  return {
    name: 'promising',
    awaits: true,
    boot(host) {
      // each life reads how many there were before: nothing outlives a run but what is on its disk
      let life = 1;
      host.disk.read('lives', (lives) => {
        life = lives.ok ? lives.value.length + 1 : 1;
        host.disk.append('lives', '.', () =>
          host.disk.sync('lives', () => tinyGateway().boot({ ...host, listen })),
        );
      });
      const listen: Host['listen'] = (accept) =>
        host.listen((socket) => {
          const { onMessage, onClose } = accept(socket);
          const answer = async (message: Parameters<typeof onMessage>[0]): Promise<void> => {
            await work(host, life);
            onMessage(message);
          };
          return { onMessage: (message) => void answer(message), onClose };
        });
    },
  };
}

export function slept(host: Host, micros: number): Promise<void> {
  return new Promise((resolve) => host.timers.set(micros, resolve));
}

export function appended(host: Host, path: string, text: string): Promise<DiskResult<undefined>> {
  return new Promise((resolve) => host.disk.append(path, text, resolve));
}

/** Settles after so many microtasks, and nothing else. */
export async function hops(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve();
}

/** A supervisor with all it needs, around a process that does what a test says. */
import type { Gateway, Host } from '../../src/gateway/port.ts';
import { SimulatedDisk } from '../../src/simulation/disk.ts';
import { Network } from '../../src/simulation/network.ts';
import { ScriptedProvider } from '../../src/execution/provider.ts';
import { Supervisor } from '../../src/simulation/supervisor.ts';
import { recordsOf, smallContext, type LoosePlan, type SmallContext } from '../execution/small-context.ts';

export interface Bench extends SmallContext {
  readonly network: Network;
  readonly supervisor: Supervisor;
  /** The hosts that were handed out, oldest first. */
  readonly hosts: Host[];
  host(): Host;
}

/** A process that boots in 10 ms and does what `boot` says; without it, it listens and answers nobody. */
export function bench(
  boot: (host: Host, life: number) => void = (host) => listen(host),
  plan: LoosePlan = {},
): Bench {
  const small = smallContext({ disk: { bootMs: [10, 10], latencyMs: [1, 1] }, ...plan });
  const network = new Network(small.world, small.faults);
  const disk = new SimulatedDisk(small.world, small.faults);
  const provider = new ScriptedProvider(small.world, small.faults);
  const hosts: Host[] = [];
  const gateway: Gateway = {
    name: 'scripted',
    boot: (host) => {
      hosts.push(host);
      boot(host, hosts.length);
    },
  };
  const supervisor = new Supervisor(small.world, gateway, network, disk, provider, {
    faults: small.faults,
    processUp: () => small.reported.push('listening'),
  });
  supervisor.start();
  return Object.assign(small, {
    network,
    supervisor,
    hosts,
    host: () => {
      const host = hosts.at(-1);
      if (host === undefined) throw new Error('nothing has booted');
      return host;
    },
  });
}

export function listen(host: Host): void {
  host.listen(() => ({ onMessage: () => {}, onClose: () => {} }));
}

/** What happened to the process, as `at life event`. */
export function lives({ recorder }: SmallContext): string[] {
  return recordsOf(recorder, 'process').map(
    ({ atMicros, incarnation, event }) => `${atMicros / 1_000} ${incarnation} ${event}`,
  );
}

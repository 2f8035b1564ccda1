/** All parts of a world with faults that damage them, and no gateway but one that listens and answers nobody. */
import type { Gateway } from '../../src/gateway/port.ts';
import { Recorder } from '../../src/history/history.ts';
import { ms } from '../../src/kernel/time.ts';
import type { Operation } from '../../src/plan/operation.ts';
import { planSchema, type PlanInput } from '../../src/plan/plan.ts';
import { SimulatedDisk } from '../../src/simulation/disk.ts';
import { Faults } from '../../src/execution/faults.ts';
import { createLinkCondition, type LinkCondition } from '../../src/execution/link-condition.ts';
import { Network } from '../../src/simulation/network.ts';
import { ScriptedProvider } from '../../src/execution/provider.ts';
import { WorldContext } from '../../src/execution/world-context.ts';
import { Supervisor } from '../../src/simulation/supervisor.ts';
import { recordsOf } from './small-context.ts';

export type PlannedFault = NonNullable<PlanInput['faults']>[number];

/** Listens at once and answers nobody. */
export const mute: Gateway = {
  name: 'mute',
  boot: (host) => host.listen(() => ({ onMessage: () => {}, onClose: () => {} })),
};

export const OWN_READING = 9_999;

/** All parts of a world with a mute gateway; two clients, one of which reads slowly by itself. */
export function bench(
  faults: readonly PlannedFault[],
  gateway: Gateway = mute,
  more: Omit<PlanInput, 'clients' | 'faults'> = {},
) {
  const recorder = new Recorder({ keep: true });
  const clients = [{ id: 'web' }, { id: 'app' }];
  const disk = { bootMs: [1, 1], latencyMs: [1, 1] };
  const world = new WorldContext(planSchema.parse({ ...more, clients, disk, faults }), recorder);
  const all = new Faults(world);
  const network = new Network(world, all);
  const performed: Operation[] = [];
  const link = (id: string, readBytesPerSecond: number | null): [string, LinkCondition] => [
    id,
    createLinkCondition({ id, latencyMs: [1, 1], readBytesPerSecond }, (effect) => all.onLink(id, effect)),
  ];
  const parts = {
    links: new Map([link('web', null), link('app', OWN_READING)]),
    network,
    disk: new SimulatedDisk(world, all),
    provider: new ScriptedProvider(world, all),
  };
  const supervisor = new Supervisor(world, gateway, network, parts.disk, parts.provider, {
    faults: all,
    processUp: () => all.processUp(),
  });
  supervisor.start();
  const performer = {
    perform: (operation: Operation) => void performed.push(operation),
    stranger(): never {
      throw new Error('nobody connects here');
    },
  };
  all.begin({ ...parts, supervisor, performer });
  return {
    ...parts,
    supervisor,
    performed,
    faults: all,
    world,
    recorder,
    until: (at: number) => world.loop.runUntil(ms(at)),
  };
}

export type Bench = ReturnType<typeof bench>;

/** Everything that a lasting fault can change. */
export function conditionOf({ links, disk, provider, supervisor }: Bench): object {
  const link = (name: string): object => {
    const { extra, held, refused, reading, readBytesPerSecond, fillToBytes, tears, breaks } = links.get(
      name,
    ) as LinkCondition;
    return { extra, held, refused, reading, readBytesPerSecond, fillToBytes, tears, breaks };
  };
  const { extra, full, tears, writesPart } = disk;
  const { summaryBehaviour } = provider;
  return {
    web: link('web'),
    app: link('app'),
    extra,
    full,
    tears,
    writesPart,
    summaryBehaviour,
    bootExtra: supervisor.bootExtra,
  };
}

export const WELL = conditionOf(bench([]));

/** What was recorded of faults, as `at event id`. */
export function faultLogOf({ recorder }: Bench): string[] {
  return recordsOf(recorder, 'fault').map(
    ({ atMicros, event, fault }) => `${atMicros / 1_000} ${event} ${fault}`,
  );
}

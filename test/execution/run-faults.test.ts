import { describe, expect, it } from 'vitest';
import type { Provider } from '../../src/gateway/port.ts';
import { bench, faultLogOf, type Bench } from './fault-bench.ts';
import type { PlannedFault } from './fault-bench.ts';
import { recordsOf } from './small-context.ts';

interface Given extends Bench {
  /** What the gateway was told, as `at type bytes`. */
  readonly told: string[];
  run(): ReturnType<Provider['call']>;
  die(): void;
}

function given(fault: PlannedFault): Given {
  const send = { do: 'send', id: 'm1', client: 'web', session: 's', atMs: 0 } as const;
  const all = bench([fault], undefined, { operations: [send], limits: { maxPayloadBytes: 4_096 } });
  const told: string[] = [];
  let lives = true;
  const port = all.provider.mount(
    () => lives,
    (callback) => callback(),
  );
  const run = { runId: 'run-m1', sessionKey: 's', sessionId: 'g1' };
  return Object.assign(all, {
    told,
    run: () =>
      port.call({ purpose: 'run', messages: [{ role: 'user', text: 'hello [[m1]]' }], run }, (event) => {
        const text = event.type === 'delta' ? event.text : event.type === 'tool' ? event.result : '';
        told.push(`${all.world.now / 1_000} ${event.type} ${text === '' ? '' : text.length}`.trimEnd());
      }),
    die: () => {
      lives = false;
    },
  });
}

const base = { id: 'f', run: 'm1' } as const;
const plain = ['5 start', '15 delta 24', '20 end'];

describe('a fault in a run', () => {
  it.each<[PlannedFault, readonly string[], number]>([
    [
      { kind: 'payload.event', ...base, overBytes: 1 },
      ['5 start', '15 delta 24', '15 tool 4097', '20 end'],
      15,
    ],
    [
      { kind: 'payload.burst', ...base, count: 2, overBytes: 0, stepBytes: 1 },
      ['5 start', '15 delta 24', '15 tool 4096', '15 tool 4097', '20 end'],
      15,
    ],
    [{ kind: 'lifecycle.late', ...base, event: 'start', delayMs: 60 }, [...plain, '80 start'], 80],
    [{ kind: 'lifecycle.duplicate', ...base, event: 'error', delayMs: 60 }, [...plain, '80 error'], 80],
    [{ kind: 'lifecycle.afterword', ...base, delayMs: 60 }, [...plain, '80 delta 13', '80 tool 13'], 80],
    [{ kind: 'lifecycle.hang', ...base }, ['5 start', '15 delta 24'], 20],
    [{ kind: 'lifecycle.empty', ...base }, ['5 start', '10 end'], 10],
    [
      { kind: 'lifecycle.failover', ...base, failures: 1, recovers: true },
      ['5 start', '5 delta 24', '15 start', '25 delta 24', '30 end'],
      15,
    ],
    [
      { kind: 'lifecycle.failover', ...base, failures: 2, recovers: false },
      ['5 start', '15 start', '25 error'],
      25,
    ],
  ])('happens, and lands when it does: $kind', (fault, told, landsAt) => {
    const all = given(fault);
    all.run();
    all.until(landsAt - 0.1);
    expect(faultLogOf(all)).toEqual(['0 injected f']);
    all.until(1_000);
    expect(all.told).toEqual(told);
    expect(faultLogOf(all)).toEqual(['0 injected f', `${landsAt} landed f`, `${landsAt} healed f`]);
    expect(all.provider.active).toBe(0);
  });

  it.each<PlannedFault>([
    { kind: 'payload.event', ...base, overBytes: 1 },
    { kind: 'lifecycle.duplicate', ...base, event: 'end', delayMs: 60 },
    { kind: 'lifecycle.hang', ...base },
    { kind: 'lifecycle.empty', ...base },
    { kind: 'lifecycle.failover', ...base, failures: 1, recovers: true },
  ])('does not land in a call that was cancelled before: $kind', (fault) => {
    const all = given(fault);
    const call = all.run();
    all.until(5.5);
    call.cancel();
    all.until(1_000);
    expect(faultLogOf(all)).toEqual(['0 injected f', '5.5 healed f']);
  });

  it.each<PlannedFault>([
    { kind: 'payload.event', ...base, overBytes: 1 },
    { kind: 'lifecycle.afterword', ...base, delayMs: 60 },
    { kind: 'lifecycle.hang', ...base },
  ])('does not land in a process that is gone: $kind', (fault) => {
    const all = given(fault);
    all.run();
    all.until(6);
    all.die();
    all.until(1_000);
    expect(faultLogOf(all).filter((one) => one.includes('landed'))).toEqual([]);
    expect(faultLogOf(all).at(-1)).toMatch(/healed f$/);
    expect(all.provider.pendingLate).toBe(0);
  });

  it('follows a cancelled call with an afterword all the same', () => {
    const all = given({ kind: 'lifecycle.afterword', ...base, delayMs: 60 });
    const call = all.run();
    all.until(6);
    call.cancel();
    all.until(1_000);
    expect(all.told).toEqual(['5 start', '66 delta 13', '66 tool 13']);
    expect(recordsOf(all.recorder, 'provider').filter(({ injected }) => injected === true)).toHaveLength(2);
  });

  it('happens once, in the first call', () => {
    const all = given({ kind: 'lifecycle.hang', ...base });
    all.run().cancel();
    all.until(100);
    all.run();
    all.until(200);
    expect(all.told).toEqual(['105 start', '115 delta 24', '120 end']);
  });

  it('that hangs leaves the call to be given up, and nobody waits for it', () => {
    const all = given({ kind: 'lifecycle.hang', ...base });
    const call = all.run();
    all.until(1_000);
    expect(all.provider.active).toBe(0);
    call.cancel();
    expect(recordsOf(all.recorder, 'provider').at(-1)).toMatchObject({ event: 'cancel' });
  });
});

describe('summary.timeout', () => {
  it('lets summaries that begin meanwhile never answer, also when it is over', () => {
    const all = bench([{ kind: 'summary.timeout', id: 'f', atMs: 5, durationMs: 50 }]);
    const told: string[] = [];
    const port = all.provider.mount(
      () => true,
      (callback) => callback(),
    );
    const summarise = (): void => {
      port.call({ purpose: 'summary', messages: [] }, (event) =>
        told.push(`${all.world.now / 1_000} ${event.type}`),
      );
    };
    all.until(10);
    summarise();
    expect(all.provider.active).toBe(0);
    all.until(100);
    summarise();
    all.until(100_000);
    expect(told).toEqual(['500 delta', '500 end']);
    expect(faultLogOf(all)).toEqual(['5 injected f', '10 landed f', '55 healed f']);
  });
});

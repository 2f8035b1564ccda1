import { describe, expect, it } from 'vitest';
import { misfits } from '../../src/live/fit.ts';
import type { Capabilities } from '../../src/live/target.ts';
import { planSchema, type PlanInput } from '../../src/plan/plan.ts';

const EVERYTHING: Capabilities = { lifecycle: true, provider: 'runtime', settings: true, clock: true };
const NOTHING: Capabilities = { lifecycle: false, provider: 'none', settings: false, clock: false };

const send = { do: 'send', id: 'm1', client: 'web', session: 's', atMs: 0 } as const;

function reasons(can: Partial<Capabilities>, plan: Partial<PlanInput>, base = EVERYTHING): readonly string[] {
  const whole = planSchema.parse({ clients: [{ id: 'web' }], operations: [send], ...plan });
  return misfits(whole, { ...base, ...can });
}

describe('a plan fits', () => {
  it('everybody, when it asks for nothing but what clients do', () => {
    expect(reasons({}, {}, NOTHING)).toEqual([]);
  });

  it('everybody, with faults of links and readers', () => {
    const faults = [
      { kind: 'link.cut', id: 'a', client: 'web', atMs: 1 },
      { kind: 'reader.pause', id: 'b', client: 'web', atMs: 1, durationMs: 5 },
    ] as const;
    expect(reasons({}, { faults: [...faults] }, NOTHING)).toEqual([]);
  });

  it.each<[string, Partial<Capabilities>, NonNullable<PlanInput['faults']>[number], string | undefined]>([
    ['a restart', {}, { kind: 'process.restart', id: 'f', atMs: 1 }, undefined],
    [
      'a restart of what cannot be started',
      { lifecycle: false },
      { kind: 'process.restart', id: 'f', atMs: 1 },
      'process.restart: the target cannot be started and stopped',
    ],
    [
      'a spoilt disk',
      {},
      { kind: 'disk.full', id: 'f', atMs: 1, durationMs: 5 },
      'disk.full: the disk of a real process is not ours to spoil',
    ],
    [
      'a crash at a write',
      {},
      { kind: 'process.crash', id: 'f', when: { on: 'disk.write' } },
      'process.crash: nobody sees what a process does to its disk',
    ],
    [
      'a buffer filled to its limit',
      {},
      { kind: 'reader.brink', id: 'f', client: 'web', atMs: 1, durationMs: 5 },
      'reader.brink: nobody sees how much a real process has buffered',
    ],
    [
      'a late end inside the target',
      { provider: 'completions' },
      { kind: 'lifecycle.late', id: 'f', run: 'm1', event: 'end', delayMs: 5 },
      'lifecycle.late: the agent runtime is inside the target',
    ],
    [
      'a stalled summary of another provider',
      { provider: 'none' },
      { kind: 'summary.stall', id: 'f', atMs: 1, durationMs: 5 },
      'summary.stall: the target does not use our model provider',
    ],
    [
      'a hang of completions',
      { provider: 'completions' },
      { kind: 'lifecycle.hang', id: 'f', run: 'm1' },
      undefined,
    ],
    [
      'a trigger on a call that never comes',
      { provider: 'none' },
      { kind: 'link.cut', id: 'f', client: 'web', when: { on: 'provider.call' } },
      'link.cut: the target does not use our model provider',
    ],
    [
      'a jump of a running clock',
      {},
      { kind: 'clock.jump', id: 'f', atMs: 1, byMs: 5 },
      'clock.jump: the clock of a running process is not ours',
    ],
    [
      'a jump of what cannot look older',
      { clock: false },
      { kind: 'clock.jump', id: 'f', atMs: 1, byMs: 5 },
      'clock.jump: the target cannot be made to look older',
    ],
  ])('or not, and why: %s', (_what, can, fault, reason) => {
    expect(reasons(can, { faults: [fault] })).toEqual(reason === undefined ? [] : [reason]);
  });

  it('with a jump that a start follows', () => {
    const jump = { kind: 'clock.jump', id: 'night', atMs: 3_000, byMs: 5 } as const;
    const restart = (atMs: number): PlanInput['faults'] => [
      jump,
      { kind: 'process.restart', id: 'r', atMs, downMs: 500 },
    ];
    expect(reasons({}, { faults: restart(4_000) })).toEqual([]);
    // it is down at that time
    expect(reasons({}, { faults: restart(2_600) })).toEqual([]);
    expect(reasons({}, { faults: restart(1_000) })).toHaveLength(1);
  });

  it('only who takes settings, when it has some of its own', () => {
    const plan = {
      limits: { tickIntervalMs: 5_000 },
      rules: { dailyResetMinute: 240 },
      mainSession: 'agent:x:y',
    };
    expect(reasons({}, plan)).toEqual([]);
    expect(reasons({ settings: false }, plan)).toEqual([
      'the target cannot be given tickIntervalMs 5000',
      'the target cannot be given a daily rule',
      'the target cannot be given the main session agent:x:y',
    ]);
    expect(reasons({ settings: false }, { rules: { compactAboveEntries: 9 } })).toEqual([
      'the target cannot be given a limit of transcript entries',
    ]);
  });

  it('only who uses our provider, when a turn is scripted', () => {
    const scripted = { operations: [{ ...send, turn: { tokens: 7 } }] };
    expect(reasons({ provider: 'completions' }, scripted)).toEqual([]);
    expect(reasons({ provider: 'none' }, scripted)).toEqual([
      'turn scripts: the target does not use our model provider',
    ]);
    expect(reasons({ provider: 'none' }, { operations: [{ ...send, bytes: 2_000, text: 'hi' }] })).toEqual(
      [],
    );
  });

  it('with each reason said once', () => {
    const faults = ['a', 'b'].map((id) => ({ kind: 'disk.full', id, atMs: 1, durationMs: 5 }) as const);
    expect(reasons({}, { faults })).toHaveLength(1);
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServedFault } from '../../src/serve/fault-sequence.ts';
import { startFaults } from '../../src/serve/served-faults.ts';
import { readServedPlan, type ServedTurn } from '../../src/serve/served-plan.ts';
import { Bench, until } from './served-bench.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-served-plan-'));
let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.end());
afterAll(() => rmSync(folder, { recursive: true }));

function planOf(text: string): ReturnType<typeof readServedPlan> {
  const path = join(folder, 'plan.yaml');
  writeFileSync(path, text);
  return readServedPlan(path);
}

const PLAN = `turns:
  - { to: fail, steps: [{ says: half }], ends: error }
  - steps: [{ says: 'Hello ' }, { tool: '12:00', name: clock }, { says: there. }]
  - ends: never
faults:
  - { type: cut, atMs: 3000 }
  - { type: restart, atMs: 1500, downMs: 200 }
`;

describe('the plan of a served session', () => {
  it('has its faults in the order of their times, and says what is wrong with its place', () => {
    expect(planOf(PLAN).faults).toEqual([
      { type: 'restart', atMs: 1_500, downMs: 200 },
      { type: 'cut', atMs: 3_000, pick: 0 },
    ]);
    expect(() => planOf('turns: [{ steps: [{ sais: x }] }]')).toThrow(/plan\.yaml:1:\d+/);
    expect(() => planOf('faults: [{ type: flood, atMs: 1 }]')).toThrow(/plan\.yaml:1:\d+/);
  });

  it('is as the README shows it', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    const [, shown = ''] = /```yaml\n# my-gateway\/plan\.yaml\n(.*?)```/su.exec(readme) ?? [];
    const { turns, faults } = planOf(shown);
    expect(turns.map(({ to, ends }) => [to, ends])).toEqual([
      [undefined, 'stop'],
      ['fail', 'error'],
      [undefined, 'never'],
    ]);
    expect(faults.map(({ type }) => type)).toEqual(['stall', 'restart']);
  });

  it('is what the runs say, in their order, a turn for a text in the run of that text', async () => {
    const { url } = await bench.serve();
    for (const turn of planOf(PLAN).turns) bench.runtime.answerNext(turn);
    const peer = await bench.greeted(url);
    await peer.send('hi', 'a');
    await peer.event('chat', ({ runId, state }) => runId === 'a' && state === 'final');
    await peer.send('fail', 'b');
    const failed = await peer.event('chat', ({ runId, state }) => runId === 'b' && state === 'error');
    expect(failed['payload']).toMatchObject({ errorMessage: 'the model failed' });
    expect(await peer.history()).toEqual([
      'user: hi',
      'tool: 12:00',
      'assistant: Hello there.',
      'user: fail',
      'assistant: half',
    ]);
  });

  it('leaves what comes after its last turn to the built-in runtime', async () => {
    const { url } = await bench.serve();
    for (const turn of planOf('turns: [{ steps: [{ says: once }] }]').turns) bench.runtime.answerNext(turn);
    const peer = await bench.greeted(url);
    for (const run of ['a', 'b']) {
      await peer.send(`text of ${run}`, run);
      await peer.event('chat', ({ runId, state }) => runId === run && state === 'final');
    }
    const replies = (await peer.history()).filter((one) => one.startsWith('assistant: '));
    expect(replies[0]).toBe('assistant: once');
    expect(replies[1]).toMatch(/text of b$/);
  });

  it('goes on for ever in a run that never ends, until somebody aborts it', async () => {
    const { url } = await bench.serve();
    const [turn] = planOf('turns: [{ steps: [{ says: on and }], ends: never }]').turns;
    bench.runtime.answerNext(turn as ServedTurn);
    const peer = await bench.greeted(url);
    await peer.send('hi', 'a');
    await peer.event('chat', ({ state }) => state === 'delta');
    await peer.ask('chat.abort', { sessionKey: 'main', runId: 'a' });
    const ended = await peer.event('chat', ({ state }) => state !== 'delta');
    expect(ended['payload']).toMatchObject({ state: 'aborted' });
  });

  it('is over with its last fault', async () => {
    const { served, url } = await bench.serve();
    const lines: string[] = [];
    const faults: readonly ServedFault[] = [{ type: 'cut', atMs: 0, pick: 0 }];
    const peer = await bench.greeted(url);
    const end = startFaults(faults.values(), {
      served,
      mainSession: 'agent:main:main',
      maxPayloadBytes: 0,
      say: (line) => lines.push(line),
    });
    await until(() => lines.length > 0, 'the fault');
    expect(await peer.gone()).toBe(1006);
    expect(lines).toEqual(['fault 0.000 s  cut (connection 1)']);
    end();
  });
});

import { describe, expect, it } from 'vitest';
import type { Provider, ProviderEvent, ProviderRequest } from '../../src/gateway/port.ts';
import { ScriptedProvider } from '../../src/execution/provider.ts';
import { recordsOf, smallContext, type LoosePlan, type SmallContext } from './small-context.ts';

interface Bench extends SmallContext {
  readonly provider: ScriptedProvider;
  readonly port: Provider;
  /** What the gateway was told, as `at type details`. */
  readonly told: string[];
  readonly events: ProviderEvent[];
  die(): void;
  run(text: string, before?: readonly string[], after?: readonly string[]): ReturnType<Provider['call']>;
  summarise(): ReturnType<Provider['call']>;
  rest(): void;
}

const send = { do: 'send', id: 'm1', client: 'web', session: 's', atMs: 0 } as const;

function bench(plan: LoosePlan = { operations: [send] }): Bench {
  const small = smallContext(plan);
  const provider = new ScriptedProvider(small.world, small.faults);
  const told: string[] = [];
  const events: ProviderEvent[] = [];
  let lives = true;
  const port = provider.mount(
    () => lives,
    (callback) => {
      if (lives) callback();
    },
  );
  const note = (event: ProviderEvent): void => {
    events.push(event);
    const details =
      event.type === 'delta' ? event.text.length : event.type === 'tool' ? event.result.length : '';
    told.push(`${small.world.now / 1_000} ${event.type} ${details}`.trim());
  };
  const run = { runId: 'run-m1', sessionKey: 's', sessionId: 'g1' };
  return Object.assign(small, {
    provider,
    port,
    told,
    events,
    die: () => {
      lives = false;
    },
    run: (text: string, before: readonly string[] = [], after: readonly string[] = []) => {
      const messages = [...before, text, ...after].map((one) => ({ role: 'user', text: one }) as const);
      const request: ProviderRequest = { purpose: 'run', messages, run };
      return port.call(request, note);
    },
    summarise: () => port.call({ purpose: 'summary', messages: [{ role: 'user', text: 'all' }] }, note),
    rest: () => small.world.loop.runUntil(Infinity),
  });
}

function script(turn: object): LoosePlan {
  return { operations: [{ ...send, turn }] };
}

describe('the simulated provider', () => {
  it('plays the turn script that the plan wrote for the send', () => {
    const given = bench(
      script({
        startAfterMs: 2,
        steps: [
          { type: 'delta', afterMs: 10, bytes: 24 },
          { type: 'tool', afterMs: 0, bytes: 4_096 },
          { type: 'delta', afterMs: 30, bytes: 8 },
        ],
        end: { afterMs: 5 },
        tokens: 77,
      }),
    );
    given.run('hello [[m1]]');
    expect(given.provider.active).toBe(1);
    given.rest();
    expect(given.told).toEqual(['2 start', '12 delta 24', '12 tool 4096', '42 delta 8', '47 end']);
    expect(given.events.at(-1)).toEqual({
      type: 'end',
      totalTokens: 77,
      runId: 'run-m1',
      sessionKey: 's',
      sessionId: 'g1',
    });
    expect(given.provider.active).toBe(0);
  });

  it('ends a failing turn with an error', () => {
    const given = bench(script({ steps: [], end: { type: 'error' } }));
    given.run('hello [[m1]]');
    given.rest();
    expect(given.told).toEqual(['5 start', '10 error']);
  });

  it('never ends a turn that the plan leaves open, and does not count it as going on', () => {
    const given = bench(script({ steps: [{ type: 'delta', afterMs: 1 }], end: { type: 'never' } }));
    given.run('hello [[m1]]');
    expect(given.provider.active).toBe(0);
    given.rest();
    expect(given.told).toEqual(['5 start', '6 delta 24']);
  });

  it('says nothing in a turn without deltas', () => {
    const given = bench(script({ steps: [] }));
    given.run('hello [[m1]]');
    given.rest();
    expect(given.told).toEqual(['5 start', '10 end']);
  });

  it.each<[string, readonly string[], readonly string[], boolean]>([
    ['alone', [], [], true],
    ['behind the history', ['old [[m0]]', 'reply'], [], true],
    ['before two internal messages', [], ['note', 'note'], true],
    ['too far from the end', [], ['note', 'note', 'note'], false],
    ['before a summary marker', [], ['Summary [[summary-1]]'], true],
    ['before another send', [], ['more [[m2]]'], false],
  ])('finds the marker %s: %s', (_where, before, after, found) => {
    const turn = (bytes: number): object => ({ steps: [{ type: 'delta', afterMs: 1, bytes }] });
    const given = bench({
      operations: [
        { ...send, turn: turn(111) },
        { ...send, id: 'm2', turn: turn(222) },
      ],
    });
    given.run('hello [[m1]]', before, after);
    given.rest();
    expect(given.told.includes('6 delta 111')).toBe(found);
  });

  it('answers a prompt without a marker all the same', () => {
    const given = bench();
    given.run('who are you');
    given.rest();
    expect(given.told.map((one) => one.split(' ')[1])).toEqual(['start', 'delta', 'end']);
  });

  it('plays the script of the original for a replay', () => {
    const given = bench({
      operations: [
        { ...send, turn: { steps: [{ type: 'delta', afterMs: 1, bytes: 111 }] } },
        { ...send, id: 'm2', replayOf: 'm1', turn: { steps: [] } },
      ],
    });
    given.run('hello [[m1]]');
    given.rest();
    expect(given.told).toContain('6 delta 111');
  });

  it('stops when it is cancelled', () => {
    const given = bench();
    const call = given.run('hello [[m1]]');
    given.until(6);
    call.cancel();
    call.cancel();
    given.rest();
    expect(given.told).toEqual(['5 start']);
    expect(given.provider.active).toBe(0);
    expect(recordsOf(given.recorder, 'provider').map((record) => record.event)).toEqual([
      'call',
      'start',
      'cancel',
    ]);
  });

  describe('a late lifecycle event', () => {
    const late = (event: 'start' | 'end' | 'error', anonymous: boolean): LoosePlan => ({
      operations: [send],
      faults: [{ kind: 'lifecycle.late', id: 'f', run: 'm1', event, delayMs: 60, anonymous }],
    });

    it.each(['start', 'end', 'error'] as const)('%s comes after the run ended', (event) => {
      const given = bench(late(event, true));
      given.run('hello [[m1]]');
      given.rest();
      expect(given.told.at(-1)).toBe(`80 ${event}`);
      expect(given.events.at(-1)?.sessionId).toBeUndefined();
      expect(given.events.at(-1)?.runId).toBe('run-m1');
      expect([...new Set(given.reported)]).toEqual(['injected f', 'landed f', 'healed f']);
      expect(recordsOf(given.recorder, 'provider').at(-1)).toMatchObject({ event, injected: true });
    });

    it('comes after the run was cancelled', () => {
      const given = bench(late('error', false));
      const call = given.run('hello [[m1]]');
      given.until(6);
      call.cancel();
      expect(given.provider.pendingLate).toBe(1);
      given.rest();
      expect(given.told).toEqual(['5 start', '66 error']);
      expect(given.events.at(-1)?.sessionId).toBe('g1');
      expect(given.provider.pendingLate).toBe(0);
    });

    it('comes once, for the first run of its send', () => {
      const given = bench(late('end', true));
      given.run('hello [[m1]]');
      given.rest();
      given.run('hello [[m1]]');
      given.rest();
      expect(given.events.filter((event) => event.sessionId === undefined)).toHaveLength(1);
    });

    it('does not come to a process that is gone, and is not waited for', () => {
      const given = bench(late('end', true));
      given.run('hello [[m1]]');
      given.until(40);
      const before = given.told.length;
      expect(given.provider.pendingLate).toBe(1);
      given.die();
      given.rest();
      expect(given.told).toHaveLength(before);
      expect(given.provider.pendingLate).toBe(0);
    });
  });

  describe('a summary', () => {
    it('carries a marker of its own, another each time', () => {
      const given = bench({ summaryMs: 50 });
      given.summarise();
      given.summarise();
      given.rest();
      const texts = given.events.flatMap((event) => (event.type === 'delta' ? [event.text] : []));
      expect(texts[0]).toContain('[[summary-1]]');
      expect(texts[1]).toContain('[[summary-2]]');
      expect(given.told).toHaveLength(4);
      expect(given.told.at(-1)).toBe('50 end');
      expect(recordsOf(given.recorder, 'provider').at(-1)).toMatchObject({
        purpose: 'summary',
        text: texts[1],
      });
    });

    it('fails when it is to fail, and comes back empty when it is to be garbage', () => {
      for (const [summaryBehaviour, told] of [
        ['fail', ['400 error']],
        ['garbage', ['400 end']],
      ] as const) {
        const given = bench();
        given.provider.summaryBehaviour = summaryBehaviour;
        given.summarise();
        given.rest();
        expect(given.told).toEqual(told);
        expect(given.reported).toEqual([`summary.${summaryBehaviour}`]);
      }
    });

    it('does not answer while it stalls, and answers when it is released', () => {
      const given = bench();
      given.provider.summaryBehaviour = 'stall';
      given.summarise();
      given.until(60_000);
      expect(given.told).toEqual([]);
      expect(given.provider.active).toBe(1);
      given.provider.summaryBehaviour = 'ok';
      given.provider.release();
      given.rest();
      expect(given.told.at(-1)).toBe('60400 end');
      expect(given.provider.active).toBe(0);
    });

    it('keeps the summaryBehaviour it began in', () => {
      const given = bench();
      given.provider.summaryBehaviour = 'fail';
      given.summarise();
      given.provider.summaryBehaviour = 'ok';
      given.rest();
      expect(given.told).toEqual(['400 error']);
    });

    it('says nothing after it was cancelled while it stalled', () => {
      const given = bench();
      given.provider.summaryBehaviour = 'stall';
      given.summarise().cancel();
      given.provider.release();
      given.rest();
      expect(given.told).toEqual([]);
      expect(given.provider.active).toBe(0);
    });
  });

  describe('of a dead incarnation', () => {
    it('says nothing more, and is not counted as going on', () => {
      const given = bench();
      given.run('hello [[m1]]');
      given.until(6);
      given.die();
      given.rest();
      expect(given.told).toEqual(['5 start']);
      expect(given.provider.active).toBe(0);
    });

    it('takes no call and no cancel', () => {
      const given = bench();
      const call = given.run('hello [[m1]]');
      given.die();
      call.cancel();
      given.run('again [[m1]]').cancel();
      given.rest();
      expect(recordsOf(given.recorder, 'provider').map((record) => record.event)).toEqual(['call']);
    });

    it('is not called when a trigger kills the caller before the call', () => {
      const given = bench({
        operations: [send],
        faults: [{ kind: 'process.crash', id: 'c', when: { on: 'provider.call', edge: 'before' } }],
      });
      given.onFire = () => given.die();
      given.run('hello [[m1]]');
      given.rest();
      expect(recordsOf(given.recorder, 'provider')).toEqual([]);
    });
  });
});

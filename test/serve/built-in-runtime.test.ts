import { describe, expect, it, vi, afterEach } from 'vitest';
import type { ProviderEvent, ProviderRequest } from '../../src/gateway/port.ts';
import { createRandom } from '../../src/kernel/random.ts';
import { builtInRuntime, scriptFor } from '../../src/serve/built-in-runtime.ts';
import { Life } from '../../src/serve/life.ts';

const RUN = { runId: 'r1', sessionKey: 'agent:main:main', sessionId: 's1' };
afterEach(() => void vi.useRealTimers());

function asking(text: string): ProviderRequest {
  return { purpose: 'run', messages: [{ role: 'user', text }], run: RUN };
}

function deltasOf(events: readonly ProviderEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'delta' ? [event.text] : []));
}

/** All that is said to the requests, in turn, on Vitest's clock. */
function said(seed: string, requests: readonly ProviderRequest[], cancelAt?: number): ProviderEvent[] {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const events: ProviderEvent[] = [];
  const provider = builtInRuntime(seed).mount(new Life(() => {}));
  for (const request of requests) {
    const call = provider.call(request, (event) => {
      events.push(event);
      if (events.length === cancelAt) call.cancel();
    });
    vi.runAllTimers();
  }
  return events;
}

describe('the built-in runtime', () => {
  it('starts, echoes the last text in pieces, and ends', () => {
    const events = said('a', [asking('one two three four five six seven eight')]);
    expect(events[0]).toEqual({ type: 'start', ...RUN });
    expect(events.at(-1)).toMatchObject({ type: 'end', ...RUN });
    expect(deltasOf(events).length).toBeGreaterThan(1);
    expect(deltasOf(events).join('')).toMatch(/one two three four five six seven eight$/);
    for (const event of events) expect(event).toMatchObject(RUN);
  });

  it('says the same for the same seed, whatever was asked before', () => {
    const alone = said('a', [asking('hello there')]);
    expect(said('a', [asking('x'), asking('hello there')]).slice(-alone.length)).toEqual(alone);
    const prompts = Array.from({ length: 20 }, (_, k) => asking(`prompt number ${k}`));
    expect(said('a', prompts)).toEqual(said('a', prompts));
    expect(said('a', prompts)).not.toEqual(said('b', prompts));
  });

  it('has a tool result now and then', () => {
    const random = createRandom('tools');
    const scripts = Array.from({ length: 50 }, (_, k) => scriptFor(random, asking(`prompt ${k}`)));
    const withTool = scripts.filter((script) => script.some(({ event }) => event.type === 'tool'));
    expect(withTool.length).toBeGreaterThan(0);
    expect(withTool.length).toBeLessThan(50);
  });

  it('condenses for a compaction', () => {
    const messages = [{ role: 'user', text: 'the plan' }] as const;
    const events = said('a', [{ purpose: 'summary', messages }]);
    expect(events.map(({ type }) => type)).not.toContain('tool');
    expect(deltasOf(events).join('')).toContain('the plan');
    expect(events.at(-1)?.type).toBe('end');
  });

  it('answers an empty prompt and a very long one', () => {
    for (const text of ['', ' '.repeat(1000), 'x'.repeat(1_000_000), 'word '.repeat(100_000)]) {
      const events = said('a', [asking(text)]);
      expect(events.at(-1)?.type).toBe('end');
      expect(JSON.stringify(events).length).toBeLessThan(5_000);
    }
  });

  it('says nothing after a cancel', () => {
    expect(said('a', [asking('one two three four five six')], 2)).toHaveLength(2);
  });

  it('enlarges a tool result of the next run, once', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const runtime = builtInRuntime('a');
    const provider = runtime.mount(new Life(() => {}));
    runtime.enlargeNext(5_000);
    const sizes: number[] = [];
    for (const text of ['a', 'b']) {
      provider.call(asking(text), (event) => {
        if (event.type === 'tool' && event.result.length > 1_000) sizes.push(event.result.length);
      });
      vi.runAllTimers();
    }
    expect(sizes).toEqual([5_000]);
  });
});

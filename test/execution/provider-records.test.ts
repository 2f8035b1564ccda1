import { describe, expect, it } from 'vitest';
import type { ProviderCall, ProviderEvent } from '../../src/gateway/port.ts';
import { ScriptedProvider, type CallOptions } from '../../src/execution/provider.ts';
import { WorldContext } from '../../src/execution/world-context.ts';
import { Recorder } from '../../src/history/history.ts';
import { promptsOf, recordsOf, smallContext, type LoosePlan, type SmallContext } from './small-context.ts';

const send = { do: 'send', id: 'm1', client: 'web', session: 's', atMs: 0 } as const;

interface Bench extends SmallContext {
  readonly events: ProviderEvent[];
  ask(texts: readonly string[], options?: CallOptions): ProviderCall;
  summarise(): ProviderCall;
  rest(): void;
}

function bench(plan: LoosePlan = { operations: [send] }, masked?: (text: string) => string): Bench {
  const small = smallContext(plan);
  const recorder = new Recorder({ keep: true, masked });
  const world = new WorldContext(small.world.plan, recorder);
  const events: ProviderEvent[] = [];
  const port = new ScriptedProvider(world, small.faults).mount(
    () => true,
    (callback) => callback(),
  );
  const call = (purpose: 'run' | 'summary', texts: readonly string[], options?: CallOptions): ProviderCall =>
    port.call(
      { purpose, messages: texts.map((text) => ({ role: 'user', text })) },
      (event) => events.push(event),
      options,
    );
  return Object.assign(small, {
    recorder,
    events,
    ask: (texts: readonly string[], options?: CallOptions) => call('run', texts, options),
    summarise: () => call('summary', ['all']),
    rest: () => world.loop.runUntil(Infinity),
  });
}

function script(turn: object): LoosePlan {
  return { operations: [{ ...send, turn }] };
}

describe('what is recorded of a model', () => {
  it('records each prompt: what it shares with an earlier one by number, the rest in full', () => {
    const given = bench();
    given.ask(['so far [[summary-1]]', 'older [[m0]]', 'hello [[m1]]']);
    given.ask(['so far [[summary-1]]', 'older [[m0]]', 'again']);
    const [first, second] = recordsOf(given.recorder, 'provider').filter(({ event }) => event === 'call');
    expect(first).toMatchObject({ call: 1, purpose: 'run', prompt: { same: 0 } });
    expect(first?.prompt?.rest).toHaveLength(3);
    expect(second).toMatchObject({ prompt: { like: 1, same: 2, rest: [{ role: 'user', text: 'again' }] } });
    expect(promptsOf(given.recorder).map((prompt) => prompt.map(({ text }) => text))).toEqual([
      ['so far [[summary-1]]', 'older [[m0]]', 'hello [[m1]]'],
      ['so far [[summary-1]]', 'older [[m0]]', 'again'],
    ]);
  });

  it('records prompts and texts without secrets, and hashes them so', () => {
    const given = bench({ operations: [send] }, (text) => text.replaceAll('m1', '**'));
    for (const text of ['one [[m1]]', 'two']) given.ask(['m1', text]);
    given.rest();
    const { recorder } = given;
    expect(JSON.stringify(recorder.records)).not.toContain('m1');
    expect(promptsOf(recorder).map((prompt) => prompt.map(({ text }) => text))).toEqual([
      ['**', 'one [[**]]'],
      ['**', 'two'],
    ]);
    expect(recordsOf(recorder, 'provider').find(({ event }) => event === 'delta')?.text).toMatch(
      /^\*\*\.0 x/,
    );
  });

  it('says tool results as text to a gateway that calls no tools, and records them so', () => {
    const step = { type: 'tool', afterMs: 1, bytes: 9 };
    const afterword = { kind: 'lifecycle.afterword', id: 'f', run: 'm1', delayMs: 5 } as const;
    const given = bench({ ...script({ steps: [step] }), faults: [afterword] });
    given.ask(['hello [[m1]]'], { isCompletion: true });
    given.rest();
    const texts = ['m1.0 xxxx', 'f afterwards ', 'f afterwards '];
    expect(given.events.flatMap((event) => (event.type === 'delta' ? [event.text] : []))).toEqual(texts);
    const records = recordsOf(given.recorder, 'provider');
    expect(records.filter(({ event }) => event === 'delta').map(({ text }) => text)).toEqual(texts);
    expect(records.filter(({ event }) => event === 'tool')).toEqual([]);
  });

  it('records what a run took, and of a completion that fails nothing, as nobody is told', () => {
    const tokensOf = (turn: object, options?: CallOptions): readonly (number | undefined)[] => {
      const given = bench(script({ tokens: 77, ...turn }));
      given.ask(['hello [[m1]]'], options);
      given.rest();
      return recordsOf(given.recorder, 'provider').flatMap(({ event, tokens }) =>
        event === 'end' || event === 'error' ? [tokens] : [],
      );
    };
    const failing = { end: { type: 'error', afterMs: 1 } };
    expect(tokensOf({})).toEqual([77]);
    expect(tokensOf(failing)).toEqual([77]);
    expect(tokensOf({}, { isCompletion: true })).toEqual([77]);
    expect(tokensOf(failing, { isCompletion: true })).toEqual([undefined]);
  });

  it('records what is said, why it ended and what went wrong', () => {
    const given = bench(
      script({
        startAfterMs: 1,
        steps: [
          { type: 'delta', afterMs: 1, bytes: 8 },
          { type: 'tool', afterMs: 1, bytes: 9 },
        ],
      }),
    );
    given.ask(['hello [[m1]]']);
    given.summarise();
    given.rest();
    const records = recordsOf(given.recorder, 'provider');
    const said = (call: number): unknown[] =>
      records
        .filter((record) => record.call === call && record.event !== 'call' && record.event !== 'start')
        .map(({ event, text, stopReason, message }) => ({ event, text, stopReason, message }));
    expect(said(1)).toEqual([
      { event: 'delta', text: 'm1.0 xxx' },
      { event: 'tool', text: 'm1.1 xxxx' },
      { event: 'end', stopReason: 'stop' },
    ]);
    expect(said(2)).toEqual([{ event: 'end', text: 'Summary [[summary-1]] of the conversation so far.' }]);
    const failing = bench(script({ end: { type: 'error', afterMs: 1 } }));
    failing.ask(['hello [[m1]]']);
    failing.rest();
    expect(recordsOf(failing.recorder, 'provider').at(-1)).toMatchObject({
      event: 'error',
      message: 'the model failed',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { PromptWriter, type PromptRole } from '../../src/history/recorded-prompt.ts';
import type { ProviderRecord } from '../../src/history/record.ts';
import { Prompts } from '../../src/properties/model/prompts.ts';

const BASE = { kind: 'provider', i: 0, atMicros: 0, incarnation: 1, purpose: 'run' } as const;

function called(call: number, more: Partial<ProviderRecord>): ProviderRecord {
  return { ...BASE, event: 'call', call, ...more };
}

const MESSAGES: { role: PromptRole; text: string }[] = [
  { role: 'system', text: 'what was said: [[summary-1]]' },
  { role: 'user', text: '[[m1]] and [[m2]]' },
];

describe('what a history shows of prompts', () => {
  it('is the whole prompt, with its markers and summaries', () => {
    const prompts = new Prompts();
    const prompt = new PromptWriter().record(1, MESSAGES);
    const contents = prompts.contents(called(1, { prompt }));
    expect(contents.prompt?.length).toBe(2);
    expect(contents.markers).toEqual(['summary-1', 'm1', 'm2']);
    expect(contents.texts).toEqual(['what was said: [[summary-1]]']);
    prompts.observe({ ...BASE, event: 'delta', call: 1, text: 'so' });
    prompts.observe({ ...BASE, event: 'end', call: 1 });
    expect(prompts.whyNoTexts).toBeUndefined();
  });

  it('says how much was said, in either version', () => {
    const prompts = new Prompts();
    const bytesOf = (more: Partial<ProviderRecord>): number => {
      prompts.observe({ ...BASE, event: 'delta', call: 1, ...more });
      return prompts.saidBytes;
    };
    expect(bytesOf({ text: 'gr\u00fc\u00df' })).toBe(6);
    expect(bytesOf({ event: 'end', text: 'summary' })).toBe(0);
    expect(bytesOf({ event: 'tool', text: 'r' })).toBe(1);
    expect(bytesOf({ bytes: 7 })).toBe(7);
    expect(bytesOf({ event: 'call' })).toBe(0);
  });

  it('is nothing before a call', () => {
    expect(new Prompts().whyNoTexts).toBe('the history shows no call to a model');
  });

  it('tells apart no calls and calls that nobody sees', () => {
    const plan = {
      kind: 'plan',
      i: 0,
      atMicros: 0,
      incarnation: 0,
      dailyRule: false,
      maxPayloadBytes: 1,
      maxBufferedBytes: 1,
      dedupeWindowMs: 1,
      clients: [],
    } as const;
    const prompts = new Prompts();
    expect(prompts.whyNoCalls).toBe('the history shows no call to a model');
    prompts.plan({ ...plan, modelHidden: true });
    const own = 'the gateway calls a model of its own, which the history does not show';
    expect([prompts.whyNoCalls, prompts.whyNoTexts]).toEqual([own, own]);
    prompts.plan(plan);
    expect(prompts.whyNoCalls).toBeUndefined();
    expect(prompts.whyNoTexts).toBe('the history shows no call to a model');
    const called = new Prompts();
    called.observe({ ...BASE, event: 'call', call: 1 });
    expect(called.whyNoCalls).toBeUndefined();
  });

  it('is the markers alone in version 1', () => {
    const prompts = new Prompts();
    const contents = prompts.contents(called(1, { promptMarkers: ['m1'], promptTexts: ['t'] }));
    expect(contents).toEqual({ prompt: undefined, markers: ['m1'], texts: ['t'], isUnmarked: false });
    expect(prompts.whyNoTexts).toBe('the history does not show what the model was asked (an older format)');
  });

  it('lacks texts where a delta or a tool result has none', () => {
    for (const event of ['delta', 'tool'] as const) {
      const prompts = new Prompts();
      prompts.contents(called(1, { prompt: new PromptWriter().record(1, MESSAGES) }));
      prompts.observe({ ...BASE, event, call: 1, bytes: 4 });
      expect(prompts.whyNoTexts).toBe('the history does not show what was said (an older format)');
    }
  });

  it('is nothing where the prompt is damaged', () => {
    const prompts = new Prompts();
    const prompt = { ...new PromptWriter().record(1, MESSAGES), hash: 1 };
    expect(prompts.contents(called(1, { prompt }))).toEqual({
      prompt: undefined,
      markers: [],
      texts: [],
      isUnmarked: false,
    });
    expect(prompts.whyNoTexts).toMatch(
      /^the history is damaged: the beginning that call 1 shares with none has another hash/,
    );
  });
});

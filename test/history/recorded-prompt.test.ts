import { describe, expect, it } from 'vitest';
import {
  COMPARED_CALLS,
  messagesOf,
  PromptReader,
  PromptWriter,
  type PromptRole,
  type RecordedPrompt,
  type WholePrompt,
} from '../../src/history/recorded-prompt.ts';
import { LARGEST_WHOLE_TEXT_BYTES } from '../../src/history/recorded-text.ts';

type Message = { readonly role: PromptRole; readonly text: string };

function users(...texts: readonly string[]): Message[] {
  return texts.map((text) => ({ role: 'user', text }));
}

function read(reader: PromptReader, call: number, prompt: RecordedPrompt): WholePrompt {
  const result = reader.read(call, prompt);
  if (!result.ok) throw new Error(result.reason);
  return result.prompt;
}

describe('recorded prompts', () => {
  it('hold what an earlier call begins with by number, and the rest in full', () => {
    const writer = new PromptWriter();
    expect(writer.record(1, users('a'))).toMatchObject({ same: 0, rest: users('a') });
    expect(writer.record(2, users('a', 'b', 'c'))).toMatchObject({ like: 1, same: 1, rest: users('b', 'c') });
    expect(writer.record(3, users('a', 'b'))).toMatchObject({ like: 2, same: 2, rest: [] });
    expect(writer.record(4, users('x'))).not.toHaveProperty('like');
    expect(writer.record(5, [])).toMatchObject({ same: 0, rest: [] });
  });

  it('are compared with the call that begins alike for longest, the newest of several', () => {
    const writer = new PromptWriter();
    writer.record(1, users('a', 'b', 'c'));
    writer.record(2, users('a', 'b', 'x'));
    writer.record(3, users('a', 'b', 'y'));
    expect(writer.record(4, users('a', 'b', 'c', 'd'))).toMatchObject({ like: 1, same: 3 });
    expect(writer.record(5, users('a', 'b', 'z'))).toMatchObject({ like: 4, same: 2 });
  });

  it('tell messages apart by role and text', () => {
    const writer = new PromptWriter();
    writer.record(1, users('a'));
    expect(writer.record(2, [{ role: 'system', text: 'a' }])).toMatchObject({ same: 0 });
    expect(writer.record(3, users('A'))).toMatchObject({ same: 0 });
  });

  it('are compared with the last calls only', () => {
    const writer = new PromptWriter();
    const reader = new PromptReader();
    const last = (call: number, ...texts: readonly string[]): RecordedPrompt => {
      const prompt = writer.record(call, users(...texts));
      read(reader, call, prompt);
      return prompt;
    };
    last(1, 'a');
    for (let call = 2; call <= COMPARED_CALLS; call++) last(call, `x${call}`);
    expect(last(COMPARED_CALLS + 1, 'a', 'b')).toMatchObject({ like: 1, same: 1 });
    expect(last(COMPARED_CALLS + 2, 'x2')).toMatchObject({ like: 2 });
    expect(last(COMPARED_CALLS + 3, 'x2')).toMatchObject({ like: COMPARED_CALLS + 2 });
    expect(last(COMPARED_CALLS + 4, 'x3')).toMatchObject({ same: 0 });
  });

  it('are read back whole, and share what they begin alike with', () => {
    const writer = new PromptWriter();
    const reader = new PromptReader();
    const prompts = [users('a', 'b'), users('a', 'b', 'c'), users('a', 'x'), [], users('a', 'b', 'c', 'd')];
    const all = prompts.map((messages, call) => read(reader, call, writer.record(call, messages)));
    expect(all.map((prompt) => messagesOf(prompt).map(({ message }) => message))).toEqual(prompts);
    expect(all[1]?.before).toBe(all[0]);
    expect(all[4]?.before).toBe(all[1]);
    expect(all[2]?.before).toBe(all[0]?.before);
    expect(all.map((prompt) => prompt?.length)).toEqual([2, 3, 2, undefined, 4]);
  });

  it('hold a text above 1 MiB in blocks, and know it again', () => {
    const writer = new PromptWriter();
    const reader = new PromptReader();
    const long = `[[m1]] ${'x'.repeat(LARGEST_WHOLE_TEXT_BYTES)}`;
    const first = writer.record(1, users(long));
    expect(first.rest[0]?.text).toMatchObject({ bytes: long.length });
    expect(read(reader, 1, first)?.markers).toEqual(['m1']);
    expect(writer.record(2, users(long, 'b'))).toMatchObject({ like: 1, same: 1 });
    expect(writer.record(3, users(`${long}x`))).toMatchObject({ same: 0 });
  });

  it('name the markers of each message', () => {
    const prompt = read(new PromptReader(), 1, new PromptWriter().record(1, users('[[a]] [[b]]', 'c')));
    expect(messagesOf(prompt).map(({ markers }) => markers)).toEqual([['a', 'b'], []]);
  });
});

describe('a prompt that cannot be read', () => {
  const first = new PromptWriter().record(1, users('a', 'b'));
  const after = (more: Partial<RecordedPrompt>): string => {
    const writer = new PromptWriter();
    const reader = new PromptReader();
    read(reader, 1, writer.record(1, users('a', 'b')));
    const result = reader.read(2, { ...writer.record(2, users('a', 'b', 'c')), ...more });
    return result.ok ? 'read' : result.reason;
  };

  it('is fine as it was written', () => {
    expect(after({})).toBe('read');
  });

  it('names a call that is not there, or messages that it has not', () => {
    expect(after({ like: 7 })).toBe(
      "the beginning that call 2 shares with call 7 is longer than that call's prompt",
    );
    expect(after({ same: 3 })).toBe(
      "the beginning that call 2 shares with call 1 is longer than that call's prompt",
    );
    expect(new PromptReader().read(2, { ...first, same: 1 }).ok).toBe(false);
  });

  it('shares messages that have another hash', () => {
    const reason = 'the beginning that call 2 shares with call 1 has another hash';
    expect(after({ hash: 1 })).toBe(reason);
    expect(after({ same: 1 })).toBe(reason);
    expect(new PromptReader().read(1, { ...first, hash: 1 })).toEqual({
      ok: false,
      reason: 'the beginning that call 1 shares with none has another hash',
    });
  });
});

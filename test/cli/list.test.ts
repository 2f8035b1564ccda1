import { afterEach, describe, expect, it, vi } from 'vitest';
import { inProcess } from './in-process.ts';

async function printed(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await inProcess(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

afterEach(() => vi.unstubAllEnvs());

describe('what list and explain print', () => {
  it.each([
    ['list'],
    ['explain', 'seq/contiguous'],
    ['explain', 'ordered'],
    ['explain', 'protocol@4'],
    ['explain', 'evicts-silently'],
  ])('fits its terminal: %s %s', async (...args) => {
    vi.stubEnv('COLUMNS', '80');
    const lines = (await printed(...args)).split('\n');
    expect(lines.filter(({ length }) => length > 80)).toEqual([]);
  });

  it('tells whose a dialect is', async () => {
    const { dialects } = JSON.parse(await printed('list', '--json')) as {
      dialects: { name: string; sentence: string }[];
    };
    const sentence = (name: string) => dialects.find((one) => one.name === name)?.sentence;
    expect(sentence('reference@1')).toMatch(/^what a gateway behind the port speaks/);
    expect(sentence('protocol@4')).toMatch(/^for whoever follows the protocol/);
    expect(sentence('protocol@4+revision')).toMatch(/^as protocol@4, but a reset keeps/);
    expect(sentence('openclaw@2026.5.28')).toMatch(/^as measured; /);
  });
});

/** Histories that `certify` recorded of a real release over real sockets, judged offline. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readHistoryFile } from '../../src/certify/history-file.ts';
import { digestOf } from '../../src/history/digest.ts';
import type { Verdict } from '../../src/properties/property.ts';
import { judged } from './small-live.ts';

function history(name: string): ReturnType<typeof readHistoryFile> {
  return readHistoryFile(fileURLToPath(new URL(`data/openclaw-2026.5.28-${name}.jsonl`, import.meta.url)));
}

function verdictsOn(name: string): readonly Verdict[] {
  const { records, problems } = history(name);
  expect(problems).toEqual([]);
  return judged(records, 'openclaw@2026.5.28');
}

describe('a recorded history of OpenClaw 2026.5.28', () => {
  it.each([
    ['undone-reset', 'generation/monotonic'],
    ['stop-behind-a-queue', 'ack/durable'],
    ['70330-daily-boundary', 'rotation/explicit'],
  ])('shows in %s what the release does wrong: %s', (name, property) => {
    const verdict = verdictsOn(name).find((one) => one.property === property);
    expect(verdict?.verdict).toBe('violation');
    for (const { records } of verdict?.violations ?? []) expect(records.length).toBeGreaterThan(0);
  });

  it('raises nothing where the release did nothing wrong', () => {
    const verdicts = verdictsOn('a-conversation');
    expect(verdicts.filter(({ verdict }) => verdict === 'violation')).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(8);
  });

  it('has the digest that its own name in the bundle said', () => {
    expect(digestOf(history('undone-reset').records)).toBe('c91aa769e6541431');
  });
});

/** Histories that `certify` recorded of a real release over real sockets, judged offline. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readHistoryFile } from '../../src/certify/history-file.ts';
import { digestOf } from '../../src/history/digest.ts';
import type { Verdict } from '../../src/properties/property.ts';
import { judged } from './small-live.ts';

type Release = '2026.5.28' | '2026.9.6';

function history(name: string, release: Release = '2026.5.28'): ReturnType<typeof readHistoryFile> {
  return readHistoryFile(fileURLToPath(new URL(`data/openclaw-${release}-${name}.jsonl`, import.meta.url)));
}

function verdictsOn(name: string, release: Release = '2026.5.28'): readonly Verdict[] {
  const { records, problems } = history(name, release);
  expect(problems).toEqual([]);
  return judged(records, `openclaw@${release}`);
}

describe('a recorded history of OpenClaw 2026.5.28', () => {
  it.each([
    [
      'undone-reset',
      [
        'seq/run-order',
        'generation/row',
        'generation/transcript',
        'generation/stream',
        'generation/monotonic',
        'run/terminates',
      ],
    ],
    ['stop-behind-a-queue', ['status/coherent', 'ack/durable', 'run/terminates']],
    [
      '70330-daily-boundary',
      ['generation/row', 'generation/transcript', 'rotation/explicit', 'eviction/notified'],
    ],
  ])('shows in %s what the release does wrong, and nothing else: %j', (name, properties) => {
    const violated = verdictsOn(name).filter(({ verdict }) => verdict === 'violation');
    expect(violated.map(({ property }) => property)).toEqual(properties);
    for (const { violations } of violated)
      for (const { records } of violations) expect(records.length).toBeGreaterThan(0);
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

describe('a recorded history of OpenClaw 2026.9.6', () => {
  const convicted = (name: string): readonly string[] =>
    verdictsOn(name, '2026.9.6')
      .filter(({ verdict }) => verdict === 'violation')
      .map(({ property }) => property);

  it('shows that a message which waited when the process was stopped is kept, and said to be interrupted', () => {
    expect(convicted('stop-behind-a-queue')).toEqual([]);
  });

  it('shows that a run which was cut short by a crash goes on under another name', () => {
    expect(convicted('kill-mid-run')).toEqual([]);
  });

  it('shows a reset after which the row is clean, and a run that is told to have ended twice', () => {
    const verdicts = verdictsOn('88538-reset-during-run', '2026.9.6');
    const verdictOn = (id: string): string | undefined =>
      verdicts.find(({ property }) => property === id)?.verdict;
    expect(convicted('88538-reset-during-run')).toEqual(['seq/run-order', 'run/terminates']);
    expect(verdictOn('generation/row')).toBe('pass');
    // nothing that came after the reset names a generation
    expect(verdictOn('generation/stream')).toBe('inconclusive');
    expect(verdictOn('status/coherent')).toBe('pass');
  });
});

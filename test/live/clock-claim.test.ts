import { describe, expect, it } from 'vitest';
import type { HistoryRecord } from '../../src/history/record.ts';
import { refutedClock } from '../../src/live/clock-claim.ts';
import { Message } from '../../src/protocol/message.ts';

const DAY_MS = 86_400_000;
const AGED = new Map([[2, DAY_MS]]);

/** What the gateway of a life says at a time, in seconds. */
function says(incarnation: number, atSeconds: number, payload: object): HistoryRecord {
  return {
    kind: 'frame',
    i: 0,
    atMicros: atSeconds * 1_000_000,
    incarnation,
    from: 'gateway',
    leg: 'gateway',
    conn: 1,
    client: 'a',
    frameId: 1,
    message: Message.of({ type: 'res', id: '1', ok: true, payload }),
  };
}

const stored = (timestamp: number, id = 'e1'): object => ({ messages: [{ timestamp, __openclaw: { id } }] });

describe('a claim that a target can be made to look older', () => {
  it.each([
    [
      'holds where what it had stored looks older',
      [says(1, 1, stored(5 * DAY_MS)), says(2, 9, stored(4 * DAY_MS))],
      false,
    ],
    [
      'holds where its clock went ahead',
      [says(1, 1, { ts: 1_000 }), says(2, 9, { ts: 9_000 + DAY_MS })],
      false,
    ],
    ['cannot be told where nothing is dated', [says(1, 1, {}), says(2, 9, {})], false],
    [
      'cannot be told where other entries are shown',
      [says(1, 1, stored(5)), says(2, 9, stored(5, 'e2'))],
      false,
    ],
    [
      'is refuted where the same entry has the same date',
      [says(1, 1, stored(5)), says(2, 9, stored(5))],
      true,
    ],
    [
      'is refuted where its clock went as time did',
      [says(1, 1, { ts: 1_000 }), says(2, 9, { ts: 9_100 })],
      true,
    ],
    [
      'is not asked for in a life that was told nothing',
      [says(1, 1, stored(5)), says(3, 9, stored(5))],
      false,
    ],
  ] as const)('%s', (_what, records, isRefuted) => {
    const said = refutedClock(records, AGED);
    if (isRefuted) expect(said).toMatch(/told to look 86400000 ms older, it dates nothing otherwise/);
    else expect(said).toBeUndefined();
  });
});

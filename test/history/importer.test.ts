import { describe, expect, test } from 'vitest';
import { importRecordings } from '../../src/history/importer.ts';
import type { HistoryRecord } from '../../src/history/record.ts';

function line(t: number, c: string, dir: string, f: unknown): string {
  return JSON.stringify({ t, c, dir, f });
}

function challenge(ts: number): unknown {
  return { type: 'event', event: 'connect.challenge', payload: { nonce: 'n', ts } };
}

function brief(record: HistoryRecord): string {
  const at = `${record.atMicros / 1_000}/${record.incarnation}`;
  switch (record.kind) {
    case 'frame':
      return `${at} ${record.client}#${record.conn} frame ${record.frameId} from ${record.from}`;
    case 'connection':
      return `${at} ${record.client}#${record.conn} ${record.event} ${record.code ?? ''}`.trim();
    case 'process':
      return `${at} ${record.event}`;
    default:
      return `${at} ${record.kind}`;
  }
}

describe('importRecordings', () => {
  test('turns lines into records of the client leg', () => {
    const { records, problems } = importRecordings([
      {
        name: 'a',
        lines: [
          line(6, 'A', 'in', challenge(1_006)),
          line(7, 'A', 'out', { type: 'req', id: '1', method: 'connect' }),
          line(9, 'A', 'close', { code: 1012, reason: 'service restart', t: 5 }),
        ],
      },
    ]);
    expect(problems).toEqual([]);
    expect(records.map(brief)).toEqual([
      '6/1 booting',
      '6/1 listening',
      '6/1 A#1 opened',
      '6/1 A#1 frame 1 from gateway',
      '7/1 A#1 frame 2 from client',
      '9/1 A#1 closed 1012',
    ]);
    expect(records.every((record) => !('leg' in record) || record.leg === 'client')).toBe(true);
    expect(records.at(-1)).toMatchObject({ code: 1012, reason: 'service restart' });
  });

  test('merges recordings of one test by the wall time of their challenges', () => {
    const { records } = importRecordings([
      {
        name: 'a',
        lines: [line(0, 'A', 'in', challenge(1_000)), line(60, 'A', 'in', { type: 'event', event: 'x' })],
      },
      {
        name: 'b',
        lines: [line(0, 'B', 'in', challenge(1_050)), line(5, 'B', 'in', { type: 'event', event: 'x' })],
      },
    ]);
    expect(records.filter((record) => record.kind === 'frame').map(brief)).toEqual([
      '0/1 A#1 frame 1 from gateway',
      '50/1 B#2 frame 2 from gateway',
      '55/1 B#2 frame 3 from gateway',
      '60/1 A#1 frame 4 from gateway',
    ]);
  });

  test('begins an incarnation where told, ending the connections of the one before', () => {
    const { records } = importRecordings([
      { name: 'post', incarnation: 2, lines: [line(3, 'B', 'in', challenge(9_003))] },
      { name: 'pre', incarnation: 1, lines: [line(3, 'A', 'in', challenge(1_003))] },
    ]);
    expect(records.map(brief)).toEqual([
      '3/1 booting',
      '3/1 listening',
      '3/1 A#1 opened',
      '3/1 A#1 frame 1 from gateway',
      '3/1 A#1 closed',
      '3/1 exited',
      '8003/2 booting',
      '8003/2 listening',
      '8003/2 B#2 opened',
      '8003/2 B#2 frame 2 from gateway',
    ]);
  });

  test('takes a second challenge to one client for a new connection', () => {
    const { records } = importRecordings([
      { name: 'a', lines: [line(1, 'A', 'in', challenge(1)), line(2, 'A', 'in', challenge(2))] },
    ]);
    expect(records.slice(2).map(brief)).toEqual([
      '1/1 A#1 opened',
      '1/1 A#1 frame 1 from gateway',
      '2/1 A#1 closed',
      '2/1 A#2 opened',
      '2/1 A#2 frame 2 from gateway',
    ]);
  });

  test('keeps a message that is no frame as text', () => {
    const { records } = importRecordings([{ name: 'a', lines: [line(1, 'A', 'in', { type: 'odd' })] }]);
    expect(records.at(-1)).toMatchObject({ kind: 'frame' });
  });

  test('reports lines it cannot read and goes on', () => {
    const { records, problems } = importRecordings([
      {
        name: 'a',
        lines: [
          '{',
          '',
          '[]',
          line(-1, 'A', 'in', {}),
          line(1, '', 'in', {}),
          line(1, 'A', 'up', {}),
          line(1, 'A', 'in', 3),
          line(1, 'A', 'in', challenge(1)),
        ],
      },
    ]);
    expect(problems).toEqual([
      { recording: 'a', line: 1, reason: 'not JSON' },
      { recording: 'a', line: 3, reason: 'a line is a JSON object' },
      { recording: 'a', line: 4, reason: 't is the time in milliseconds' },
      { recording: 'a', line: 5, reason: 'c is the name of the client' },
      { recording: 'a', line: 6, reason: 'dir is in, out or close' },
      { recording: 'a', line: 7, reason: 'f is the frame' },
    ]);
    expect(records.map(brief)).toEqual([
      '1/1 booting',
      '1/1 listening',
      '1/1 A#1 opened',
      '1/1 A#1 frame 1 from gateway',
    ]);
  });

  test('makes nothing of nothing', () => {
    expect(importRecordings([{ name: 'a', lines: [] }]).records).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { dialectFor } from '../../src/dialect/catalogue.ts';
import { digestOf } from '../../src/history/digest.ts';
import { readHistory, writeHistory } from '../../src/history/jsonl.ts';
import { decodeFrame } from '../../src/protocol/frame.ts';
import { frameBytes, Message } from '../../src/protocol/message.ts';
import { historyOf, linesOf, RECORDINGS, releaseOf } from './recordings.ts';

const encoder = new TextEncoder();

interface Line {
  readonly dir: 'in' | 'out' | 'close';
  readonly f: unknown;
}

function framesIn(name: string): unknown[] {
  return linesOf(name)
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => line.dir !== 'close')
    .map((line) => line.f);
}

test('there are recordings of five releases', () => {
  expect(new Set(RECORDINGS.map(releaseOf))).toEqual(
    new Set(['2026.2.1', '2026.4.21', '2026.4.25', '2026.5.28', '2026.9.6']),
  );
});

describe.each(RECORDINGS)('%s', (name) => {
  test('consists of frames that decode and encode to what they were', () => {
    for (const value of framesIn(name)) {
      const decoded = decodeFrame(value);
      expect(decoded).toEqual({ ok: true, value });
      if (decoded.ok) expect(Message.of(decoded.value).text()).toBe(JSON.stringify(value));
    }
  });

  test('consists of frames measured to the byte', () => {
    for (const value of framesIn(name)) {
      const decoded = decodeFrame(value);
      if (!decoded.ok) throw new Error(decoded.reason);
      const text = JSON.stringify(value);
      expect(frameBytes(decoded.value)).toBe(encoder.encode(text).length);
      expect(Message.ofText(text).hash()).toBe(Message.of(decoded.value).hash());
    }
  });

  test('imports whole, and survives being written and read', () => {
    const { records, digest, problems } = historyOf(name);
    expect(problems).toEqual([]);
    expect(records.filter((record) => record.kind === 'frame')).toHaveLength(framesIn(name).length);
    const { lines, blobs } = writeHistory(records);
    const read = readHistory(lines, (blob) => blobs.find((other) => other.name === blob)?.text);
    expect(read.problems).toEqual([]);
    expect(digestOf(read.records)).toBe(digest);
  });

  test('is understood by the dialect of its release', () => {
    const observer = dialectFor(releaseOf(name))?.createObserver();
    const misread: string[] = [];
    for (const record of historyOf(name).records) {
      const observation = observer?.observe(record);
      if (observation?.type === 'garbage') misread.push(observation.reason);
      if (observation?.type === 'response') {
        const { ask, answer, refusal, method } = observation;
        // one recording holds its histories only as their size
        const cut = observation.record.message.text().includes('"_truncated"');
        if (ask === undefined || (answer === undefined) === (refusal === undefined))
          misread.push(`unpaired ${observation.id}`);
        else if (answer?.type === 'other' && !cut)
          misread.push(`${method}: ${observation.record.message.text().slice(0, 80)}`);
      }
      if (
        observation?.type === 'event' &&
        observation.meaning.type === 'other' &&
        MEANT.has(observation.event)
      ) {
        const text = observation.record.message.text();
        if (!SILENT.test(text)) misread.push(text.slice(0, 160));
      }
    }
    expect(misread).toEqual([]);
  });
});

/** Events that must be understood, and what in them need not be (2026.4 announces a user entry before it has an id). */
const MEANT: ReadonlySet<string> = new Set([
  'chat',
  'agent',
  'session.message',
  'sessions.changed',
  'tick',
  'shutdown',
]);
const SILENT =
  /"state":"status"|"stream":"(?:run_status|usage)"|"phase":"(?:model|finishing)"|"reason":"cron-bindings-loaded"|"__openclaw":\{"seq":\d+\}\},"messageSeq"/;

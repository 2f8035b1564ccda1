import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/history/digest.ts';
import { Recorder } from '../../src/history/history.ts';
import type { RecordedMessage, RecordedPrompt } from '../../src/history/recorded-prompt.ts';
import type { HistoryRecord, RecordBody } from '../../src/history/record.ts';
import { Message } from '../../src/protocol/message.ts';
import { BODIES, recordAll, TEXT_BODIES, TOKEN } from './small-history.ts';

describe('the recorder', () => {
  test('numbers records from 0 and dates them', () => {
    const { records } = recordAll();
    expect(records.map((record) => record.i)).toEqual(BODIES.map((_body, i) => i));
    expect(records[3]).toMatchObject({
      i: 3,
      atMicros: 3_000,
      incarnation: 1,
      kind: 'operation',
      operation: 'op1',
    });
  });

  test('shows each record to the listener in order and keeps none unless asked', () => {
    const seen: HistoryRecord[] = [];
    const recorder = new Recorder({ keep: false, onRecord: (record) => seen.push(record) });
    for (const body of BODIES) recorder.add(body, 5, 1);
    expect(seen.map((record) => record.kind)).toEqual(BODIES.map((body) => body.kind));
    expect(recorder.records).toEqual([]);
    expect(recorder.count).toBe(BODIES.length);
  });

  test.each([1, 3, 1_000])('shows %i together, the last of them when the digest is asked for', (together) => {
    const seen: HistoryRecord[] = [];
    const recorder = new Recorder({ keep: false, together, onRecord: (record) => seen.push(record) });
    BODIES.forEach((body, at) => {
      recorder.add(body, at * 1_000, at < 2 ? 0 : 1);
      expect(seen.length).toBe(Math.floor((at + 1) / together) * together);
    });
    expect(recorder.digest()).toBe(recordAll().digest());
    expect(seen.map(({ i }) => i)).toEqual(BODIES.map((_body, i) => i));
  });

  test('has the same digest whether it keeps records or not, and the one of its records', () => {
    const keeping = recordAll();
    const dropping = new Recorder({ keep: false });
    BODIES.forEach((body, at) => dropping.add(body, at * 1_000, at < 2 ? 0 : 1));
    expect(dropping.digest()).toBe(keeping.digest());
    expect(digestOf(keeping.records)).toBe(keeping.digest());
  });

  test('never holds a credential', () => {
    const text = recordAll()
      .records.map((record) => (record.kind === 'frame' ? record.message.text() : ''))
      .join('\n');
    expect(text).not.toContain(TOKEN);
    expect(text).toContain(`"token":"${'*'.repeat(TOKEN.length)}"`);
  });

  test('has one digest for two histories that differ in their credentials alone', () => {
    const connecting = (token: string): RecordBody => ({
      kind: 'frame',
      from: 'client',
      leg: 'client',
      conn: 1,
      client: 'web',
      frameId: 1,
      message: Message.of({ type: 'req', id: '1', method: 'connect', params: { auth: { token } } }),
    });
    expect(recordAll([connecting('aaaa')]).digest()).toBe(recordAll([connecting('bbbb')]).digest());
  });
});

describe('the digest', () => {
  test('is the same on every machine, and of a history of version 1 what it was', () => {
    expect(recordAll().digest()).toMatchInlineSnapshot(`"67c62841d114ab48"`);
    expect(recordAll(TEXT_BODIES).digest()).toMatchInlineSnapshot(`"b701fc19807c3238"`);
  });

  test('notices that the model is said to be hidden', () => {
    const [plan] = BODIES;
    if (plan?.kind !== 'plan') throw new Error('a plan is expected');
    expect(recordAll([{ ...plan, modelHidden: true }]).digest()).not.toBe(recordAll([plan]).digest());
  });

  test.each(BODIES.map((body, at) => [at, body.kind] as const))(
    'notices that record %i (%s) is missing',
    (at) => {
      expect(recordAll(BODIES.filter((_body, i) => i !== at)).digest()).not.toBe(recordAll().digest());
    },
  );

  test('notices a change of any member of any record', () => {
    const whole = recordAll([...BODIES, ...TEXT_BODIES]);
    for (const record of whole.records) {
      for (const member of Object.keys(record)) {
        // the position is the order itself; the kind decides the other members
        if (member === 'i' || member === 'kind') continue;
        const changed = { ...record, [member]: differentFrom(record[member as keyof HistoryRecord]) };
        const records = whole.records.map((other) => (other === record ? (changed as HistoryRecord) : other));
        expect(digestOf(records), `${record.kind}.${member}`).not.toBe(whole.digest());
      }
    }
  });

  test('notices a change of any part of a prompt', () => {
    const digest = recordAll(TEXT_BODIES).digest();
    const [, , , , second, ...after] = TEXT_BODIES;
    if (second?.kind !== 'provider' || second.prompt === undefined) throw new Error('a call is expected');
    const { prompt } = second;
    const [first, last] = prompt.rest as [RecordedMessage, RecordedMessage];
    const changed: readonly RecordedPrompt[] = [
      { ...prompt, like: 7 },
      { same: prompt.same, hash: prompt.hash, rest: prompt.rest },
      { ...prompt, same: 2 },
      { ...prompt, hash: 7 },
      { ...prompt, rest: [last, first] },
      { ...prompt, rest: [first] },
      { ...prompt, rest: [first, { ...last, role: 'user' }] },
      { ...prompt, rest: [first, { ...last, text: 'other' }] },
    ];
    for (const other of changed) {
      const bodies = [...TEXT_BODIES.slice(0, 4), { ...second, prompt: other }, ...after];
      expect(recordAll(bodies).digest()).not.toBe(digest);
    }
  });

  test('notices two records in the other order', () => {
    const [first, second, ...rest] = recordAll().records as [
      HistoryRecord,
      HistoryRecord,
      ...HistoryRecord[],
    ];
    expect(digestOf([second, first, ...rest])).not.toBe(digestOf([first, second, ...rest]));
  });
});

function differentFrom(value: unknown): unknown {
  if (value instanceof Message)
    return Message.ofText(`${value.text()} `.replace('"tick"', '"tock"').replace('connect', 'c'));
  if (typeof value === 'string')
    return value === 'gateway'
      ? 'client'
      : value === 'client'
        ? 'gateway'
        : value === 'run'
          ? 'summary'
          : value === 'summary'
            ? 'run'
            : `${value}.`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return [...(value as readonly unknown[]), 'more'];
  // a prompt, or a text in blocks
  return { ...(value as object), same: 7, bytes: 7 };
}

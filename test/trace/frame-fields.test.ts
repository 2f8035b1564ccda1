import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/protocol/message.ts';
import type { Frame } from '../../src/protocol/frame.ts';
import { altered, fieldsOf, otherThan, pathText, sameField } from '../../src/trace/frame-fields.ts';

const textOf = (message: Message | undefined): string => message?.text() ?? '';

const ROWS: Frame = {
  type: 'res',
  id: '7',
  ok: true,
  payload: {
    sessions: [
      { key: 'a', status: null },
      { key: 'b', status: 'done', tags: ['x', 'y'] },
    ],
    'odd name': 1,
    empty: {},
  },
};
const BEFORE: Frame = {
  type: 'res',
  id: '6',
  ok: true,
  payload: { sessions: [{ key: 'b', status: 'running', tags: ['z'] }] },
};

describe('fields of a frame', () => {
  it('are its leaves with their paths, without what makes it this frame', () => {
    expect(Array.from(fieldsOf(ROWS), ({ path, value }) => [pathText(path), value])).toEqual([
      ['payload.sessions[0].key', 'a'],
      ['payload.sessions[0].status', null],
      ['payload.sessions[1].key', 'b'],
      ['payload.sessions[1].status', 'done'],
      ['payload.sessions[1].tags[0]', 'x'],
      ['payload.sessions[1].tags[1]', 'y'],
      ['payload["odd name"]', 1],
    ]);
  });

  it('are found again in an element of the same name, wherever it stands', () => {
    expect(sameField(ROWS, BEFORE, ['payload', 'sessions', 1, 'status'])).toBe('running');
    expect(sameField(ROWS, BEFORE, ['payload', 'sessions', 0, 'status'])).toBeUndefined();
    expect(sameField(ROWS, BEFORE, ['payload', 'sessions', 1, 'tags', 0])).toBe('z');
    expect(sameField(ROWS, BEFORE, ['payload', 'sessions', 1, 'tags'])).toBeUndefined();
    expect(sameField(ROWS, BEFORE, ['payload', 'odd name', 'deeper'])).toBeUndefined();
  });

  it('are altered one at a time, or taken away, and the frame stays as it was', () => {
    const whole = JSON.stringify(ROWS);
    const status = ['payload', 'sessions', 1, 'status'] as const;
    const lost = whole.replace('"done"', '"lost"');
    expect(JSON.parse(textOf(altered(ROWS, status, 'lost')))).toEqual(JSON.parse(lost));
    const gone = whole.replace('"status":"done",', '');
    expect(JSON.parse(textOf(altered(ROWS, status, undefined)))).toEqual(JSON.parse(gone));
    expect(textOf(altered(ROWS, ['payload', 'sessions', 0], undefined))).not.toContain('"key":"a"');
    expect(JSON.stringify(ROWS)).toBe(whole);
    expect(altered(ROWS, ['id'], undefined)).toBeUndefined();
  });

  it.each([
    ['text', 'text~'],
    [4, 5],
    [true, false],
    [null, '~'],
  ])('%j has another value', (value, other) => {
    expect(otherThan(value)).toBe(other);
  });
});

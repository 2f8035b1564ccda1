import { describe, expect, test } from 'vitest';
import { markerOf, markersIn } from '../../src/protocol/marker.ts';
import { parseSessionControl } from '../../src/protocol/session-control.ts';

describe('markers', () => {
  test('are found in order, whatever stands around them', () => {
    expect(markersIn(`Sender: x ${markerOf('m1')} and [[m-2.b]]]] [[not a marker]] [[]]`)).toEqual([
      'm1',
      'm-2.b',
    ]);
    expect(markersIn('[[[a]] [[x [[b]]')).toEqual(['a', 'b']);
    expect(markersIn('none [m1]')).toEqual([]);
  });
});

describe('parseSessionControl', () => {
  test.each([
    ['/reset', 'reset', ''],
    [' /new\n', 'new', ''],
    ['/RESET and go on ', 'reset', 'and go on'],
    ['/new\nline', 'new', 'line'],
  ])('reads %j', (text, command, rest) => {
    expect(parseSessionControl(text)).toEqual({ command, rest });
  });

  test.each(['please /reset', '/resetting', '/newer', 'reset', '//reset', ''])('leaves %j alone', (text) => {
    expect(parseSessionControl(text)).toBeUndefined();
  });
});

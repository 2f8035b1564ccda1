import { describe, expect, it } from 'vitest';
import { divergences } from '../../src/history/divergence.ts';
import { normalForm } from '../../src/history/normal-form.ts';
import { chat, event, historyOf, KEY, said, type Step } from './seen-histories.ts';

const BOTH = ['web', 'app'];

/** `client: alike, the records where the sides part, member`. */
function parts(one: readonly Step[], other: readonly Step[]): string[] {
  const [a, b] = [one, other].map((steps) => normalForm(historyOf(steps, BOTH), BOTH));
  return divergences(a ?? [], b ?? []).map(
    ({ client, alike, a: first, b: second, member }) =>
      `${client}: ${alike}, #${first[alike]?.record ?? '-'} #${second[alike]?.record ?? '-'}, ${member ?? '-'}`,
  );
}

const row = (status: string, client = 'web'): Step =>
  event(client, 'sessions.changed', { sessionKey: KEY, session: { list: [1, { status }] } });

describe('divergences', () => {
  it('are none where both saw the same', () => {
    expect(parts([row('done')], [event('web', 'tick', {}), row('done')])).toEqual([]);
    expect(parts([], [])).toEqual([]);
  });

  it('name the first thing that differs, and where in it', () => {
    expect(parts([row('done'), row('done'), row('x')], [row('done'), row('running'), row('y')])).toEqual([
      'web: 1, #2 #2, session.list.1.status',
    ]);
  });

  it('name no member where something else was seen, or the values are texts', () => {
    expect(parts([row('done')], [chat('web', 'r', 'final')])).toEqual(['web: 0, #1 #1, -']);
    const final = [said('web', 'r', 'a'), chat('web', 'r', 'final')];
    expect(parts(final, [said('web', 'r', 'b'), chat('web', 'r', 'final')])).toEqual([
      'web: 0, #2 #2, after',
    ]);
  });

  it('tell that one side saw less', () => {
    expect(parts([row('done'), row('x')], [row('done')])).toEqual(['web: 1, #2 #-, -']);
    expect(parts([row('done')], [row('done'), row('x')])).toEqual(['web: 1, #- #2, -']);
    expect(parts([], [row('x', 'app')])).toEqual(['app: 0, #- #1, -']);
  });

  it('come in the order of time, on whichever side', () => {
    const one = [row('done'), row('a', 'app'), row('b')];
    const other = [row('done'), row('c', 'app'), row('d')];
    expect(parts(one, other)).toEqual([
      'app: 0, #2 #2, session.list.1.status',
      'web: 1, #3 #3, session.list.1.status',
    ]);
  });

  it('see a member that only one has', () => {
    const more = event('web', 'sessions.changed', { sessionKey: KEY, reason: 'reset' });
    expect(parts([event('web', 'sessions.changed', { sessionKey: KEY })], [more])).toEqual([
      'web: 0, #1 #1, reason',
    ]);
  });
});

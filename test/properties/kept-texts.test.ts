/** Which texts of attempts that ended are kept: a few MiB, the newest ones, and all of runs that go on. */
import { describe, expect, test } from 'vitest';
import { aHistory, asked, type HistoryBuilder } from './history-builder.ts';
import { told } from './text-histories.ts';

const MIB = 1024 * 1024;

/** A run whose model said so much, and a tool of which gave something. */
const ran = (history: HistoryBuilder, runId: string, call: number, units: number): HistoryBuilder =>
  history
    .send(1, runId)
    .provider('call', call, { prompt: asked(`[[${runId}]]`) })
    .provider('tool', call, { text: 'given' })
    .provider('delta', call, { text: 'x'.repeat(units) })
    .provider('end', call);
const ended = (history: HistoryBuilder, runId: string): HistoryBuilder =>
  history.event(1, { ...told('final'), runId });

/** Of each run, what is kept of its last attempt. */
function kept(history: HistoryBuilder): Record<string, string> {
  const { attempts, sends } = history.model();
  const texts = [...sends.all()].map((send) => {
    const last = attempts.of(send).at(-1);
    if (last === undefined) return [send.runId, 'nothing'];
    const { isForgotten, said, tools, units } = last;
    const text = said.slice(said.length - 1, said.length) === undefined ? 'no text' : 'text';
    return [
      send.runId,
      `${text} and ${tools.length} tool${isForgotten ? ', forgotten' : ''}, ${units} units`,
    ];
  });
  return Object.fromEntries(texts) as Record<string, string>;
}

describe('the texts of attempts', () => {
  const whole = (units: number) => `text and 1 tool, ${units} units`;
  const forgotten = (units: number) => `no text and 0 tool, forgotten, ${units} units`;
  const two = (first: number, second: number): HistoryBuilder =>
    ended(ran(ended(ran(aHistory().connect(1), 'a', 1, first), 'a'), 'b', 2, second), 'b');

  test('are kept up to 4 MiB', () => {
    // with what their tools gave
    const [first, second] = [3 * MIB, MIB - 10];
    expect(kept(two(first, second))).toEqual({ a: whole(first + 5), b: whole(second + 5) });
  });

  test('go, the oldest first, when they are more than that', () => {
    const [first, second] = [3 * MIB, MIB - 9];
    expect(kept(two(first, second))).toEqual({ a: forgotten(first), b: whole(second + 5) });
    const three = ended(ran(two(first, second), 'c', 3, 4 * MIB - 5), 'c');
    expect(kept(three)).toEqual({ a: forgotten(first), b: forgotten(second), c: whole(4 * MIB) });
  });

  test('are kept of a run that goes on', () => {
    const history = ran(aHistory().connect(1), 'a', 1, 3 * MIB);
    const later = ran(ended(ran(history, 'b', 2, 2 * MIB), 'b'), 'c', 3, 1);
    expect(kept(later)).toEqual({ a: whole(3 * MIB + 5), b: forgotten(2 * MIB), c: whole(6) });
  });

  test('count once when a run is called again', () => {
    const history = ran(aHistory().connect(1), 'a', 1, MIB);
    for (let call = 2; call <= 4; call++)
      history.provider('call', call, { prompt: asked('[[a]]') }).provider('end', call);
    expect(kept(ran(history, 'b', 9, 2 * MIB))).toEqual({ a: whole(MIB + 5), b: whole(2 * MIB + 5) });
    expect(kept(ended(ran(ended(ended(history, 'a'), 'b'), 'c', 10, MIB - 20), 'c'))).toEqual({
      a: whole(MIB + 5),
      b: whole(2 * MIB + 5),
      c: whole(MIB - 15),
    });
  });
});

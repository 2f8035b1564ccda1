import { describe, expect, it } from 'vitest';
import { generatePlan } from '../../src/plan/generate.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { planLines } from '../../src/campaign/plan-lines.ts';

describe('a plan in words', () => {
  it('has one line per client, operation, turn step and fault', () => {
    const plan = planSchema.parse({
      clients: [
        { id: 'web', follows: ['main', 'other'] },
        { id: 'old', role: 'legacy', connectAtMs: 900 },
        { id: 'phone', follows: ['main'], subscribes: false },
      ],
      operations: [
        { do: 'send', id: 'a', client: 'web', session: 'main', atMs: 100, turn: { end: { type: 'never' } } },
        {
          do: 'send',
          id: 'b',
          client: 'web',
          session: 'main',
          text: '/reset',
          bytes: 9000,
          replayOf: 'a',
          sameKey: true,
          names: 'stale',
          after: { operation: 'a', event: 'answered', delayMs: 5 },
          turn: { steps: [{ type: 'tool', afterMs: 1, bytes: 77 }] },
        },
        { do: 'reset', id: 'c', client: 'old', session: 'main', atMs: 1 },
        { do: 'delete', id: 'd', client: 'old', session: 'main', atMs: 2 },
        { do: 'compact', id: 'e', client: 'old', session: 'main', atMs: 3 },
        { do: 'abort', id: 'f', client: 'old', session: 'main', atMs: 4, run: 'a' },
        { do: 'abort', id: 'g', client: 'old', session: 'main', atMs: 5 },
        { do: 'history', id: 'h', client: 'old', session: 'main', atMs: 6, times: 12 },
        { do: 'list', id: 'i', client: 'old', atMs: 7 },
        { do: 'leave', id: 'j', client: 'old', atMs: 8 },
        { do: 'delete', id: 'n', client: 'old', session: 'main', atMs: 9, names: 'current' },
        { do: 'subscribe', id: 'o', client: 'old', session: 'main', atMs: 10 },
        { do: 'subscribe', id: 'p', client: 'old', session: 'main', atMs: 11, to: 'sessions' },
        { do: 'try-all', id: 'q', client: 'old', session: 'main', atMs: 12 },
      ],
      faults: [
        { kind: 'reader.pause', id: 'k', client: 'web', atMs: 9, durationMs: 50 },
        {
          kind: 'process.crash',
          id: 'l',
          when: { on: 'disk.append', match: 'transcripts/', nth: 2, edge: 'before', delayMs: 0.5 },
        },
        { kind: 'lifecycle.late', id: 'm', run: 'a', event: 'end', delayMs: 3 },
      ],
    });
    expect(planLines(plan)).toEqual([
      'client web (operator), follows main and other',
      'client old (legacy), connects at 900 ms',
      'client phone (operator), follows main alone',
      'at 100 ms web sends to main, and the run ends with never (a)',
      '  its run: text of 24 bytes after 10 ms',
      '5 ms after a is answered web repeats a with the same key "/reset" 9000 bytes to main, naming its stale generation (b)',
      '  its run: a tool result of 77 bytes after 1 ms',
      'at 1 ms old resets main (c)',
      'at 2 ms old deletes main (d)',
      'at 3 ms old compacts main (e)',
      'at 4 ms old aborts the run of a in main (f)',
      'at 5 ms old aborts what runs in main (g)',
      'at 6 ms old asks for the history of main 12 times at once (h)',
      'at 7 ms old lists the sessions (i)',
      'at 8 ms old leaves for 100 ms (j)',
      'at 9 ms old deletes main, naming its current generation (n)',
      'at 10 ms old subscribes to the messages of main (o)',
      'at 11 ms old subscribes to all sessions (p)',
      'at 12 ms old calls every method on main (q)',
      'at 9 ms reader.pause (k), durationMs 50, client web',
      'before disk.append of transcripts/ no. 2 and 0.5 ms process.crash (l), downMs 500',
      'lifecycle.late (m), run a, event end, delayMs 3, anonymous true',
    ]);
  });

  it('puts no line break into a line, whatever the plan', () => {
    for (let k = 0; k < 50; k++)
      for (const line of planLines(generatePlan(`words/${k}`)))
        expect(line).not.toMatch(/[\n\r]|undefined|object/);
  });
});

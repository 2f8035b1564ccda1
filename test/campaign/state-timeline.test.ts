import { describe, expect, it } from 'vitest';
import { StateTimeline } from '../../src/campaign/state-timeline.ts';

describe('a timeline of states', () => {
  it('says the state once a record was made', () => {
    const timeline = new StateTimeline();
    for (const [i, state] of [
      [0, 'handshaking'],
      [1, 'handshaking'],
      [2, 'running'],
      [5, 'idle'],
    ] as const)
      timeline.add({ i }, state);
    expect([0, 1, 2, 4, 5, 99].map((record) => timeline.at(record))).toEqual([
      'handshaking',
      'handshaking',
      'running',
      'running',
      'idle',
      'idle',
    ]);
  });

  it('is idle before anything happened', () => {
    expect(new StateTimeline().at(0)).toBe('idle');
  });
});

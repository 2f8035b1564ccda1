/**
 * Recordings of real releases before the judge. What the releases did wrong is in the tables, each with where to see
 * it; everything else must stay free of alarms. What a recording cannot show is said beside it.
 */
import { describe, expect, test } from 'vitest';
import { dialectFor } from '../../src/dialect/catalogue.ts';
import type { Dialect } from '../../src/dialect/dialect.ts';
import type { ImportedHistory } from '../../src/history/importer.ts';
import { createJudge } from '../../src/properties/judge.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import type { Finding } from '../../src/properties/finding.ts';
import type { Verdict } from '../../src/properties/property.ts';
import { historyOf, historyOfClients, RECORDINGS, releaseOf } from './recordings.ts';

function judged(release: string, history: ImportedHistory): readonly Verdict[] {
  const dialect = dialectFor(release);
  if (dialect === undefined) throw new Error(`no dialect for ${release}`);
  const judge = createJudge({ dialect, profile: SIMULATED_PROFILE });
  for (const record of history.records) judge.observe(record);
  return judge.finish();
}

/** The causes of every violation found, as `property: cause`. */
function causesIn(verdicts: readonly Verdict[]): string[] {
  const causes = verdicts.flatMap(({ property, violations }) =>
    violations.map((violation) => `${property}: ${violation.cause}`),
  );
  return [...new Set(causes)].sort();
}

function verdictOn(property: string, verdicts: readonly Verdict[]): Verdict | undefined {
  return verdicts.find((verdict) => verdict.property === property);
}

function violationsOf(property: string, verdicts: readonly Verdict[]): readonly Finding[] {
  return verdictOn(property, verdicts)?.violations ?? [];
}

describe('a healthy session', () => {
  test.each([
    'basic-2026.2.1',
    'basic-2026.2.1-observer',
    'basic-2026.4.21',
    'basic-2026.4.21-observer',
    'basic-2026.4.25',
    'basic-2026.4.25-observer',
    'basic-2026.5.28',
    'basic-2026.5.28-observer',
    'basic-2026.9.6',
    'basic-2026.9.6-observer',
  ])('raises no alarm in %s', (name) => {
    const verdicts = judged(releaseOf(name), historyOf(name));
    expect(causesIn(verdicts)).toEqual([]);
    for (const property of ['seq/contiguous', 'seq/run-order', 'run/terminates']) {
      expect(verdictOn(property, verdicts)?.verdict, property).toBe('pass');
    }
  });

  test.each(['2026.2.1', '2026.4.21', '2026.4.25', '2026.5.28', '2026.9.6'])(
    'raises none in %s when both clients are seen at once',
    (release) => {
      const name = `basic-${release}`;
      const verdicts = judged(release, historyOfClients(name, `${name}-observer`));
      expect(causesIn(verdicts)).toEqual([]);
    },
  );

  test('shows the dedupe of 2026.9.6 in order, and says that its histories name no generation', () => {
    const verdicts = judged('2026.9.6', historyOf('basic-2026.9.6'));
    expect(verdictOn('generation/monotonic', verdicts)?.reason).toContain('do not name their revision');
    expect(verdictOn('status/coherent', verdicts)?.verdict).toBe('pass');
    expect(verdictOn('send/exactly-once', verdicts)?.verdict).toBe('pass');
  });
});

describe('other text under a used key', () => {
  // releases before 2026.9 answer `ok`, whatever text comes with it: what their dialects declare
  test.each([
    ['2026.2.1', false],
    ['2026.4.21', false],
    ['2026.4.25', false],
    ['2026.5.28', false],
    ['2026.9.6', true],
  ])('is refused by %s: %s, and its dialect says so', (release, refuses) => {
    const dialect = dialectFor(release) as Dialect;
    expect(dialect.refusesOtherText).toBe(refuses);
    const judge = createJudge({
      dialect: { ...dialect, refusesOtherText: true },
      profile: SIMULATED_PROFILE,
    });
    for (const record of historyOf(`basic-${release}`).records) judge.observe(record);
    const wrong = ['send/exactly-once: a used key with other text was accepted'];
    expect(causesIn(judge.finish())).toEqual(refuses ? [] : wrong);
  });
});

describe('incident #7442, event gaps', () => {
  test('gap-2026.5.28 shows a slow reader whose counter jumps from 1 to 6 without a close', () => {
    const verdicts = judged('2026.5.28', historyOf('gap-2026.5.28'));
    expect(causesIn(verdicts)).toEqual(['seq/contiguous: the counter jumped forward']);
    expect(violationsOf('seq/contiguous', verdicts)[0]?.sentence).toContain('expected event seq 2 and got 6');
  });

  // It ends after the first numbered event: it shows that the process-wide counter does not begin at 1 on a
  // connection, which is no gap, and nothing more.
  test('gap-2026.2.1 is too short to show any', () => {
    const verdicts = judged('2026.2.1', historyOf('gap-2026.2.1'));
    expect(causesIn(verdicts)).toEqual([]);
    expect(verdictOn('seq/contiguous', verdicts)?.verdict).toBe('inconclusive');
  });
});

describe('incident #70330, rotation', () => {
  test.each(['daily-2026.4.21', 'daily-2026.5.28'])(
    '%s shows an ordinary sentence that rotates the session',
    (name) => {
      const verdicts = judged(releaseOf(name), historyOf(name));
      expect(causesIn(verdicts)).toEqual(['rotation/explicit: a session rotated without a request']);
    },
  );

  test('reset-2026.5.28 shows slash commands that rotate without a mark and tell nobody', () => {
    const causes = causesIn(judged('2026.5.28', historyOf('reset-2026.5.28')));
    expect(causes).toContain('rotation/audited: an honoured slash command left no visible mark');
    expect(causes).toContain(
      'eviction/notified: a notice did not come before an event of the next generation',
    );
  });
});

describe('incident #88538, stale lifecycle', () => {
  // Fifteen seconds after its final, a run from before the reset gets a chat error; the row of the generation that
  // is current by then becomes failed.
  test('race-2026.5.28 shows late errors of old runs in the new generation', () => {
    const verdicts = judged('2026.5.28', historyOf('race-2026.5.28'));
    expect(causesIn(verdicts)).toEqual([
      'generation/row: the row of a fresh generation has a status',
      'generation/stream: row of an older generation after the notice',
      'generation/transcript: an entry of an older generation in a newer transcript',
      'run/terminates: one connection got two terminals of a run',
      'seq/run-order: an event of a run after its terminal',
    ]);
    expect(violationsOf('generation/row', verdicts)[0]?.sentence).toContain('says status failed');
  });

  // Its resets come when everything is settled, so no late error follows: the rows stay clean, and pass.
  test('reset-2026.5.28 shows clean rows, and a lifecycle end after the terminal of an aborted run', () => {
    const verdicts = judged('2026.5.28', historyOf('reset-2026.5.28'));
    expect(verdictOn('generation/row', verdicts)?.verdict).toBe('pass');
    expect(verdictOn('generation/stream', verdicts)?.verdict).toBe('pass');
    expect(causesIn(verdicts)).toEqual([
      'eviction/notified: a notice did not come before an event of the next generation',
      'rotation/audited: an honoured slash command left no visible mark',
      'seq/run-order: an event of a run after its terminal',
    ]);
  });
});

describe('an acknowledged reset that is undone', () => {
  test('undone-2026.5.28 shows the old sessionId coming back', () => {
    const verdicts = judged('2026.5.28', historyOf('undone-2026.5.28'));
    expect(verdictOn('generation/monotonic', verdicts)?.verdict).toBe('violation');
    expect(causesIn(verdicts)).toEqual([
      'generation/monotonic: an ended generation came back',
      'generation/stream: message of an older generation after the notice',
      'generation/stream: row of an older generation after the notice',
      'generation/transcript: an entry of an older generation in a newer transcript',
      'run/terminates: one connection got two terminals of a run',
      'seq/run-order: an event of a run after its terminal',
    ]);
  });
});

describe('a restart in the middle of a run', () => {
  test('restart-SIGTERM-2026.5.28 shows a row that says running for ever', () => {
    const verdicts = judged(
      '2026.5.28',
      historyOf('restart-SIGTERM-2026.5.28-pre', 'restart-SIGTERM-2026.5.28-post'),
    );
    expect(causesIn(verdicts)).toEqual(['status/coherent: a row says running and no active run']);
  });

  // Before the restart the same row says the same with good reason: the run was sent under the alias `main`, and
  // this release does not count such runs as active.
  test('is no reason for an alarm before the restart', () => {
    expect(causesIn(judged('2026.5.28', historyOf('restart-SIGTERM-2026.5.28-pre')))).toEqual([]);
  });

  test('restart-SIGUSR1-2026.5.28 waits for the run and shows nothing wrong', () => {
    const verdicts = judged(
      '2026.5.28',
      historyOf('restart-SIGUSR1-2026.5.28-pre', 'restart-SIGUSR1-2026.5.28-post'),
    );
    expect(causesIn(verdicts)).toEqual([]);
    expect(verdictOn('status/coherent', verdicts)?.verdict).toBe('pass');
  });

  // The send acknowledged behind the running one is in no later history, but the recording ends with the stop: what
  // the gateway kept is not in it.
  test('queuedcrash-2026.5.28 ends too early to show that the queued send is lost', () => {
    const verdicts = judged('2026.5.28', historyOf('queuedcrash-2026.5.28'));
    expect(causesIn(verdicts)).toEqual([]);
    expect(verdictOn('ack/durable', verdicts)?.verdict).toBe('inconclusive');
  });
});

test('every recording is judged above', () => {
  const kinds = new Set(RECORDINGS.map((name) => name.slice(0, name.indexOf('-'))));
  expect(kinds).toEqual(
    new Set(['basic', 'daily', 'gap', 'queuedcrash', 'race', 'reset', 'restart', 'undone']),
  );
});

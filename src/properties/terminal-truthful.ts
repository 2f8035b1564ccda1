/**
 * terminal/truthful. What ended a run is read from the provider's records, the requests and the faults, and compared
 * with what its terminal says, and its stored reply. Judged of a run is what the gateway sent first. A run that no model
 * was asked for is not judged (that it is not asked is the matter of run/served), nor one that may be meant by the call
 * of another. A stored reply that says interrupted after a final is the matter of run/terminates.
 * Version 2 added that an error says why, and that a row which is pushed for the end of a run names no other end than the
 * model's: of a run that was cut short it may say either. Memory: a few words for each run that was told to have ended.
 */
import type { EventMeaning, ObservedEntry } from '../dialect/observation.ts';
import type { FrameRecord } from '../history/record.ts';
import { seconds } from '../kernel/time.ts';
import type { EventAbout, Of } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { Attempt } from './model/attempts.ts';
import type { Position } from './model/connections.ts';
import type { Send } from './model/sends.ts';

type Terminal = Extract<EventMeaning, { type: 'terminal' }>;
type State = Terminal['state'];

/**
 * No frame announces how long a run may take, nor from when on that counts: a summary before the first call may be part
 * of it. One that took this long since it was sent may have met that limit.
 */
const MAY_BE_LIMITED = seconds(10);

export const terminalTruthful: Property = {
  id: 'terminal/truthful',
  version: 2,
  later: {
    2: ['an error says no reason', 'a row is pushed for another end than its run had'],
  },
  family: 'account',
  statement:
    'A terminal, and the stored reply, name the cause that ended the run: final when the model ended well, error, with a reason, when it failed or a limit, a restart or the disk cut it, aborted when somebody asked for that; the row that is pushed then names no other.',
  why: 'OpenClaw issues 119554, 90999; a run that failed must not look as if it had been answered',
  exercise: 'a run whose end was told, and what ended it is known',
  needs: 'texts',
  watches: [
    { type: 'event', says: ['terminal', 'row'], leg: 'news' },
    { type: 'response', says: ['history', 'history-page', 'archive'], leg: 'client' },
  ],
  start: (model) => new TerminalTruthful(model),
};

/** The end for which a row was pushed. */
interface Pushed {
  readonly phase: 'end' | 'error';
  readonly record: Position;
}

interface Told {
  readonly state: State;
  readonly record: Position;
}

class TerminalTruthful extends FindingChecker {
  readonly #told = new Map<Send, Told>();
  /** Ends for which a row was pushed before anything else told of them. */
  readonly #pushed = new Map<Send, Pushed>();

  event({ record, meaning }: Of<'event'>, { run }: EventAbout): void {
    if (meaning.type === 'row') {
      if (meaning.phase !== undefined && meaning.runId !== undefined)
        this.#rowPushed(meaning.key, meaning.runId, { phase: meaning.phase, record: record.i });
      return;
    }
    if (meaning.type !== 'terminal' || run === undefined || this.#told.has(run)) return;
    this.#told.set(run, { state: meaning.state, record: record.i });
    if (meaning.state === 'error' && isEmpty(meaning.errorMessage) && isEmpty(meaning.text)) {
      const sentence = `run ${run.runId} of ${run.key} was told as error, without a word of what went wrong`;
      this.add('an error says no reason', sentence, record.i);
    }
    const pushed = this.#pushed.get(run);
    if (pushed !== undefined) this.#judgePushed(run, pushed);
    const attempt = this.model.attempts.last(run);
    if (attempt === undefined) return;
    this.exercised++;
    const wrong = this.#wrong(meaning.state, run, attempt, record);
    if (wrong === undefined) return;
    const sentence = `run ${run.runId} of ${run.key} was told as ${meaning.state}, and ${wrong}`;
    this.add(CAUSES[meaning.state], sentence, attempt.lastRecord, record.i);
  }

  #rowPushed(key: string, runId: string, pushed: Pushed): void {
    const run = this.model.sends.ofRun(runId, key);
    if (run === undefined) return;
    if (this.#told.has(run)) this.#judgePushed(run, pushed);
    else this.#pushed.set(run, pushed);
  }

  /** Against what was told, where the model's own end says the same. */
  #judgePushed(run: Send, { phase, record }: Pushed): void {
    const told = this.#told.get(run);
    const attempt = this.model.attempts.last(run);
    this.#pushed.delete(run);
    if (told === undefined || attempt === undefined || run.reaccepted || this.model.dialect.mergesSends)
      return;
    const other = OTHER_END[phase];
    if (attempt.end !== other.end || told.state !== other.state) return;
    const sentence = `a row was pushed with phase ${phase} for run ${run.runId} of ${run.key}, which was told as ${told.state}: ${other.words}`;
    this.add('a row is pushed for another end than its run had', sentence, told.record, record);
  }

  response({ record, answer }: Of<'response'>): void {
    if (answer?.type === 'history' || answer?.type === 'history-page')
      for (const entry of answer.entries) this.#stored(answer.key, entry, record);
    else if (answer?.type === 'archive') {
      const archive = this.model.transcripts.archives.get(answer.archive);
      if (archive === undefined) return;
      for (const entry of answer.entries) this.#stored(archive.info.sessionKey, entry, record);
    }
  }

  /** The end that a stored reply names: that of the terminal, where one was told, else one that happened. */
  #stored(key: string, entry: ObservedEntry, record: FrameRecord): void {
    if (entry.role !== 'assistant' || entry.runId === undefined) return;
    const said = endIn(entry);
    const run = said === undefined ? undefined : this.model.sends.ofRun(entry.runId, key);
    if (run === undefined || said === undefined || !this.model.attempts.isKnown(run)) return;
    const attempt = this.model.attempts.last(run);
    // an early final of a message that was taken up by another run says nothing
    if (attempt === undefined && this.model.dialect.mergesSends) return;
    const told = this.#told.get(run);
    const what = `the stored reply of run ${run.runId} of ${key} says ${entry.isAborted ? 'aborted' : entry.stopReason}`;
    if (told !== undefined) {
      if (told.state === said || (told.state === 'final' && entry.stopReason === 'interrupted')) return;
      const sentence = `${what}, and its terminal ${told.state}`;
      this.add('a stored reply names another end than the terminal', sentence, told.record, record.i);
      return;
    }
    const wrong = attempt && this.#wrong(said, run, attempt, record);
    if (wrong === undefined || attempt === undefined) return;
    this.add(
      'a stored reply names an end that did not happen',
      `${what}, and ${wrong}`,
      attempt.lastRecord,
      record.i,
    );
  }

  /** What speaks against such an end of the run, in words. */
  #wrong(state: State, run: Send, attempt: Attempt, record: FrameRecord): string | undefined {
    if (state === 'final') {
      // a message that another run takes up is told its final while the model is at work on that
      if (attempt.end === undefined && this.model.dialect.mergesSends) return undefined;
      return attempt.end === 'end' ? undefined : WHY_NOT_FINAL[attempt.end ?? 'open'](attempt);
    }
    if (state === 'aborted')
      return this.#mayBeAborted(run) ? undefined : `nobody asked to abort it, or to end its session`;
    if (attempt.end === 'error' || this.#mayBeCut(attempt, record)) return undefined;
    if (attempt.end === 'end') return `the model had ended it well`;
    const took = Math.round((record.atMicros - attempt.beganAt) / 1000);
    return `the model had not failed, ${took} ms after it was asked`;
  }

  #mayBeAborted(run: Send): boolean {
    const { aborts, dailyRule, generations } = this.model;
    const { key, from } = run;
    // what a rule has ended is announced after the terminals
    if (dailyRule) return true;
    if (aborts.mayHaveEnded(run, from)) return true;
    return generations.mayHaveRotated(key, from) || generations.asksToEndAfter(key, from);
  }

  /** A restart, the disk or a limit may have ended it in error. */
  #mayBeCut({ send, end, incarnation }: Attempt, { incarnation: now, atMicros }: FrameRecord): boolean {
    const { fair } = this.model;
    if (!fair.listening || incarnation !== now || fair.storageTroubledAt > send.from) return true;
    return end !== 'end' && atMicros - send.firstSentAt >= MAY_BE_LIMITED;
  }
}

/** What a row that is pushed with this phase must not follow. */
const OTHER_END = {
  end: { end: 'error', state: 'error', words: 'the model had failed' },
  error: { end: 'end', state: 'final', words: 'the model had ended it well' },
} as const;

const CAUSES: Readonly<Record<State, string>> = {
  final: 'a final of a run that did not end well',
  aborted: 'a run was told as aborted, and nobody asked for that',
  error: 'an error of a run that nothing had failed',
};

const WHY_NOT_FINAL: Readonly<
  Record<'open' | Exclude<Attempt['end'], 'end' | undefined>, (a: Attempt) => string>
> = {
  open: () => 'the model was still at work',
  error: ({ failure }) => `the model had failed: ${failure ?? 'it did not say why'}`,
  cancel: () => 'the gateway had cancelled the call',
  gone: () => 'the process had ended during the call',
};

function isEmpty(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}

/** The terminal that a stored reply calls for; undefined: it does not say how its run ended. */
function endIn({ isAborted, stopReason }: ObservedEntry): State | undefined {
  if (isAborted) return 'aborted';
  switch (stopReason) {
    case 'stop':
    case 'length':
      return 'final';
    case 'error':
    case 'interrupted':
      return 'error';
    default:
      return undefined;
  }
}

/**
 * Live progress: one line on a terminal that rewrites itself; elsewhere a line every ten seconds, so that whoever reads a
 * log knows that it goes on. The clock is handed in, and asked only when there is something to say.
 */
import { counted as countedText } from './lines.ts';

export interface Progress {
  /** What is being counted. */
  readonly counted: string;
  readonly done: number;
  /** Null when nobody knows. */
  readonly total: number | null;
  /** Plans in which something was violated. */
  readonly violations?: number;
  /** Cells of the coverage grid that a fault landed in. */
  readonly cells?: number;
}

export interface ProgressLine {
  show(progress: Progress): void;
  /** Wipes the line, so that what follows starts on a clean one. */
  clear(): void;
}

export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const WIPE = '\r\u001b[2K';
const HEARTBEAT_MS = 10_000;
/** A pace that was measured for less than this says nothing. */
const SHORTEST_MS = 1_000;

/** `now`: milliseconds that only rise. */
export function progressLine(stream: ProgressStream, enabled: boolean, now: () => number): ProgressLine {
  if (!enabled) return { show: () => undefined, clear: () => undefined };
  const pace = new Pace(now);
  return stream.isTTY === true ? new RewrittenLine(stream, pace) : new Heartbeat(stream, pace, now);
}

class RewrittenLine implements ProgressLine {
  readonly #stream: ProgressStream;
  readonly #pace: Pace;
  #shown = false;

  constructor(stream: ProgressStream, pace: Pace) {
    this.#stream = stream;
    this.#pace = pace;
  }

  show(progress: Progress): void {
    this.#shown = true;
    // a line that is wrapped could not be rewritten
    const text = this.#pace.text(progress).slice(0, (this.#stream.columns ?? 80) - 1);
    this.#stream.write(`${WIPE}${text}`);
  }

  clear(): void {
    if (this.#shown) this.#stream.write(WIPE);
    this.#shown = false;
  }
}

class Heartbeat implements ProgressLine {
  readonly #stream: ProgressStream;
  readonly #pace: Pace;
  readonly #now: () => number;
  #last: number;

  constructor(stream: ProgressStream, pace: Pace, now: () => number) {
    this.#stream = stream;
    this.#pace = pace;
    this.#now = now;
    this.#last = now();
  }

  show(progress: Progress): void {
    const text = this.#pace.text(progress);
    const now = this.#now();
    if (now - this.#last < HEARTBEAT_MS) return;
    this.#last = now;
    this.#stream.write(`${text}\n`);
  }

  clear(): void {}
}

/** How fast what is counted goes on, and what is said of it. */
class Pace {
  readonly #now: () => number;
  #counted: string | undefined;
  #since = 0;
  #from = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  text({ counted, done, total, violations, cells }: Progress): string {
    const now = this.#now();
    if (counted !== this.#counted) [this.#counted, this.#since, this.#from] = [counted, now, done];
    const took = now - this.#since;
    const perMs = took < SHORTEST_MS ? 0 : (done - this.#from) / took;
    const parts = [
      `${counted}: ${done}${total === null ? '' : ` of ${total}`}`,
      ...(perMs > 0 ? [`${rate(perMs * 1000)}/s`] : []),
      ...(violations === undefined ? [] : [countedText(violations, 'violation')]),
      ...(cells === undefined ? [] : [countedText(cells, 'cell')]),
      ...(perMs > 0 && total !== null ? [`${timeLeft((total - done) / perMs)} left`] : []),
    ];
    return parts.join(', ');
  }
}

function rate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : String(Math.round(perSecond));
}

function timeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

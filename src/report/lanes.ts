/** The columns of a space-time diagram: one for each lifeline, their names as stairs above them, marks and arrows in them. */
import { printable } from '../input/printable.ts';
import type { Lifeline, TraceEvent, TraceMessage } from '../trace/trace.ts';
import { cutTo } from './fitted.ts';

const NARROWEST = 3;
const WIDEST = 8;
const LONGEST_NAME = 28;
/** Of the width, as much may be lanes. */
const SHARE = 0.3;

export class Lanes {
  readonly #lifelines: readonly Lifeline[];
  readonly #pitch: number;

  constructor(lifelines: readonly Lifeline[], width: number) {
    this.#lifelines = lifelines;
    const room = Math.floor((width * SHARE) / Math.max(1, lifelines.length));
    this.#pitch = Math.min(WIDEST, Math.max(NARROWEST, room));
  }

  /** So many fit. */
  static most(width: number): number {
    return Math.max(2, Math.floor((width * SHARE) / NARROWEST));
  }

  get width(): number {
    return this.#lifelines.length * this.#pitch;
  }

  has(lifeline: string | null): boolean {
    return this.#at(lifeline) >= 0;
  }

  /** Each name above its lane, on a line of its own of at most so many columns. */
  *header(room: number): Iterable<string> {
    for (const [at, { name }] of this.#lifelines.entries()) {
      const before = '│'.padEnd(this.#pitch).repeat(at);
      yield before + cutTo(printable(name), Math.min(LONGEST_NAME, room - before.length));
    }
  }

  /** Nothing happens: only who is there. */
  quiet(i: number): string {
    return this.#cells(i).join('');
  }

  row({ i, lifeline }: TraceEvent, message: TraceMessage | undefined): string {
    const cells = this.#cells(i);
    const here = this.#at(lifeline);
    if (here < 0) return cells.join('');
    const position = here * this.#pitch;
    cells[position] = '●';
    if (message === undefined) return cells.join('');
    const [from, to] = [this.#at(message.from), this.#at(message.to)];
    if (from < 0 || to < 0 || from === to) return cells.join('');
    if (message.delivered === i) this.#arrow(cells, from, to);
    else {
      const beside = position + (to > from ? 1 : -1);
      cells[beside] = message.lost ? '✗' : '─';
    }
    return cells.join('');
  }

  #arrow(cells: string[], from: number, to: number): void {
    const [start, end] = [from * this.#pitch, to * this.#pitch];
    const step = end > start ? 1 : -1;
    cells[start] = step > 0 ? '├' : '┤';
    for (let at = start + step; at !== end; at += step) cells[at] = cells[at] === '│' ? '┼' : '─';
    cells[end] = step > 0 ? '▶' : '◀';
  }

  #cells(i: number): string[] {
    return this.#lifelines.flatMap(({ first, last }) => {
      const isThere = i >= first && i <= last;
      return [isThere ? '│' : ' ', ...Array.from({ length: this.#pitch - 1 }, () => ' ')];
    });
  }

  #at(lifeline: string | null): number {
    return this.#lifelines.findIndex(({ id }) => id === lifeline);
  }
}

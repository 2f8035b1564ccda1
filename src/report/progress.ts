/** Live progress: one line on a terminal that rewrites itself; nothing at all anywhere else. */

export interface Progress {
  /** What is being counted. */
  readonly counted: string;
  readonly done: number;
  /** Null when nobody knows. */
  readonly total: number | null;
}

export interface ProgressLine {
  show(progress: Progress): void;
  /** Wipes the line, so that what follows starts on a clean one. */
  clear(): void;
}

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const WIPE = '\r\u001b[2K';

export function progressLine(stream: ProgressStream, enabled: boolean): ProgressLine {
  if (!enabled || stream.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  let shown = false;
  return {
    show({ counted, done, total }) {
      shown = true;
      stream.write(`${WIPE}${counted}: ${done}${total === null ? '' : ` of ${total}`}`);
    },
    clear() {
      if (shown) stream.write(WIPE);
      shown = false;
    },
  };
}

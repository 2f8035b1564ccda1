/**
 * The recorder: numbers and dates what crossed the gateway's boundary, folds it into the digest, shows it to a
 * listener and, when asked, keeps it. A campaign keeps nothing; a failing plan runs again with keeping on.
 */
import type { Micros } from '../kernel/time.ts';
import type { Message } from '../protocol/message.ts';
import { HistoryDigest } from './digest.ts';
import type { HistoryRecord, RecordBody } from './record.ts';
import { withoutSecrets } from './secrets.ts';

/** Where a world puts its records. */
export interface RecordSink {
  /** Adds one record. The body belongs to the recorder from here on. */
  add(body: RecordBody, atMicros: Micros, incarnation: number): void;
  /** Adds a record that is numbered (with `count`) and dated already. */
  addDated(record: HistoryRecord): void;
  /** How many records were added. */
  readonly count: number;
}

export interface RecorderOptions {
  /** Keep every record in memory. */
  readonly keep: boolean;
  /** Called with each record, in order, before `add` returns. */
  readonly onRecord?: ((record: HistoryRecord) => void) | undefined;
}

export interface Recorder extends RecordSink {
  /** The records so far; empty unless they are kept. */
  readonly records: readonly HistoryRecord[];
  /** The digest of all records so far. */
  digest(): string;
}

export function createRecorder(options: RecorderOptions): Recorder {
  return new HistoryRecorder(options);
}

class HistoryRecorder implements Recorder {
  readonly #keep: boolean;
  readonly #onRecord: ((record: HistoryRecord) => void) | undefined;
  readonly #digest = new HistoryDigest();
  readonly #records: HistoryRecord[] = [];
  // one message is recorded on two legs, usually with little between them
  #lastSecret: Message | undefined;
  #lastShown: Message | undefined;
  #count = 0;

  constructor(options: RecorderOptions) {
    this.#keep = options.keep;
    this.#onRecord = options.onRecord;
  }

  get count(): number {
    return this.#count;
  }

  get records(): readonly HistoryRecord[] {
    return this.#records;
  }

  digest(): string {
    return this.#digest.hex();
  }

  add(body: RecordBody, atMicros: Micros, incarnation: number): void {
    // the body is spread last: V8 spreads into a fresh literal twenty times faster than it extends a spread one
    this.addDated({ i: this.#count, atMicros, incarnation, ...body });
  }

  addDated(record: HistoryRecord): void {
    if (record.kind !== 'frame') return this.#take(record);
    const message = this.#shown(record.message);
    this.#take(message === record.message ? record : { ...record, message });
  }

  #take(record: HistoryRecord): void {
    this.#count++;
    this.#digest.add(record);
    if (this.#keep) this.#records.push(record);
    this.#onRecord?.(record);
  }

  #shown(message: Message): Message {
    if (message === this.#lastSecret) return this.#lastShown as Message;
    const shown = withoutSecrets(message);
    if (shown !== message) {
      this.#lastSecret = message;
      this.#lastShown = shown;
    }
    return shown;
  }
}

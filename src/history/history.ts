/**
 * The recorder: keeps the count of what crossed the gateway's boundary, folds it into the digest, shows it to a
 * listener and, when asked, keeps it. A campaign keeps nothing; a failing plan runs again with keeping on.
 */
import type { Micros } from '../kernel/time.ts';
import type { Message } from '../protocol/message.ts';
import { HistoryDigest } from './digest.ts';
import type { FrameRecord, HistoryRecord, RecordBody } from './record.ts';
import { maskedTexts, withoutSecrets } from './secrets.ts';

export interface RecorderOptions {
  /** Keep every record in memory. */
  readonly keep: boolean;
  /** Called with each record, in order. */
  readonly onRecord?: ((record: HistoryRecord) => void) | undefined;
  /**
   * So many records are shown at a time, so that the code of the world and that of the judge do not drive each other
   * out of the caches; the last ones when the digest is asked for. Default 1: each before `add` returns.
   */
  readonly together?: number | undefined;
  /** A text as a record may show it, of everything but frames, which come as they may be shown. Default: as it is. */
  readonly masked?: ((text: string) => string) | undefined;
}

export class Recorder {
  readonly #keep: boolean;
  readonly #onRecord: ((record: HistoryRecord) => void) | undefined;
  readonly #digest = new HistoryDigest();
  readonly #records: HistoryRecord[] = [];
  readonly #together: number;
  readonly #masked: ((text: string) => string) | undefined;
  /** Added, not yet shown. */
  #waiting: HistoryRecord[] = [];
  // one message is recorded on two legs, usually with little between them
  #lastSecret: Message | undefined;
  #lastShown: Message | undefined;
  #count = 0;

  constructor(options: RecorderOptions) {
    this.#keep = options.keep;
    this.#onRecord = options.onRecord;
    this.#together = options.together ?? 1;
    this.#masked = options.masked;
  }

  /** How many records were added. */
  get count(): number {
    return this.#count;
  }

  /** The records so far; empty unless they are kept. */
  get records(): readonly HistoryRecord[] {
    return this.#records;
  }

  /** The digest of all records so far, all of which have been shown when it returns. */
  digest(): string {
    this.#show();
    return this.#digest.hex();
  }

  /** A text as a record may show it; what is made of a text (a hash, blocks) is made of this. */
  masked(text: string): string {
    return this.#masked === undefined ? text : this.#masked(text);
  }

  /** Adds one record. The body belongs to the recorder from here on. */
  add(body: RecordBody, atMicros: Micros, incarnation: number): void {
    // the body is spread last: V8 spreads into a fresh literal twenty times faster than it extends a spread one
    const dated = { i: this.#count, atMicros, incarnation, ...body };
    this.addDated(
      this.#masked === undefined || body.kind === 'frame' ? dated : maskedTexts(dated, this.#masked),
    );
  }

  /** Adds a record that is numbered (with `count`) and dated already. */
  addDated(record: HistoryRecord): void {
    if (record.kind === 'frame') return this.addFrame(record);
    this.#digest.add(record);
    this.#take(record);
  }

  /** The same where it is known to be a frame's, as nearly all are. */
  addFrame(record: FrameRecord): void {
    const message = this.#shown(record.message);
    const shown = message === record.message ? record : { ...record, message };
    this.#digest.addFrame(shown);
    this.#take(shown);
  }

  #take(record: HistoryRecord): void {
    this.#count++;
    if (this.#keep) this.#records.push(record);
    if (this.#onRecord !== undefined && this.#waiting.push(record) >= this.#together) this.#show();
  }

  #show(): void {
    const onRecord = this.#onRecord;
    if (onRecord === undefined) return;
    const waiting = this.#waiting;
    // a new list: one that has grown old is costly to fill with what is new
    this.#waiting = [];
    for (const record of waiting) onRecord(record);
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

/**
 * PromptItem turns: what later prompts of a session are to repeat of each of its runs: the user's message, tool results,
 * the reply. Texts are kept as hashes once a run is over. A run that was called more than once may be remembered by what
 * it said last or by all that it said; what a call said that the end of the process cut off may be lost.
 * Must not know: what is judged. Memory: a few words per message, result and reply, and the text of calls under way.
 */
import { scalars, type ContentRules } from '../dialect/content.ts';
import {
  LARGEST_WHOLE_TEXT_BYTES,
  textHash,
  textLength,
  type RecordedText,
} from '../history/recorded-text.ts';
import { NEVER, type Position } from './model/connections.ts';
import type { Send } from './model/sends.ts';

/**
 * A summary that a model returned: in a prompt it stands for what it was made of. Two of one session that say the same
 * are one, since prompts do not show which it is.
 */
export interface RememberedSummary {
  readonly key: string;
  readonly text: string;
  /** Summaries that its own input held. */
  from: readonly RememberedSummary[];
  /** The newest message that it was made of, as far as is known. */
  newest: Send | undefined;
}

const NONE: readonly RememberedSummary[] = [];

/** One thing that prompts repeat. */
export class PromptItem {
  readonly role: 'user' | 'tool' | 'assistant';
  readonly turn: RememberedTurn;
  /** A text so short may be anybody's. */
  readonly isShort: boolean;
  /** Another turn of its session said the same: whose a text of a prompt is does not show. */
  isShared = false;
  /** How often the prompt that its session's model was shown last holds it. */
  times = 0;
  /** Later prompts of its generation must hold it, or a summary that was made of it. */
  isOwed = false;
  /** Those whose input held it. */
  summaries = NONE;

  constructor(role: PromptItem['role'], turn: RememberedTurn, isShort = false) {
    this.role = role;
    this.turn = turn;
    this.isShort = isShort;
  }

  /** Such as `the reply to [[m1]]`. */
  get name(): string {
    const marker = `[[${this.turn.send.marker}]]`;
    if (this.role === 'user') return `the user's message ${marker}`;
    return this.role === 'tool'
      ? `a tool result of the turn of ${marker}`
      : `the assistant's reply to ${marker}`;
  }
}

/** One turn of a conversation. */
export class RememberedTurn {
  readonly send: Send;
  readonly message = new PromptItem('user', this);
  /** Of its last call; what is too long or too short to be told apart is left out. */
  said: readonly PromptItem[] = [];
  calls = 0;
  lastCall: Position = NEVER;
  /** Its last call ended by itself, and well. */
  endedWell = false;
  /** The transcript was seen to keep its tool results. */
  keepsResults = false;
  /** It may have been steered into a run under way: what was said may be that one's. */
  isShared = false;
  /** Of its message as the prompt of its own run had it. */
  askedHash: number | undefined;
  askedLength = 0;
  /** Messages that waited like this one did, in the prompt of its first call. */
  beside: readonly RememberedTurn[] = [];
  /** What its calls under way and before said, until it is settled; undefined: too much to be compared. */
  #text: string | undefined = '';
  #before: string | undefined = '';
  #results: RecordedText[] = [];

  constructor(send: Send) {
    this.send = send;
  }

  called(record: Position, isShared = false): void {
    this.calls++;
    this.isShared = isShared;
    this.lastCall = record;
    this.endedWell = false;
    this.said = [];
    this.restart();
  }

  /** What its call said so far is withdrawn. */
  restart(): void {
    this.#text = '';
    this.#results = [];
  }

  says(text: RecordedText): void {
    const isWhole = typeof text === 'string' && this.#text !== undefined;
    this.#text = isWhole ? this.#text + text : undefined;
    if ((this.#text?.length ?? 0) * 3 > LARGEST_WHOLE_TEXT_BYTES) this.#text = undefined;
  }

  gotResult(text: RecordedText): void {
    this.#results.push(text);
  }

  /** The call is over: what it said, and all that the run said, is remembered in `texts`. */
  ended(well: boolean, texts: RememberedTexts): void {
    this.endedWell = well;
    const all =
      this.#before === undefined || this.#text === undefined ? undefined : this.#before + this.#text;
    const said = this.#results.flatMap((result) => texts.remember(this, 'tool', result) ?? []);
    if (this.#text !== undefined) {
      const reply = texts.remember(this, 'assistant', this.#text, all);
      if (reply !== undefined) said.push(reply);
    }
    this.said = said;
    this.#before = all;
    this.restart();
  }

  /** Its run is over: nothing more will be said. */
  settled(): void {
    this.#before = undefined;
    this.restart();
  }
}

/** So many UTF-16 code units tell a text from that of another run. */
const TELLING_UNITS = 8;

/** Finds what was said by its text, whoever said it. */
export class RememberedTexts {
  readonly #trims: boolean;
  readonly #byHash = { tool: new Map<number, PromptItem[]>(), assistant: new Map<number, PromptItem[]>() };

  constructor({ trimsShown }: ContentRules) {
    this.#trims = trimsShown;
  }

  /** By all of these texts; undefined: there is nothing to remember. */
  remember(
    turn: RememberedTurn,
    role: 'tool' | 'assistant',
    ...texts: readonly (RecordedText | undefined)[]
  ): PromptItem | undefined {
    const plain = texts.flatMap((text) => (text === undefined ? [] : [this.#plain(text)]));
    const hashes = new Set(plain.filter((text) => textLength(text) > 0).map(textHash));
    if (hashes.size === 0) return undefined;
    const remembered = new PromptItem(
      role,
      turn,
      plain.every((text) => textLength(text) < TELLING_UNITS),
    );
    for (const hash of hashes) {
      const others = this.#byHash[role].get(hash) ?? [];
      this.#byHash[role].set(hash, others);
      for (const other of others)
        if (other.turn !== turn && other.turn.send.key === turn.send.key)
          other.isShared = remembered.isShared = true;
      others.push(remembered);
    }
    return remembered;
  }

  find(role: 'tool' | 'assistant', text: RecordedText): readonly PromptItem[] {
    return this.#byHash[role].get(textHash(this.#plain(text))) ?? [];
  }

  #plain(text: RecordedText): RecordedText {
    if (typeof text !== 'string') return text;
    return this.#trims ? scalars(text).trim() : scalars(text);
  }
}

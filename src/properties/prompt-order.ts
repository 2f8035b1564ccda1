/**
 * The order of one prompt, message by message: what stands twice, and what stands behind something that came after it.
 * A message comes before those that were sent after its ack was delivered, and before what was said in answer to it; what
 * a run said comes before messages that were sent, and runs that were called, after it had ended.
 * Memory: two references for each message of the prompts shown last.
 */
import type { Position } from './model/connections.ts';
import type { PromptedSession, Conversations } from './conversations.ts';
import type { PromptItem } from './remembered-turn.ts';

/** What is wrong with the place of a message. */
export interface Misplaced {
  readonly cause: string;
  readonly words: string;
  readonly records: readonly Position[];
}

/** Up to some message: the message that was sent last, and what the run said that was called last. */
interface Latest {
  readonly sent: PromptItem | undefined;
  readonly said: PromptItem | undefined;
}

const NOTHING: Latest = { sent: undefined, said: undefined };

export class PromptOrder {
  readonly #conversations: Conversations;
  readonly #isExact: boolean;
  readonly #mergesSends: boolean;
  readonly #latest = new Map<PromptedSession, Latest[]>();

  /** `isExact`: messages stand once and in their place. */
  constructor(conversations: Conversations, isExact: boolean, mergesSends: boolean) {
    this.#conversations = conversations;
    this.#isExact = isExact;
    this.#mergesSends = mergesSends;
  }

  /** Takes the message at this place, those before it having been taken. The `own` one of a run comes last, not in order. */
  look(conversation: PromptedSession, at: number, own: PromptItem): Misplaced | undefined {
    let latest = this.#latest.get(conversation);
    if (latest === undefined) this.#latest.set(conversation, (latest = []));
    const before = latest[at - 1] ?? NOTHING;
    latest[at] = before;
    const { repeats, summaries } = conversation.prompt.messages[at] ?? { repeats: [], summaries: [] };
    const [one] = repeats;
    // which of several it is does not show
    if (
      one === undefined ||
      repeats.length > 1 ||
      summaries.length > 0 ||
      !this.#conversations.isCertain(one)
    )
      return undefined;
    latest[at] =
      one.role === 'user'
        ? { sent: laterSent(before.sent, one), said: before.said }
        : { sent: before.sent, said: laterSaid(before.said, one) };
    const place = conversation.prompt.placeOf(at);
    const twice = this.#twice(one, one === own, place);
    if (twice !== undefined || one === own) return twice;
    // of what the prompt shares with the one before, whose it is may have become a guess since
    const certain = { sent: this.#certain(before.sent), said: this.#certain(before.said) };
    return one.role === 'user' ? this.#message(one, certain, place) : this.#said(one, certain, place);
  }

  #certain(one: PromptItem | undefined): PromptItem | undefined {
    return one !== undefined && this.#conversations.isCertain(one) ? one : undefined;
  }

  #twice(one: PromptItem, isOwn: boolean, place: string): Misplaced | undefined {
    const { times, turn } = one;
    if (!this.#isExact || times < 2 || turn.calls > (isOwn ? 0 : 1)) return undefined;
    const what = one.role === 'user' ? 'a message' : 'what a model said';
    return {
      cause: `a prompt holds ${what} twice`,
      words: `${one.name} once more, ${place}`,
      records: [turn.send.acceptedBy],
    };
  }

  #message(one: PromptItem, { sent, said }: Latest, place: string): Misplaced | undefined {
    if (!this.#isExact) return undefined;
    const { send } = one.turn;
    const answer = one.turn.said.find((item) => item.times > 0 && !item.isShared && !item.isShort);
    if (answer !== undefined && one.times === 1 && said !== undefined)
      return behind(one, answer, place, one.turn.lastCall);
    if (sent === undefined || !send.acknowledged || send.acknowledgedRecord > sent.turn.send.record)
      return undefined;
    return behind(one, sent, place, send.acknowledgedRecord, sent.turn.send.record);
  }

  #said(one: PromptItem, { sent, said }: Latest, place: string): Misplaced | undefined {
    const { send } = one.turn;
    if (this.#mergesSends || !one.isOwed) return undefined;
    if (this.#isExact && sent !== undefined && send.settledBy < sent.turn.send.record)
      return behind(one, sent, place, send.settledBy, sent.turn.send.record);
    if (said !== undefined && send.settledBy < said.turn.lastCall)
      return behind(one, said, place, send.settledBy, said.turn.lastCall);
    return undefined;
  }
}

function behind(one: PromptItem, later: PromptItem, place: string, ...records: Position[]): Misplaced {
  return {
    cause: 'a prompt is out of order',
    words: `${one.name}, ${place}, behind ${later.name}, which came later`,
    records: [one.turn.send.acceptedBy, ...records],
  };
}

function laterSent(latest: PromptItem | undefined, one: PromptItem): PromptItem {
  return latest === undefined || one.turn.send.record > latest.turn.send.record ? one : latest;
}

function laterSaid(latest: PromptItem | undefined, one: PromptItem): PromptItem {
  return latest === undefined || one.turn.lastCall > latest.turn.lastCall ? one : latest;
}

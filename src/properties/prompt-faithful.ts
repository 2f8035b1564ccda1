/**
 * prompt/faithful. Which run a call is for does not show: it is taken to be that whose message comes last in the prompt.
 * Demanded of every call: the messages of settled turns of the generation, what their runs said where they ended well,
 * and tool results that the transcript was seen to keep, unless a summary in the prompt was made of it. Convicted: what another session or an ended generation said, a
 * message that waits for its own run (known once that run is called), what stands twice or out of order, another text
 * than was sent. Where the dialect's prompts are not exact, wrapped messages are known by their markers and only replies
 * have an order; where it merges sends, nobody can say which messages waited.
 */
import { scalars } from '../dialect/content.ts';
import { isText, textHash, textLength, type RecordedText } from '../history/recorded-text.ts';
import { parseSessionControl } from '../protocol/session-control.ts';
import type { Of, ProviderAbout, RequestAbout } from './about.ts';
import { Conversations, type PromptedSession } from './conversations.ts';
import { FindingChecker, type Property } from './property.ts';
import type { JudgeModel } from './model/judge-model.ts';
import { isNewer, isOlder, type Ending } from './model/rotations.ts';
import type { ModelCall } from './model/runs.ts';
import type { Send } from './model/sends.ts';
import { PromptOrder, type Misplaced } from './prompt-order.ts';
import type { PromptItem, RememberedTurn } from './remembered-turn.ts';
import type { ShownMessage } from './shown-prompt.ts';

/** So many texts of messages that no model was asked yet are kept before those that none will be asked are dropped. */
const KEPT_TEXTS = 64;

export const promptFaithful: Property = {
  id: 'prompt/faithful',
  family: 'generation',
  statement:
    "The prompt of every run holds the earlier settled turns of its generation, replies and tool results included, each once and in order, or a summary that was made of them, and last the run's own message as it was sent; nothing of another session or generation, and no message that waits for its own run.",
  why: 'OpenClaw issues 120563, 81439, 15171; incidents #70330 and #73204',
  exercise: 'a run called with earlier turns to remember',
  needs: 'texts',
  watches: [
    { type: 'request', says: ['send'], leg: 'gateway' },
    { type: 'event', says: ['message'], leg: 'gateway' },
    { type: 'provider', says: ['call', 'start', 'delta', 'tool', 'end', 'error', 'cancel'] },
    'process',
  ],
  start: (model) => new PromptFaithful(model),
};

/** The call that is judged. */
interface Asked {
  readonly call: ModelCall;
  readonly conversation: PromptedSession;
  readonly send: Send;
  readonly turn: RememberedTurn;
  readonly messages: readonly ShownMessage[];
  /** The last end of a generation of its session, if the run is certainly newer. */
  readonly ending: Ending | undefined;
}

class PromptFaithful extends FindingChecker {
  readonly #conversations: Conversations;
  readonly #order: PromptOrder;
  /** Of sends that no model was asked yet. */
  readonly #texts = new Map<Send, string>();
  /** Where the prompt of another run held the message of a run that was not called yet. */
  readonly #early = new Map<Send, { readonly place: string; readonly by: Send; readonly record: number }>();
  readonly #isExact: boolean;

  constructor(model: JudgeModel) {
    super(model);
    const { content, mergesSends } = model.dialect;
    this.#conversations = new Conversations(model);
    this.#isExact = content.promptsAreExact && !mergesSends;
    this.#order = new PromptOrder(this.#conversations, this.#isExact, mergesSends);
  }

  request({ ask }: Of<'request'>, { pending, send }: RequestAbout): void {
    if (send === undefined || ask.type !== 'send' || send.isCalled) return;
    // of two texts under one key either may be the one that is taken
    if (send.otherText) this.#texts.delete(send);
    if (send.otherText || pending.record !== send.textOf) return;
    if (this.#texts.size >= KEPT_TEXTS) this.#sweep();
    this.#texts.set(send, ask.control === undefined ? ask.text : (parseSessionControl(ask.text)?.rest ?? ''));
  }

  event({ meaning }: Of<'event'>): void {
    if (meaning.type !== 'message' || meaning.entry.role !== 'tool') return;
    const { runId } = meaning.entry;
    const send = runId === undefined ? undefined : this.model.sends.ofRun(runId, meaning.key);
    if (send !== undefined) this.#conversations.turnOf(send).keepsResults = true;
  }

  process({ record: { event, i } }: Of<'process'>): void {
    if (event === 'crashed') this.#conversations.crashed(i);
  }

  provider({ record }: Of<'provider'>, { call }: ProviderAbout): void {
    if (call === undefined) return;
    if (record.event !== 'call') return this.#conversations.observe(record, call);
    if (call.purpose === 'summary') return this.#conversations.summarise(call);
    const { key, prompt, send } = call;
    if (key === undefined || send === undefined) return;
    const turn = this.#conversations.turnOf(send);
    if (prompt !== undefined && !this.#judge(key, send, turn, call)) return;
    turn.called(call.record, this.#isShared(turn));
    this.#texts.delete(send);
    this.#early.delete(send);
  }

  /** A message may have been steered into the run before: its call did not end by itself, or the run goes on after it. */
  #isShared(turn: RememberedTurn): boolean {
    const session = this.#conversations.of(turn.send.key);
    const { lastAsked } = session;
    session.lastAsked = turn;
    if (!this.model.dialect.mergesSends || lastAsked === undefined || lastAsked === turn) return false;
    if (lastAsked.endedWell && lastAsked.send.settled) return false;
    // what that call said may have been given up for this one
    lastAsked.isShared = true;
    return true;
  }

  /** Gives whether the call can be one for this run. */
  #judge(key: string, send: Send, turn: RememberedTurn, call: ModelCall): boolean {
    const conversation = this.#conversations.of(key);
    let misplaced: Misplaced | undefined;
    const shared = this.#conversations.shown(conversation, call, (at) => {
      const found = this.#order.look(conversation, at, turn.message);
      misplaced ??= found;
    });
    const { messages } = conversation.prompt;
    const last = this.model.generations.lastEnding(key);
    const ending = last !== undefined && isNewer(send, last) ? last : undefined;
    const asked: Asked = { call, conversation, send, turn, messages, ending };
    if (this.#isOver(asked)) return false;
    for (let at = shared; at < messages.length; at++) this.#look(asked, at);
    if (misplaced !== undefined) this.#misplaced(asked, misplaced);
    this.#own(asked, misplaced === undefined);
    if (this.#isExact) this.#waiting(asked, shared);
    if (this.#conversations.remembers(conversation, send, isAny)) this.exercised++;
    const missing = this.#conversations.missing(conversation, send, isAny);
    if (missing !== undefined) this.#missing(asked, missing);
    return true;
  }

  /** The run whose message comes last is over, and another waits for the model: the call must be for that one. */
  #isOver({ call, conversation: { key, prompt }, messages, send }: Asked): boolean {
    if (!this.#isExact || send.settledAs !== 'final' || send.reaccepted || send.attempts > 1) return false;
    const waits = this.model.sends
      .ofSession(key)
      .find((one) => one.accepted && !one.settled && !one.isCalled && one.marker !== undefined);
    if (waits === undefined) return false;
    const placeOf = (wanted: Send): string => {
      const at = messages.findLastIndex(({ repeats }) => repeats.some(({ turn }) => turn.send === wanted));
      return at < 0 ? 'nowhere' : prompt.placeOf(at);
    };
    const sentence = `${key}: the last message of a prompt, ${placeOf(send)}, is [[${send.marker}]], whose run ${send.runId} had ended; [[${waits.marker}]] of run ${waits.runId}, which waits for the model, stands ${placeOf(waits)}`;
    const cause = 'a prompt does not end with the message of its run';
    this.add(cause, sentence, send.settledBy, waits.acceptedBy, call.record);
    return true;
  }

  /** A message of the prompt that was not in the one before. */
  #look(asked: Asked, at: number): void {
    const { call, conversation, ending, messages } = asked;
    const { message, repeats, summaries } = messages[at] as ShownMessage;
    const prompt = this.#promptOf(asked);
    const place = conversation.prompt.placeOf(at);
    this.#foreign(asked, at);
    if (ending !== undefined) {
      const isOld = (one: Send): boolean => isOlder(one, ending);
      const old = repeats.find((one) => this.#conversations.isCertain(one) && isOld(one.turn.send));
      if (old !== undefined) {
        const sentence = `${prompt} holds ${old.name}, ${place}, which an ended generation said`;
        const cause = 'a prompt holds what an ended generation said';
        this.add(cause, sentence, old.turn.send.acceptedBy, ending.record, call.record);
      }
      const summary = summaries.find(({ newest }) => newest !== undefined && isOld(newest));
      if (summary?.newest !== undefined) {
        const sentence = `${prompt} holds a summary, ${place}, that was made of [[${summary.newest.marker}]] and no later message, of an ended generation`;
        const cause = 'a prompt holds a summary of an ended generation';
        this.add(cause, sentence, summary.newest.acceptedBy, ending.record, call.record);
      }
    }
    const [one] = repeats;
    if (!this.#isExact || repeats.length !== 1 || one?.role !== 'user' || summaries.length > 0) return;
    const { askedHash, askedLength } = one.turn;
    if (askedHash === undefined || askedHash === hashOf(message.message.text)) return;
    if (!this.#conversations.isCertain(one)) return;
    const sentence = `${prompt} holds ${one.name}, ${place}, in other words than the prompt of its own run did: ${textLength(message.message.text)} characters instead of ${askedLength}`;
    this.add('a prompt alters an earlier message', sentence, one.turn.lastCall, call.record);
  }

  #misplaced(asked: Asked, { cause, words, records }: Misplaced): void {
    this.add(cause, `${this.#promptOf(asked)} holds ${words}`, ...records, asked.call.record);
  }

  /** What only another session can have said. */
  #foreign(asked: Asked, at: number): void {
    const { call, conversation, messages } = asked;
    const { key, prompt } = conversation;
    const { message, repeats, summaries } = messages[at] as ShownMessage;
    const isForeign = (one: { readonly key: string }): boolean => one.key !== key;
    const { role } = message.message;
    for (const marker of role === 'user' ? message.markers : []) {
      const sends = this.model.sends.ofMarker(marker);
      const [stranger] = sends;
      if (stranger === undefined || !sends.every(isForeign)) continue;
      const sentence = `${this.#promptOf(asked)} holds the user's message [[${marker}]], ${prompt.placeOf(at)}, which was sent to ${stranger.key}`;
      this.add('a prompt holds a message of another session', sentence, stranger.record, call.record);
    }
    const theirs = summaries.find(isForeign);
    const said = repeats.length > 0 ? [] : this.#conversations.find(message);
    const other = said.find((one) => this.#conversations.isCertain(one) && isForeign(one.turn.send));
    if (theirs === undefined && other === undefined) return;
    const what = other?.name ?? 'a summary';
    const sentence = `${this.#promptOf(asked)} holds ${what}, ${prompt.placeOf(at)}, of ${other?.turn.send.key ?? theirs?.key}`;
    const record = other?.turn.lastCall ?? theirs?.newest?.acceptedBy ?? -1;
    this.add('a prompt holds what a model said in another session', sentence, record, call.record);
  }

  /** The run's own message comes last, as it was sent. */
  #own(asked: Asked, isInOrder: boolean): void {
    const { call, conversation, messages, send, turn } = asked;
    const { content } = this.model.dialect;
    const isAdded = ({ message: { message }, summaries }: ShownMessage): boolean =>
      summaries.length > 0 ||
      (typeof message.text === 'string' && content.isAdded(message.role, message.text));
    const end = messages.findLastIndex((one) => !isAdded(one));
    const at = messages.findLastIndex((one) => one.message.message.role === 'user' && !isAdded(one));
    const own = messages[at];
    if (own === undefined || !own.repeats.includes(turn.message)) return;
    const { text } = own.message.message;
    const place = conversation.prompt.placeOf(at);
    if (this.#isExact && isInOrder && turn.calls === 0 && end !== at) {
      const after = messages[end]?.message.message.role;
      const sentence = `${this.#promptOf(asked)} goes on with a message of the ${after} behind its own [[${send.marker}]], which stands ${place}`;
      this.add('a prompt does not end with the message of its run', sentence, send.acceptedBy, call.record);
    }
    if (turn.askedHash === undefined) {
      turn.askedHash = hashOf(text);
      turn.askedLength = textLength(text);
    }
    const wanted = this.#texts.get(send);
    if (wanted === undefined || endsWith(text, wanted, (shown) => content.endsWith(shown, wanted))) return;
    const sentence = `${this.#promptOf(asked)} ends, ${place}, in another text than [[${send.marker}]] was sent with: ${textLength(text)} characters instead of ${wanted.length}`;
    this.add('the model is asked another text than was sent', sentence, send.record, call.record);
  }

  /** Notes which messages of the prompt wait for runs of their own, and convicts when such a run is called after all. */
  #waiting(asked: Asked, shared: number): void {
    const { call, conversation, messages, send, turn } = asked;
    const early = this.#early.get(send);
    if (early !== undefined) this.#heldEarly(asked, early.by, early.place, early.record);
    const other = turn.beside.find((one) => one.calls === 0 && one.send.settledAs === 'final');
    if (turn.calls === 1 && turn.endedWell && other !== undefined)
      this.#heldEarly(asked, other.send, 'at its end', turn.lastCall);
    const beside: RememberedTurn[] = [];
    for (let at = shared; at < messages.length; at++)
      for (const one of messages[at]?.repeats ?? []) {
        if (one.role !== 'user' || one.turn === turn || !this.#mayWait(one.turn)) continue;
        beside.push(one.turn);
        const place = conversation.prompt.placeOf(at);
        if (!this.#early.has(one.turn.send))
          this.#early.set(one.turn.send, { place, by: send, record: call.record });
      }
    turn.beside = beside;
  }

  /** No call was made for it, and nothing says that it is over. */
  #mayWait({ calls, send }: RememberedTurn): boolean {
    const { log } = this.model.generations;
    return calls === 0 && !send.settled && send.attempts === 1 && send.from >= log.bornAt;
  }

  #heldEarly({ call, conversation, send }: Asked, by: Send, place: string, record: number): void {
    if (send.sharesMarker || send.attempts > 1 || send.from < this.model.generations.log.bornAt) return;
    const sentence = `${conversation.key}: the prompt for run ${by.runId} held the user's message [[${send.marker}]], ${place}, which waited: its own run ${send.runId} was called later`;
    this.add('a prompt holds a message that waits for its own run', sentence, record, call.record);
  }

  #missing(asked: Asked, missing: PromptItem): void {
    const { call, conversation, messages } = asked;
    const { send } = missing.turn;
    const next = messages.findIndex(({ repeats }) =>
      repeats.some(({ role, turn }) => role === 'user' && turn.send.record > send.record),
    );
    const neighbour = messages[next]?.repeats[0];
    const where =
      neighbour === undefined
        ? ''
        : `; it belongs before ${neighbour.name}, ${conversation.prompt.placeOf(next)}`;
    const what = { user: 'message', assistant: 'reply', tool: 'tool result' }[missing.role];
    const other = messages.findIndex(
      ({ message: { message }, repeats, summaries }) =>
        message.role === missing.role && repeats.length === 0 && summaries.length === 0,
    );
    const text = messages[other]?.message.message.text;
    const instead =
      text === undefined || missing.role === 'user'
        ? ''
        : `; ${conversation.prompt.placeOf(other)} it holds one of ${textLength(text)} characters that nobody gave`;
    const sentence = `${this.#promptOf(asked)} lacks ${missing.name}, whose run ${send.runId} had ended${where}${instead}`;
    const since = missing.role === 'user' ? send.acceptedBy : missing.turn.lastCall;
    this.add(`a prompt lacks an earlier ${what}`, sentence, since, send.settledBy, call.record);
  }

  #promptOf({ conversation: { key }, send: { runId } }: Asked): string {
    return `${key}: the prompt for run ${runId}`;
  }

  /** Forgets texts that no model will be asked any more. */
  #sweep(): void {
    for (const send of this.#texts.keys())
      if (send.settled || send.possiblyUntil < this.model.position) {
        if (send.settled || !send.accepted) this.#texts.delete(send);
        if (send.settled) this.#early.delete(send);
      }
  }
}

function isAny(): boolean {
  return true;
}

/** Of a text as any encoder leaves it. */
function hashOf(text: RecordedText): number {
  return textHash(typeof text === 'string' ? scalars(text) : text);
}

function endsWith(shown: RecordedText, wanted: string, isShown: (shown: string) => boolean): boolean {
  return typeof shown === 'string' ? isShown(shown) : isText(shown, wanted);
}

/**
 * What a release does with texts: how the streams of a reply add up, what its terminal and its entries show of it, what
 * a prompt has around what a client wrote. Healthy releases differ in it (measured, OpenClaw 2026.2
 * to 2026.9), so each dialect declares it. Plain data and total functions; must not know what is judged by it.
 */
import type { PromptRole } from '../history/recorded-prompt.ts';

export interface ContentRules {
  /**
   * White space at the ends of a reply is left out of streams and terminals, while entries keep it; around a tool call
   * that holds for each block of text.
   */
  readonly trimsShown: boolean;
  /** What streams and terminals put between the blocks of text before and after a tool call. */
  readonly betweenBlocks: string;
  /** Joined, the `chat` deltas of a run that ended well are its reply; false: they may stop short, the terminal says all. */
  readonly streamsAll: boolean;
  /** `agent` text begins anew after a tool call, and says nothing about it. */
  readonly restartsAfterTools: boolean;
  /** `chat` shows so many of a reply's last UTF-16 code units, without a mark. */
  readonly chatShowsLast: number;
  /** What a terminal's message is: the reply, a notice in the gateway's own words, or a terminal of this state has none. */
  readonly terminalSays: {
    readonly final: 'reply';
    readonly aborted: 'reply';
    readonly error: 'notice' | 'nothing';
  };
  /** An entry is cut (`isCut`) only above so many UTF-16 code units, unless the request wants fewer. */
  readonly entryUnits: number;
  /** Entries of tool results are shown whole. */
  readonly showsToolsWhole: boolean;
  /**
   * A run whose model fails is given to the next one: `goes-on`: what the first said stays a part of the reply.
   * `rewinds`: it is withdrawn.
   */
  readonly retry: 'goes-on' | 'rewinds';
  /** A reply that was cut short is stored as far as its terminal says it. */
  readonly keepsCutReplies: boolean;
  /** Replies that ended aborted or in error stand in later prompts. */
  readonly promptsShowFailed: boolean;
  /** A prompt says what a client wrote and nothing else, and later prompts repeat it to the letter and in its place. */
  readonly promptsAreExact: boolean;
  /** The model that is to summarise is shown the conversation as one text, not message by message. */
  readonly summarisesAsText: boolean;
  /** What stands in a prompt and nobody said: a system text, context that the release adds in a user's name. */
  isAdded(role: PromptRole, shown: string): boolean;
  /** A user's message of a prompt says what a client wrote, be it among other things. */
  holds(shown: string, text: string): boolean;
  /** The same, and nothing that a client wrote follows it. */
  endsWith(shown: string, text: string): boolean;
}

/** A text as it comes out of any encoder: a surrogate without its pair is U+FFFD. */
export function scalars(text: string): string {
  return text.toWellFormed();
}

/** The reference model changes no text: a reply is streamed, ended, kept and repeated as it was said. */
export const REFERENCE_CONTENT: ContentRules = {
  trimsShown: false,
  betweenBlocks: '',
  streamsAll: true,
  restartsAfterTools: false,
  chatShowsLast: Infinity,
  terminalSays: { final: 'reply', aborted: 'reply', error: 'nothing' },
  entryUnits: 8_000,
  showsToolsWhole: false,
  retry: 'goes-on',
  keepsCutReplies: true,
  promptsShowFailed: true,
  promptsAreExact: true,
  summarisesAsText: false,
  isAdded: (role) => role === 'system',
  holds: isSame,
  endsWith: isSame,
};

function isSame(shown: string, text: string): boolean {
  return shown === text || scalars(shown) === scalars(text);
}

/** What stands where OpenClaw cut a text. */
export const OPENCLAW_CUT_MARK = '\n...(truncated)...';

/** 2026.5.28 and 2026.6.1. */
export const OPENCLAW_CONTENT: ContentRules = {
  trimsShown: true,
  betweenBlocks: '',
  streamsAll: true,
  restartsAfterTools: true,
  chatShowsLast: 500_000,
  terminalSays: { final: 'reply', aborted: 'reply', error: 'notice' },
  entryUnits: 8_000,
  showsToolsWhole: true,
  retry: 'goes-on',
  keepsCutReplies: false,
  promptsShowFailed: false,
  promptsAreExact: false,
  summarisesAsText: true,
  isAdded: (role, shown) => role === 'system' || INTERNAL.test(shown),
  // it stands behind a sender and a time, and among other messages that waited; spaces of the current turn are collapsed
  holds: (shown, text) => collapsed(shown).includes(collapsed(text)),
  endsWith: (shown, text) => collapsed(shown).endsWith(collapsed(text)),
};

/** Measured on 2026.2.1: the last delta may be only a part of the reply. */
export const OPENCLAW_2_CONTENT: ContentRules = { ...OPENCLAW_CONTENT, streamsAll: false };

/** A message of its own that tells the model about its surroundings (2026.9.6). */
const INTERNAL = /INTERNAL_CONTEXT/;

/** Measured on 2026.9.6. */
export const OPENCLAW_9_CONTENT: ContentRules = {
  ...OPENCLAW_CONTENT,
  betweenBlocks: '\n\n',
  showsToolsWhole: false,
  retry: 'rewinds',
};

function collapsed(text: string): string {
  return scalars(text).replace(/\s+/g, ' ').trim();
}

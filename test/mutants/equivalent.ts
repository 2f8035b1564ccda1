/** The mutants that are known to be equivalent to the original. */
import type { Equivalent } from './equivalence.ts';
import { NEVER_EQUAL } from './never-equal.ts';

const REMEMBERED = 'what is remembered is only made once more, and comes out the same';

const SET_BEFORE_READ = 'it is set before anything reads it';
const MODEL = 'src/properties/model';

export const EQUIVALENT: readonly Equivalent[] = [
  ...NEVER_EQUAL,
  {
    file: 'src/dialect/catalogue.ts',
    source: 'return SINCE.find(([since]) => month >= since)?.[1];',
    before: '?.',
    after: '',
    reason: 'the oldest entry is since 0, so one is always found',
  },
  {
    file: 'src/dialect/observer.ts',
    source: 'responseFrame: -1,',
    before: '-',
    after: '',
    reason: 'frame 1 is never an answer: the request that it would answer has a smaller number',
  },
  {
    file: 'src/dialect/observer.ts',
    source: 'responseFrame: -1,',
    before: '1',
    after: '2',
    reason: 'frames have no negative numbers, this one or that',
  },
  {
    file: 'src/history/digest.ts',
    source: 'this.#lastClients[conn] = client;',
    before: 'this.#lastClients[conn] = client;',
    after: 'nothing',
    reason: REMEMBERED,
  },
  {
    file: 'src/history/digest.ts',
    source: 'this.#names.set(name, hash);',
    before: 'this.#names.set(name, hash);',
    after: 'nothing',
    reason: REMEMBERED,
  },
  {
    file: 'src/history/history.ts',
    source: 'this.#lastSecret = message;',
    before: 'this.#lastSecret = message;',
    after: 'nothing',
    reason: REMEMBERED,
  },
  {
    file: 'src/history/history.ts',
    source: 'if (onRecord === undefined) return;',
    before: 'return;',
    after: 'nothing',
    reason: 'nothing waits where nobody is told, so the loop behind it does nothing',
  },
  {
    file: 'src/history/recorded-prompt.ts',
    source: 'return (this.#markers ??= markersOfText(this.message.text));',
    before: '??=',
    after: '=',
    reason: REMEMBERED,
  },
  ...(
    [
      ['3', '4'],
      ['<=', '<'],
      ['return text;', 'nothing'],
    ] as const
  ).map(([before, after]) => ({
    file: 'src/history/recorded-text.ts',
    source: 'if (text.length * 3 <= LARGEST_WHOLE_TEXT_BYTES) return text;',
    before,
    after,
    reason: 'it only saves measuring: what passes by here is measured, and found to be small',
  })),
  ...(
    [
      ['<=', '<'],
      ['return true;', 'nothing'],
    ] as const
  ).map(([before, after]) => ({
    file: 'src/history/recorded-text.ts',
    source: 'if (end <= last) return true;',
    before,
    after,
    reason: 'what ends before the last block leaves an empty text for it, with which every text begins',
  })),
  ...['unexplained', 'staleReads', 'contradictions'].map((list) => ({
    file: 'src/properties/model/rotations.ts',
    source: `if (this.${list}.length > 0) this.${list}.length = 0;`,
    before: '>',
    after: '>=',
    reason: 'a list without entries is emptied',
  })),
  {
    file: 'src/properties/abort-effective.ts',
    source: 'if (runId === undefined && runIds.length > 0 && areKnown && !this.model.dialect.mergesSends)',
    before: '>',
    after: '>=',
    reason: 'an answer that names no run may be about any, which is known of each when they are looked at',
  },
  {
    file: 'src/properties/buffer-bounded.ts',
    source: "if (event !== 'closed') return;",
    before: 'return;',
    after: 'nothing',
    reason: 'nothing is known of a connection that only opens, and none of its requests is cut',
  },
  ...(
    [
      ['overlapping = false;', 'false', 'true', 2],
      ['endedIncarnation = 0;', '0', '1', 1],
      ['time: Micros = 0;', '0', '1', 1],
      ['now: Position = 0;', '0', '1', 1],
      ['incarnation = 0;', '0', '1', 1],
      ['bornAt: Position = 0;', '0', '1', 1],
      ['dailyRule = false;', 'false', 'true', 1],
    ] as const
  ).map(([source, before, after, which]) => ({
    file: `${MODEL}/rotations.ts`,
    source,
    before,
    after,
    which,
    reason: SET_BEFORE_READ,
  })),
  {
    file: `${MODEL}/generation-chain.ts`,
    source: 'this.#unnamed.delete(frameId);',
    before: 'this.#unnamed.delete(frameId);',
    after: 'nothing',
    reason: 'a frame is delivered once: it only frees memory',
  },
  {
    file: `${MODEL}/generation-chain.ts`,
    source: 'this.#unconfirmed.delete(span);',
    before: 'this.#unconfirmed.delete(span);',
    after: 'nothing',
    reason: 'what is over and confirmed is passed over wherever these are looked through',
  },
  {
    file: `${MODEL}/generation-chain.ts`,
    source: 'began = false,',
    before: 'false',
    after: 'true',
    reason: 'it is said wherever it names a generation, and means nothing without one',
  },
  ...(
    [
      ['this.#audited = records;', 'this.#audited = records;'],
      ['if (record === known[at]) continue;', 'continue;'],
    ] as const
  ).map(([source, before]) => ({
    file: `${MODEL}/generations.ts`,
    source,
    before,
    after: 'nothing',
    reason: 'a record that was taken in before changes nothing',
  })),
  ...(
    [
      ['model/judge-model', '#now: Micros = 0;', '0', '1'],
      ['model/judge-model', '#position: Position = 0;', '0', '1'],
      ['model/judge-model', '#incarnation = 0;', '0', '1'],
      ['model/judge-model', 'isNews = false;', 'false', 'true'],
      ['model/connections', 'fairAtArrival: Micros = 0;', '0', '1'],
      ['model/connections', 'accepted = false;', 'false', 'true'],
      ['model/sends', 'fairAtFirst: Micros = 0;', '0', '1'],
      ['model/transcripts', '#lasting = false;', 'false', 'true'],
      ['model/transcripts', '#afterQuiet = false;', 'false', 'true'],
      ['model/transcripts', '#at: Position = 0;', '0', '1'],
      ['model/transcripts', '#now: Micros = 0;', '0', '1'],
      ['model/prompts', 'saidBytes = 0;', '0', '1'],
    ] as const
  ).map(([file, source, before, after]) => ({
    file: `src/properties/${file}.ts`,
    source,
    before,
    after,
    reason: SET_BEFORE_READ,
  })),
  ...(
    [
      [
        'model/sends',
        'if (last !== undefined && last.runId === runId && last.key === key) return last;',
        'return last;',
        'nothing',
      ],
      ['model/sends', 'if (send !== undefined) this.#last = send;', 'this.#last = send;', 'nothing'],
      ['model/sends', 'if (send !== undefined) this.#last = send;', '!==', '==='],
      ['model/said-text', 'this.#last = text;', 'this.#last = text;', 'nothing'],
      [
        'model/said-text',
        'if (end === this.length && part === this.#last) return true;',
        'return true;',
        'nothing',
      ],
    ] as const
  ).map(([file, source, before, after]) => ({
    file: `src/properties/${file}.ts`,
    source,
    before,
    after,
    reason: REMEMBERED,
  })),
  ...(
    [
      [
        'model/said-text',
        'if (this.#openFrom === 0) return this.#open === whole;',
        'return this.#open === whole;',
        'nothing',
      ],
    ] as const
  ).map(([file, source, before, after]) => ({
    file: `src/properties/${file}.ts`,
    source,
    before,
    after,
    reason: 'it only saves looking through pieces, of which there is none',
  })),
  ...(
    [
      ['model/said-text', 'if (piece.to <= at) return true;', '<=', '<'],
      ['model/said-text', 'if (piece.from < end && !standsIn(piece, at, part)) return false;', '<', '<='],
      ['model/said-text', 'if (at >= this.#openFrom) {', '>=', '>'],
      [
        'model/said-text',
        'if (end > this.#openFrom && !this.#open.startsWith(part.slice(this.#openFrom - at))) return false;',
        '>',
        '>=',
      ],
    ] as const
  ).map(([file, source, before, after]) => ({
    file: `src/properties/${file}.ts`,
    source,
    before,
    after,
    reason: 'where the two are equal, an empty text is compared',
  })),
  ...(
    [
      [
        'model/connections',
        'if (pending.bytes > connection.largestRequestBytes) connection.largestRequestBytes = pending.bytes;',
        '>',
        '>=',
      ],
      [
        'model/connections',
        'if (bufferedBytes !== undefined && bufferedBytes > connection.peakBufferedBytes)',
        '>',
        '>=',
      ],
      [
        'model/transcripts',
        'if (seq > this.coveredSeq(generation)) this.#covered.set(generation, seq);',
        '>',
        '>=',
      ],
      [
        'model/transcripts',
        'if (this.#lasting && seq > this.coveredForGood(generation)) this.#coveredForGood.set(generation, seq);',
        '>',
        '>=',
      ],
      ['model/sends', 'if (at < send.from) send.from = at;', '<', '<='],
      ['model/sends', 'if (session.lastAcceptance < at) session.lastAcceptance = at;', '<', '<='],
      ['view-converges', 'if (entry.seq !== undefined && entry.seq < from) from = entry.seq;', '<', '<='],
      [
        'text-faithful',
        'else if (known.attempt === attempt && streamed > known.streamed) known.streamed = streamed;',
        '>',
        '>=',
      ],
    ] as const
  ).map(([file, source, before, after]) => ({
    file: `src/properties/${file}.ts`,
    source,
    before,
    after,
    reason: 'what is equal is set to itself',
  })),
  ...(
    [['model/transcripts', 'if (this.oddities.length > 0) this.oddities.length = 0;', '>', '>=']] as const
  ).map(([file, source, before, after]) => ({
    file: `src/properties/${file}.ts`,
    source,
    before,
    after,
    reason: 'a list without entries is emptied',
  })),
  ...(
    [
      ['status-coherent', 'if (this.#idle.length === 0) return;', 'return;', 'nothing'],
      ['entry-ordered', 'if (lacking.length === 0) return;', 'return;', 'nothing'],
    ] as const
  ).map(([file, source, before, after]) => ({
    file: `src/properties/${file}.ts`,
    source,
    before,
    after,
    reason: 'what follows does nothing to a list without entries',
  })),
  ...(
    [
      [
        'conversations',
        'return { repeats: repeats.length > 1 ? [...new Set(repeats)] : repeats, summaries };',
        '>',
        '>=',
      ],
    ] as const
  ).map(([file, source, before, after]) => ({
    file: `src/properties/${file}.ts`,
    source,
    before,
    after,
    reason: 'of one there are no two',
  })),
];

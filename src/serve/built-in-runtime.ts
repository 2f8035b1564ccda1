/**
 * The agent runtime that is built in, for whoever has none: answers every run with a short script that echoes the
 * user's last text in words, now and then with a tool result, and condenses for a compaction. What it says depends on
 * the seed and the prompt alone, whatever else goes on; when it says it, on real time. Must not know: sockets, files.
 */
import { createRandom, type RandomSource, type RandomStream } from '../kernel/random.ts';
import type { ProviderCall, ProviderEvent, ProviderRequest } from '../gateway/port.ts';
import type { Life } from './life.ts';
import { identityOf, type Runtime } from './runtime.ts';
import type { ServedTurn } from './served-plan.ts';

/** One thing said, so long after the one before. */
export interface Line {
  readonly afterMs: number;
  readonly event: ProviderEvent;
}

export interface BuiltInRuntime extends Runtime {
  /** The next run that begins has a tool result of so many bytes. */
  enlargeNext(bytes: number): void;
  /** Plays a turn in the next run that it is for, behind those that were given before. */
  answerNext(turn: ServedTurn): void;
}

const LONGEST_ECHO = 600;
const TOOL_CHANCE = 0.3;
const OPENINGS = ['You said:', 'I heard:', 'Noted:', 'As you wrote:'];
const TOOLS = ['clock', 'browser', 'files'];

export function builtInRuntime(seed: string): BuiltInRuntime {
  const random = createRandom(`${seed}/runtime`);
  let enlarged: number | undefined;
  const turns: ServedTurn[] = [];
  /** The turn for a request, taken from those that are left. */
  const turnFor = ({ purpose, messages }: ProviderRequest): ServedTurn | undefined => {
    if (purpose !== 'run') return undefined;
    const said = messages.findLast(({ role }) => role === 'user')?.text;
    const at = turns.findIndex(({ to }) => to === undefined || to === said);
    return at < 0 ? undefined : turns.splice(at, 1)[0];
  };
  return {
    enlargeNext: (bytes) => {
      enlarged = bytes;
    },
    answerNext: (turn) => {
      turns.push(turn);
    },
    mount: (life) => ({
      call: (request, onEvent) => {
        const turn = turnFor(request);
        if (turn !== undefined) return perform(life, linesOf(turn, request), onEvent);
        const large = request.purpose === 'run' ? enlarged : undefined;
        if (large !== undefined) enlarged = undefined;
        return perform(life, scriptFor(random, request, large), onEvent);
      },
    }),
  };
}

/** What is said to a request. */
export function scriptFor(
  random: RandomSource,
  request: ProviderRequest,
  largeBytes?: number,
): readonly Line[] {
  const { purpose, messages } = request;
  const said = messages.findLast(({ role }) => role === 'user')?.text ?? '';
  const stream = random.stream(`${purpose}/${messages.length}/${said}`);
  const who = identityOf(request);
  const text =
    purpose === 'summary'
      ? `Summary of ${messages.length} messages; the last was: ${wordsOf(said).slice(0, 12).join(' ')}`
      : `${stream.pick(OPENINGS)} ${wordsOf(said).join(' ')}`.trimEnd();
  const lines: Line[] = [{ afterMs: stream.int(5, 30), event: { ...who, type: 'start' } }];
  const pieces = inPieces(text, stream);
  const toolAt = stream.chance(TOOL_CHANCE) ? stream.int(0, pieces.length - 1) : -1;
  for (const [k, piece] of pieces.entries()) {
    if (purpose === 'run' && k === toolAt) lines.push(toolLine(stream, who));
    lines.push({ afterMs: stream.int(10, 60), event: { ...who, type: 'delta', text: piece } });
  }
  if (largeBytes !== undefined)
    lines.push({
      afterMs: 5,
      event: { ...who, type: 'tool', name: 'browser', result: 'x'.repeat(largeBytes) },
    });
  const totalTokens = messages.reduce((sum, message) => sum + tokensOf(message.text), tokensOf(text));
  return [...lines, { afterMs: stream.int(5, 30), event: { ...who, type: 'end', totalTokens } }];
}

/** What a turn of a plan has to say. */
export function linesOf(turn: ServedTurn, request: ProviderRequest): readonly Line[] {
  const { startAfterMs, steps, ends, endAfterMs, tokens: totalTokens } = turn;
  const who = identityOf(request);
  const lines: Line[] = [{ afterMs: startAfterMs, event: { ...who, type: 'start' } }];
  for (const one of steps) {
    const event: ProviderEvent =
      'says' in one
        ? { ...who, type: 'delta', text: one.says }
        : { ...who, type: 'tool', name: one.name, result: one.tool };
    lines.push({ afterMs: one.afterMs, event });
  }
  if (ends === 'stop') lines.push({ afterMs: endAfterMs, event: { ...who, type: 'end', totalTokens } });
  if (ends === 'error')
    lines.push({
      afterMs: endAfterMs,
      event: { ...who, type: 'error', message: 'the model failed', totalTokens },
    });
  return lines;
}

function toolLine(stream: RandomStream, who: ReturnType<typeof identityOf>): Line {
  const result = `result ${stream.hex(8)}`;
  return { afterMs: stream.int(10, 80), event: { ...who, type: 'tool', name: stream.pick(TOOLS), result } };
}

function perform(life: Life, lines: readonly Line[], onEvent: (event: ProviderEvent) => void): ProviderCall {
  let timeout: NodeJS.Timeout | undefined;
  let forget = (): void => {};
  const say = (k: number): void => {
    const line = lines[k];
    if (line === undefined) return forget();
    timeout = setTimeout(() => {
      say(k + 1);
      life.deliver(() => onEvent(line.event));
    }, line.afterMs);
  };
  if (life.alive) {
    forget = life.onEnd(() => clearTimeout(timeout));
    say(0);
  }
  return {
    cancel: () => {
      clearTimeout(timeout);
      forget();
    },
  };
}

function wordsOf(text: string): string[] {
  return text
    .slice(0, LONGEST_ECHO)
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** A text in two to six pieces, cut between words where it has that many. */
function inPieces(text: string, stream: RandomStream): string[] {
  const words = text.split(' ');
  const each = Math.max(1, Math.ceil(words.length / stream.int(2, 6)));
  const pieces: string[] = [];
  for (let k = 0; k < words.length; k += each)
    pieces.push(`${words.slice(k, k + each).join(' ')}${k + each < words.length ? ' ' : ''}`);
  return pieces;
}

function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

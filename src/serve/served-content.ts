/**
 * What a served gateway begins with: sessions and what was said in them, from a JSON or YAML file. A client inside the process says
 * it again, message by message, and the runtime answers as the file has it: so it is there for any gateway, whatever its files
 * are like. Its times are those of the start. Everything wrong with the file is said with its place.
 */
import { z } from 'zod';
import { InputError } from '../input/problem.ts';
import { readTextFile } from '../input/text-file.ts';
import { parseYaml } from '../input/yaml-source.ts';
import type { BuiltInRuntime } from './built-in-runtime.ts';
import type { Served } from './served.ts';

const text = z.string().min(1).max(1_000_000);

const exchange = z.strictObject({
  user: text,
  /** The result of a tool, before the reply. */
  tool: text.optional(),
  /** Absent: the run ended well and said nothing. */
  assistant: text.optional(),
});

export const servedContentSchema = z.strictObject({
  sessions: z
    .array(z.strictObject({ key: z.string().min(1).max(512), exchanges: z.array(exchange).min(1) }))
    .min(1),
});

export type ServedContent = z.output<typeof servedContentSchema>;

/** Throws InputError, one line for each problem. */
export function readContent(path: string): ServedContent {
  return parseYaml(path, readTextFile(path, 'the content of a served gateway')).read(servedContentSchema);
}

/** Has all of it said. Rejects with InputError when the gateway does not take it. */
export async function bringIn(
  { sessions }: ServedContent,
  served: Served,
  runtime: BuiltInRuntime,
): Promise<void> {
  for (const { key: sessionKey, exchanges } of sessions)
    for (const [k, { user: message, tool, assistant }] of exchanges.entries()) {
      runtime.answerNext({
        to: message,
        startAfterMs: 0,
        steps: [
          ...(tool === undefined ? [] : [{ tool, name: 'browser', afterMs: 0 }]),
          ...(assistant === undefined ? [] : [{ says: assistant, afterMs: 0 }]),
        ],
        ends: 'stop',
        endAfterMs: 0,
        tokens: 0,
      });
      const params = { sessionKey, message, idempotencyKey: `content-${sessionKey}-${k + 1}` };
      const came = await served.say(params);
      if (came !== 'done') throw new InputError(`content of ${sessionKey}, message ${k + 1}: ${came}`);
    }
}

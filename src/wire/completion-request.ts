/**
 * A chat completion, read from what a gateway posted. Nothing in it says whether it is a run or a summary for
 * compaction; that is read from how the releases measured ask for one.
 */
import type { PromptMessage, ProviderRequest } from '../gateway/port.ts';
import { isObject, type JsonObject } from '../protocol/frame.ts';

export function readCompletionRequest(body: JsonObject): ProviderRequest {
  const messages = Array.isArray(body['messages'])
    ? (body['messages'] as readonly unknown[]).flatMap(readMessage)
    : [];
  return { purpose: isSummary(messages) ? 'summary' : 'run', messages };
}

/** A summariser is told so by its system prompt, or by the last thing it is asked. */
function isSummary(messages: readonly PromptMessage[]): boolean {
  const system = messages.find(({ role }) => role === 'system')?.text ?? '';
  if (/\bsummari[sz](?:ation|ing|e) (?:assistant|agent|engine|model)\b/i.test(system)) return true;
  const asked = messages.at(-1);
  if (asked?.role !== 'user') return false;
  return /\b(?:create|write|produce|update|generate)\b[^.\n]{0,80}\b(?:summary|checkpoint)\b/i.test(
    asked.text,
  );
}

function readMessage(message: unknown): PromptMessage[] {
  if (!isObject(message)) return [];
  const text = textOf(message['content']);
  switch (message['role']) {
    case 'system':
    case 'developer':
      return [{ role: 'system', text }];
    case 'user':
    case 'assistant':
    case 'tool':
      return [{ role: message['role'], text }];
    default:
      return [];
  }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  let text = '';
  for (const part of content as readonly unknown[])
    if (isObject(part) && typeof part['text'] === 'string') text += part['text'];
  return text;
}

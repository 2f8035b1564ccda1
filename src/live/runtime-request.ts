/** A call of the runtime wire, read from what a served gateway posted. */
import type { PromptMessage, ProviderRequest } from '../gateway/port.ts';
import { isObject, type JsonObject } from '../protocol/frame.ts';

const ROLES: readonly PromptMessage['role'][] = ['user', 'assistant', 'tool', 'system'];

/** Undefined when it is none. */
export function readRuntimeRequest(body: JsonObject): ProviderRequest | undefined {
  const { purpose, messages, run } = body;
  if ((purpose !== 'run' && purpose !== 'summary') || !Array.isArray(messages)) return undefined;
  const read = (messages as readonly unknown[]).flatMap(readMessage);
  const owner = isObject(run) ? ownerOf(run) : undefined;
  return { purpose, messages: read, ...(owner === undefined ? {} : { run: owner }) };
}

function readMessage(message: unknown): PromptMessage[] {
  if (!isObject(message) || typeof message['text'] !== 'string') return [];
  const role = ROLES.find((known) => known === message['role']);
  return role === undefined ? [] : [{ role, text: message['text'] }];
}

function ownerOf({ runId, sessionKey, sessionId }: JsonObject): ProviderRequest['run'] {
  if (typeof runId !== 'string' || typeof sessionKey !== 'string' || typeof sessionId !== 'string')
    return undefined;
  return { runId, sessionKey, sessionId };
}

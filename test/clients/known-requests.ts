/**
 * What the clients of releases were seen to ask, one frame of each kind, in `requests/CLIENT.json`: the ordinary tests
 * (test/serve/shown-clients.test.ts) answer it without a download. With GAUNTLET_UPDATE the file is written anew.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { RequestFrame } from '../../src/protocol/frame.ts';

export type KnownRequest = Pick<RequestFrame, 'method' | 'params'>;

function fileOf(client: string): URL {
  return new URL(`./requests/${client}.json`, import.meta.url);
}

export function knownRequests(client: string): readonly KnownRequest[] {
  const file = fileOf(client);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly KnownRequest[]) : [];
}

/** The kinds of requests that the file does not hold. */
export function noteRequests(client: string, seen: readonly RequestFrame[]): string[] {
  const byKind = new Map<string, KnownRequest>();
  for (const { method, params } of seen)
    if (method !== 'connect') byKind.set(kindOf({ method, params }), { method, params });
  if (process.env['GAUNTLET_UPDATE'] !== undefined) {
    const kinds = [...byKind].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, request]) => request);
    writeFileSync(fileOf(client), `${JSON.stringify(kinds, undefined, 2)}\n`);
  }
  const known = new Set(knownRequests(client).map(kindOf));
  return [...byKind.keys()].filter((kind) => !known.has(kind));
}

/** The method and the names of its parameters. */
function kindOf({ method, params }: KnownRequest): string {
  return `${method} ${Object.keys(params ?? {})
    .sort()
    .join(' ')}`.trim();
}

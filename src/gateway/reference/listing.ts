/** `sessions.list`: which sessions are wanted, in which order, and how many of them fit. Only reads. */
import type { SessionsListResult } from '../../protocol/methods.ts';
import { page } from './page.ts';
import type { Taken } from './parameters.ts';
import type { Request } from './request.ts';
import type { Session } from './session.ts';
import { agentOf } from './shown-methods.ts';

/** What narrows a list. Sessions of this model have no label, owner, creator or parent, and none is put away. */
export interface ListParams {
  readonly offset?: number;
  readonly search?: string;
  readonly activeMinutes?: number;
  readonly sortBy?: string;
  readonly boardFace?: string;
  readonly label?: string;
  readonly spawnedBy?: string;
  readonly creatorId?: string;
  readonly ownerId?: string;
  readonly involvingProfileId?: string;
  readonly involvingMe?: boolean;
  readonly archived?: unknown;
}

export const LIST_TAKES: Taken = {
  limit: 'number?',
  offset: 'number?',
  agentId: 'string?',
  search: 'string?',
  activeMinutes: 'number?',
  sortBy: 'string?',
  boardFace: 'string?',
  label: 'string?',
  spawnedBy: 'string?',
  creatorId: 'string?',
  ownerId: 'string?',
  involvingProfileId: 'string?',
  involvingMe: 'boolean?',
  archived: 'any?',
  // what it asks to be shown or left out beside, of which there is nothing
  includeGlobal: 'any?',
  includeUnknown: 'any?',
  configuredAgentsOnly: 'any?',
  requireLastInteraction: 'any?',
  includeDerivedTitles: 'any?',
  includeLastMessage: 'any?',
  includePeople: 'any?',
  ownerFirst: 'any?',
};

/** What no session of this model has. */
const NOBODY_HAS = ['label', 'spawnedBy', 'creatorId', 'ownerId', 'involvingProfileId'] as const;
const MINUTE_MS = 60_000;

export function listSessions({ core, params }: Request): SessionsListResult {
  const { limit = 1000, offset = 0 } = params;
  const ts = core.host.clock.wallMillis();
  const { mainSessionKey, limits } = core.host.settings;
  const wanted = [...core.sessions.values()].filter(
    (session) => session.generation !== undefined && isWanted(session, params, ts, mainSessionKey),
  );
  if (params.sortBy !== undefined) wanted.sort((a, b) => b.updatedAt - a.updatedAt);
  const rows = wanted.map((session) => session.toRow(core.policies.rotation.inPlace));
  const from = offset > 0 ? rows.slice(offset) : rows;
  const { items, hasMore } = page(from, 'start', limit, limits);
  return { ts, count: items.length, totalCount: rows.length, hasMore, sessions: items };
}

function isWanted(
  { key, sessionId, updatedAt }: Session,
  params: Request['params'],
  now: number,
  mainSessionKey: string,
): boolean {
  const { agentId, search = '', activeMinutes } = params;
  if (NOBODY_HAS.some((member) => params[member] !== undefined)) return false;
  if (params.involvingMe === true || params.archived === true || params.boardFace === 'dashboard')
    return false;
  if (agentId !== undefined && agentId !== agentOf(key, mainSessionKey)) return false;
  if (activeMinutes !== undefined && updatedAt < now - activeMinutes * MINUTE_MS) return false;
  const sought = search.trim().toLowerCase();
  return key.toLowerCase().includes(sought) || sessionId.includes(sought);
}

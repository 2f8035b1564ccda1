/**
 * Frames against schemas: the official JSON Schema of @openclaw/gateway-protocol where it covers a frame, and
 * reference.schema.json for what it has no schema for. Deliberate differences are data, each with its reason; one
 * that no longer occurs should be deleted from the list.
 */
import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { HistoryRecord } from '../../src/history/record.ts';
import type { Frame } from '../../src/protocol/frame.ts';

const OFFICIAL = new URL(
  '../../node_modules/@openclaw/gateway-protocol/protocol.schema.json',
  import.meta.url,
);
const OWN = new URL('./reference.schema.json', import.meta.url);
const DIFFERENCES = new URL('./differences.json', import.meta.url);

export interface Difference {
  /** The definition that objects. */
  readonly schema: string;
  /** Where in the payload, as a JSON pointer. */
  readonly path: string;
  readonly keyword: string;
  /** For additionalProperties: the member. */
  readonly member?: string;
  readonly reason: string;
}

export interface SchemaProblem {
  readonly schema: string;
  readonly path: string;
  readonly message: string;
}

interface Named {
  readonly from: 'official' | 'own';
  readonly definition: string;
}

function read(url: URL): unknown {
  return JSON.parse(readFileSync(url, 'utf8')) as unknown;
}

export const differences = read(DIFFERENCES) as readonly Difference[];

const official = (definition: string): Named => ({ from: 'official', definition });
const own = (definition: string): Named => ({ from: 'own', definition });

const PARAMS: { readonly [method: string]: Named } = {
  connect: official('ConnectParams'),
  'chat.send': official('ChatSendParams'),
  'chat.history': official('ChatHistoryParams'),
  'chat.abort': official('ChatAbortParams'),
  'sessions.list': official('SessionsListParams'),
  'sessions.messages.subscribe': official('SessionsMessagesSubscribeParams'),
  'sessions.reset': official('SessionsResetParams'),
  'sessions.delete': official('SessionsDeleteParams'),
  'sessions.compact': official('SessionsCompactParams'),
  'sessions.subscribe': own('NoParams'),
  'sessions.audit.list': own('NoParams'),
  'sessions.archives.list': own('NoParams'),
  'sessions.archives.read': own('ArchivesReadParams'),
  health: own('NoParams'),
  status: own('NoParams'),
  'system-presence': own('NoParams'),
  'config.get': official('ConfigGetParams'),
  'agents.list': official('AgentsListParams'),
  'agent.identity.get': official('AgentIdentityParams'),
  'models.list': official('ModelsListParams'),
  'models.authStatus': official('ModelsAuthStatusParams'),
  'commands.list': official('CommandsListParams'),
};

const RESULTS: { readonly [method: string]: Named } = {
  connect: official('HelloOk'),
  'sessions.delete': official('SessionsDeleteResult'),
  'chat.send': own('ChatSendResult'),
  'chat.history': own('ChatHistoryResult'),
  'chat.abort': own('ChatAbortResult'),
  'sessions.list': own('SessionsListResult'),
  'sessions.subscribe': own('Subscribed'),
  'sessions.messages.subscribe': own('Subscribed'),
  'sessions.reset': own('SessionsResetResult'),
  'sessions.compact': own('SessionsCompactResult'),
  'sessions.audit.list': own('AuditListResult'),
  'sessions.archives.list': own('ArchivesListResult'),
  'sessions.archives.read': own('ArchivesReadResult'),
  health: own('HealthResult'),
  status: own('NoParams'),
  'system-presence': own('NoPresence'),
  'config.get': own('NoParams'),
  'agents.list': official('AgentsListResult'),
  'agent.identity.get': official('AgentIdentityResult'),
  'models.list': official('ModelsListResult'),
  'models.authStatus': own('ModelsAuthStatus'),
  'commands.list': official('CommandsListResult'),
};

const EVENTS: { readonly [event: string]: Named } = {
  agent: official('AgentEvent'),
  tick: official('TickEvent'),
  shutdown: official('ShutdownEvent'),
  'connect.challenge': own('Challenge'),
  metrics: own('Metrics'),
  presence: own('Presence'),
  'session.message': own('SessionMessage'),
  'sessions.changed': own('SessionsChanged'),
  'socket.drain': own('SocketDrain'),
};

/** One definition per state: the errors of a union say little. */
const CHAT: { readonly [state: string]: Named } = {
  delta: official('ChatDeltaEvent'),
  final: official('ChatFinalEvent'),
  aborted: official('ChatAbortedEvent'),
  error: official('ChatErrorEvent'),
};

const ENVELOPE = {
  req: official('RequestFrame'),
  res: official('ResponseFrame'),
  event: official('EventFrame'),
} as const;

const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(read(OFFICIAL) as object, 'official');
ajv.addSchema(read(OWN) as object, 'own');
const compiled = new Map<string, ValidateFunction>();

function validator({ from, definition }: Named): ValidateFunction {
  const reference = `${from}#/definitions/${definition}`;
  let validate = compiled.get(reference);
  if (validate === undefined) {
    validate = ajv.compile({ $ref: reference });
    compiled.set(reference, validate);
  }
  return validate;
}

/**
 * What the schemas object to in a frame. `method` is the request's that a response answers; without it a response's
 * payload goes unchecked. Differences made on purpose are left out; `met`, when given, collects them.
 */
export function validateFrame(frame: Frame, method?: string, met?: Set<Difference>): SchemaProblem[] {
  const problems = check(ENVELOPE[frame.type], frame, met);
  switch (frame.type) {
    case 'req':
      return [
        ...problems,
        ...checkNamed(PARAMS[frame.method], `params of ${frame.method}`, frame.params ?? {}, met),
      ];
    case 'event':
      return [
        ...problems,
        ...checkNamed(eventSchema(frame.event, frame.payload), `event ${frame.event}`, frame.payload, met),
      ];
    case 'res':
      if (!frame.ok || method === undefined) return problems;
      return [...problems, ...checkNamed(RESULTS[method], `result of ${method}`, frame.payload, met)];
  }
}

function eventSchema(event: string, payload: unknown): Named | undefined {
  if (event !== 'chat') return EVENTS[event];
  const state =
    typeof payload === 'object' && payload !== null && 'state' in payload ? payload.state : undefined;
  return typeof state === 'string' ? CHAT[state] : undefined;
}

function checkNamed(
  named: Named | undefined,
  what: string,
  value: unknown,
  met: Set<Difference> | undefined,
): SchemaProblem[] {
  return named === undefined
    ? [{ schema: 'none', path: '', message: `no schema for ${what}` }]
    : check(named, value, met);
}

function check(named: Named, value: unknown, met: Set<Difference> | undefined): SchemaProblem[] {
  const validate = validator(named);
  // as it crosses the wire: members without a value are not there
  if (validate(JSON.parse(JSON.stringify(value ?? null)))) return [];
  const problems: SchemaProblem[] = [];
  for (const error of validate.errors ?? []) {
    const difference = differences.find((candidate) => isMeant(candidate, named.definition, error));
    if (difference === undefined) problems.push(problemOf(named, error));
    else met?.add(difference);
  }
  return problems;
}

function isMeant(difference: Difference, definition: string, error: ErrorObject): boolean {
  return (
    difference.schema === definition &&
    difference.path === error.instancePath &&
    difference.keyword === error.keyword &&
    (difference.member === undefined || difference.member === memberOf(error))
  );
}

function memberOf(error: ErrorObject): unknown {
  return (error.params as { readonly additionalProperty?: unknown }).additionalProperty;
}

function problemOf({ definition }: Named, error: ErrorObject): SchemaProblem {
  const member = memberOf(error);
  const message = `${error.message ?? error.keyword}${typeof member === 'string' ? `: ${member}` : ''}`;
  return { schema: definition, path: error.instancePath, message };
}

export interface HistoryProblem extends SchemaProblem {
  /** The record that holds the frame. */
  readonly record: number;
}

export interface CheckedHistory {
  /** How many frames the gateway sent. */
  readonly frames: number;
  readonly problems: readonly HistoryProblem[];
  /** Deliberate differences that occurred. */
  readonly met: ReadonlySet<Difference>;
}

/**
 * Validates every frame the gateway sent in a history, once (at its own leg, or at the client's where the history
 * has no other). Requests are not checked: a plan may send bad ones on purpose.
 */
export function validateHistory(records: Iterable<HistoryRecord>): CheckedHistory {
  const asked = new Map<string, string>();
  const seen = new Set<number>();
  const problems: HistoryProblem[] = [];
  const met = new Set<Difference>();
  for (const record of records) {
    if (record.kind !== 'frame') continue;
    const decoded = record.message.decode();
    if (!decoded.ok) {
      if (record.from === 'gateway')
        problems.push({ record: record.i, schema: 'none', path: '', message: decoded.reason });
      continue;
    }
    const frame = decoded.value;
    if (frame.type === 'req') asked.set(`${record.conn}/${frame.id}`, frame.method);
    if (record.from !== 'gateway' || seen.has(record.frameId)) continue;
    seen.add(record.frameId);
    const method = frame.type === 'res' ? asked.get(`${record.conn}/${frame.id}`) : undefined;
    for (const problem of validateFrame(frame, method, met)) problems.push({ ...problem, record: record.i });
  }
  return { frames: seen.size, problems, met };
}

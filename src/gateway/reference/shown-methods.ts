/**
 * What the Control UI and the terminal UI of OpenClaw read beside sessions, so that they have something to show. It is
 * the truth about this model: agents without a face, no models to choose from and nothing to log in to, and the two
 * commands that it honours. Only reads.
 */
import type { Taken } from './parameters.ts';
import type { Request } from './request.ts';

const DEFAULT_AGENT = 'main';
const AGENT_KEY = /^agent:([^:]+):(.+)$/;

/** The agent of a session; a key that names none is one of the agent of the main session. */
export function agentOf(key: string, mainSessionKey: string): string {
  return AGENT_KEY.exec(key)?.[1] ?? AGENT_KEY.exec(mainSessionKey)?.[1] ?? DEFAULT_AGENT;
}

interface ShownMethod {
  readonly takes: Taken;
  handle(request: Request): object;
}

const COMMANDS = [
  { name: 'new', textAliases: ['/new'], description: 'Start a new session' },
  { name: 'reset', textAliases: ['/reset'], description: 'Reset the current session' },
].map((command) => ({ ...command, category: 'session', source: 'native', scope: 'both', acceptsArgs: true }));

export const SHOWN_METHODS: { readonly [method: string]: ShownMethod } = {
  'agents.list': {
    takes: {},
    handle({ core }) {
      const { mainSessionKey } = core.host.settings;
      const defaultId = agentOf(mainSessionKey, mainSessionKey);
      const mainKey = AGENT_KEY.exec(mainSessionKey)?.[2] ?? mainSessionKey;
      const live = [...core.sessions.values()].filter(({ generation }) => generation !== undefined);
      const ids = new Set([defaultId, ...live.map(({ key }) => agentOf(key, mainSessionKey))]);
      return { defaultId, mainKey, scope: 'per-sender', agents: [...ids].map((id) => ({ id })) };
    },
  },
  'agent.identity.get': {
    takes: { agentId: 'string?', sessionKey: 'string?' },
    handle: ({ core, key, params: { agentId } }) => ({
      agentId: agentId ?? agentOf(key, core.host.settings.mainSessionKey),
    }),
  },
  'models.list': {
    takes: {
      agentId: 'string?',
      view: 'any?',
      refresh: 'any?',
      preparedOnly: 'any?',
      includeProviderCapabilities: 'any?',
    },
    handle: () => ({ models: [] }),
  },
  'models.authStatus': {
    takes: { refresh: 'any?' },
    handle: ({ core }) => ({ ts: core.host.clock.wallMillis(), providers: [] }),
  },
  'commands.list': {
    takes: {
      agentId: 'string?',
      sessionKey: 'string?',
      provider: 'any?',
      scope: 'any?',
      includeArgs: 'any?',
    },
    handle: () => ({ commands: COMMANDS }),
  },
};

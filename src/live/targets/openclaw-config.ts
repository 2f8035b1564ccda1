/**
 * The configuration and environment under which a release of OpenClaw runs by itself: one model from our provider, no
 * channels, no plugins, nothing on a schedule, and every path inside the deployment's folder. The same for all releases.
 */
import { join } from 'node:path';
import type { Place } from '../target.ts';
import { compareVersions } from './version-range.ts';

export type OpenClawPaths = ReturnType<typeof openClawPaths>;

/** Where things lie in a deployment's folder. */
export function openClawPaths(folder: string) {
  return {
    config: join(folder, 'openclaw.json'),
    state: join(folder, 'state'),
    home: join(folder, 'home'),
    workspace: join(folder, 'workspace'),
    temporary: join(folder, 'tmp'),
    /** The log that it would otherwise keep in a folder shared by all. */
    log: join(folder, 'tmp', 'openclaw.log'),
    /** How much the state was aged already. */
    notebook: join(folder, 'ageing.json'),
  };
}

const SWITCHED_OFF = [
  'OPENCLAW_DISABLE_BONJOUR',
  'OPENCLAW_SKIP_CHANNELS',
  'OPENCLAW_SKIP_PROVIDERS',
  'OPENCLAW_SKIP_CRON',
  'OPENCLAW_SKIP_CANVAS_HOST',
  'OPENCLAW_SKIP_BROWSER_CONTROL_SERVER',
  'OPENCLAW_SKIP_GMAIL_WATCHER',
  'OPENCLAW_SKIP_ACPX_RUNTIME',
  'OPENCLAW_NO_AUTO_UPDATE',
  'OPENCLAW_NO_RESPAWN',
  'NO_COLOR',
];

export function openClawEnvironment(
  paths: OpenClawPaths,
  extensions: string | undefined,
): Readonly<Record<string, string>> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: paths.home,
    TMPDIR: paths.temporary,
    OPENCLAW_HOME: paths.home,
    OPENCLAW_STATE_DIR: paths.state,
    OPENCLAW_CONFIG_PATH: paths.config,
    ...Object.fromEntries(SWITCHED_OFF.map((name) => [name, '1'])),
    ...(extensions === undefined ? {} : { OPENCLAW_BUNDLED_PLUGINS_DIR: extensions }),
  };
}

const MODEL = {
  id: 'fake-1',
  name: 'fake-1',
  reasoning: false,
  input: ['text'],
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  contextWindow: 200_000,
  maxTokens: 8_192,
};

/**
 * About the last message is kept verbatim: a compaction on request then has something to summarise after a few short
 * ones, where the 20,000 tokens that releases keep by themselves would leave it nothing.
 */
const COMPACTION = { keepRecentTokens: 8 };

/** From this release on the configuration knows COMPACTION; before, only a file of the agent does. */
const COMPACTION_IN_CONFIG = '2026.2.21';

/** Every file to be written before the first launch, by path. */
export function openClawFiles(version: string, place: Omit<Place, 'plan'>): ReadonlyMap<string, unknown> {
  const paths = openClawPaths(place.folder);
  if (compareVersions(version, COMPACTION_IN_CONFIG) >= 0)
    return new Map([[paths.config, configFor(place, paths, { compaction: COMPACTION })]]);
  return new Map([
    [paths.config, configFor(place, paths, {})],
    [join(paths.state, 'agents', 'main', 'agent', 'settings.json'), { compaction: COMPACTION }],
  ]);
}

function configFor(
  { token, providerUrl }: Omit<Place, 'plan'>,
  paths: OpenClawPaths,
  agents: object,
): unknown {
  return {
    gateway: {
      mode: 'local',
      bind: 'loopback',
      auth: { mode: 'token', token },
      controlUi: { enabled: false },
    },
    models: {
      mode: 'replace',
      providers: {
        fake: {
          baseUrl: `${providerUrl}/v1`,
          apiKey: 'none',
          api: 'openai-completions',
          models: [MODEL],
        },
      },
    },
    agents: {
      defaults: {
        model: { primary: `fake/${MODEL.id}` },
        workspace: paths.workspace,
        skipBootstrap: true,
        // without, a model call that nobody asked for follows the first run
        heartbeat: { every: '0m' },
        ...agents,
      },
    },
    logging: { file: paths.log },
    update: { checkOnStart: false },
    plugins: { enabled: false },
    cron: { enabled: false },
  };
}

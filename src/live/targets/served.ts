/**
 * A gateway behind the in-process port as a target: `gauntlet serve` in a process of its own, with everything that can
 * be done to one. Knows that command line; must not know gateways.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Dialect } from '../../dialect/dialect.ts';
import type { Deployment, Place, LiveTarget } from '../target.ts';
import { writePlanSettings } from './plan-settings.ts';

const COMMAND_LINE = fileURLToPath(new URL('../../../src/cli/gauntlet.mjs', import.meta.url));
/** Arguments are for everyone on the machine to see; the environment of a process is not. */
const TOKEN_VARIABLE = 'GAUNTLET_TOKEN';

/** `gateway`: a name of the catalogue, or a file relative to the working directory. `name`: as reports call it. */
export function createServedTarget(gateway: string, dialect: Dialect, name = gateway): LiveTarget {
  return {
    name,
    capabilities: { lifecycle: true, provider: 'runtime', settings: true, clock: true },
    dialect,
    deploy: (place) => deploy(gateway, place),
  };
}

async function deploy(gateway: string, place: Place): Promise<Deployment> {
  const state = join(place.folder, 'state');
  const settings = join(place.folder, 'settings.json');
  await mkdir(state, { recursive: true });
  await writePlanSettings(settings, place.plan);
  const options = (port: number, agedMs: number): Readonly<Record<string, string>> => ({
    '--gateway': gateway,
    '--port': String(port),
    '--state': state,
    '--token-env': TOKEN_VARIABLE,
    '--provider': place.providerUrl,
    '--settings': settings,
    '--wall-offset': String(agedMs),
  });
  return {
    token: place.token,
    secrets: [],
    url: (port) => `ws://127.0.0.1:${port}`,
    launch: (port, agedMs) =>
      Promise.resolve({
        command: process.execPath,
        args: [COMMAND_LINE, 'serve', ...Object.entries(options(port, agedMs)).flat()],
        env: {
          PATH: process.env['PATH'] ?? '',
          HOME: process.env['HOME'] ?? '',
          // where compiled sources are kept between incarnations
          TMPDIR: process.env['TMPDIR'],
          [TOKEN_VARIABLE]: place.token,
        },
        cwd: process.cwd(),
      }),
  };
}

/**
 * The targets `openclaw@VERSION` and `openclaw:PATH`: a release or a build, run by itself on this machine with its model
 * runs going to our provider. Puts together what its neighbours know; must not know plans or the judge.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { dialectFor } from '../../dialect/catalogue.ts';
import { TargetError } from '../../input/problem.ts';
import type { Deployment, Place, LiveTarget } from '../target.ts';
import { cacheFolder } from './cache.ts';
import { ageState } from './openclaw-ageing.ts';
import { openClawEnvironment, openClawFiles, openClawPaths } from './openclaw-config.ts';
import { openClawNamed } from './openclaw-build.ts';
import type { OpenClawRelease } from './openclaw-release.ts';

/** `wanted`: `openclaw@` and a release or a tag such as `latest`, or `openclaw:` and a path; looked up when it is prepared. */
export function createOpenClawTarget(wanted: string): LiveTarget {
  let release: OpenClawRelease | undefined;
  return {
    get name() {
      return release?.name ?? wanted;
    },
    capabilities: { lifecycle: true, provider: 'completions', settings: false, clock: true },
    get dialect() {
      return dialectFor(release?.name ?? wanted);
    },
    async prepare(context) {
      release ??= await openClawNamed(wanted, context);
    },
    async deploy(place) {
      if (release === undefined) throw new TargetError(`${wanted} was not prepared`);
      return deploy(release, place);
    },
  };
}

async function deploy(release: OpenClawRelease, place: Place): Promise<Deployment> {
  const paths = openClawPaths(place.folder);
  for (const folder of [paths.state, paths.home, paths.workspace, paths.temporary])
    await mkdir(folder, { recursive: true });
  for (const [file, value] of openClawFiles(release.version, place)) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
  }
  const env = openClawEnvironment(paths, release.extensions);
  return {
    token: place.token,
    secrets: [cacheFolder(), homedir()],
    url: (port) => `ws://127.0.0.1:${port}`,
    async launch(port, agedMs) {
      await ageState(paths.state, paths.notebook, agedMs, release.node);
      return {
        command: release.node,
        args: [release.entry, 'gateway', 'run', '--port', String(port), '--allow-unconfigured'],
        env: { ...env, OPENCLAW_GATEWAY_PORT: String(port) },
        cwd: paths.home,
        readyWithinMs: READY_WITHIN_MS,
      };
    },
  };
}

/** A busy machine takes its time; two free cores need 3 to 18 seconds. */
const READY_WITHIN_MS = 180_000;

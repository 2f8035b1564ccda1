/** The version of this Gauntlet, from its package.json. */
import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

export const GAUNTLET_VERSION: string = manifest.version;

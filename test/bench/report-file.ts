/** The JSON files of the benchmarks: under reports/, which git ignores, one per command. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform } from 'node:os';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', '..', 'reports');

/** Writes `reports/<name>.json`, with what the figures were measured on; returns the path as people write it. */
export function writeFigures(name: string, figures: object): string {
  mkdirSync(FOLDER, { recursive: true });
  const measuredOn = {
    node: process.version,
    platform: `${platform()}-${arch()}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
  };
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify({ measuredOn, ...figures }, null, 2)}\n`);
  return `reports/${name}.json`;
}

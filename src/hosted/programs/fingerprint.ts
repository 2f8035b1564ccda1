/** What changes with the source of a hosted program: of a release its version, of a build what it runs, of a description what lies beside it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { sha256 } from '../../input/canonical.ts';
import { buildIn, openClawFingerprint } from '../../live/targets/openclaw-build.ts';

/** Sixteen hexadecimal digits for `openclaw@VERSION`, `openclaw:PATH` or the path of a description. */
export function programFingerprint(text: string): string {
  const build = buildIn(text);
  if (build !== undefined) return openClawFingerprint(build);
  if (!existsSync(text)) return sha256(text).slice(0, 16);
  const folder = dirname(resolve(text));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:[cm]?[jt]s|ya?ml)$/.test(file) && !file.includes('node_modules'))
    .sort();
  // line ends differ between checkouts; the code does not
  const parts = files.map(
    (file) =>
      `${file.replaceAll('\\', '/')}\n${readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n')}`,
  );
  return sha256(parts.join('\0')).slice(0, 16);
}

/**
 * The fingerprint of a target: a hash of its source, so that a replay can tell a gateway that was changed (and may be
 * fixed) from one that was not (and must do the same again). A gateway from the catalogue is all of src/gateway; one
 * from a file is that file and what it imports by relative path.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../input/canonical.ts';
import { MODULE_EXTENSION } from '../input/module-file.ts';
import { programFingerprint } from '../hosted/programs/fingerprint.ts';
import type { TargetReference } from './target.ts';

const MODULES_ROOT = fileURLToPath(new URL('..', import.meta.url));
const CATALOGUE_ROOT = fileURLToPath(new URL('../gateway', import.meta.url));
const RELATIVE_IMPORT = /(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;

/** Sixteen hexadecimal digits that change with the target's source. */
export function fingerprint(reference: TargetReference): string {
  if (reference.type === 'hosted') return programFingerprint(reference.text);
  const [root, files] =
    reference.type === 'named'
      ? [CATALOGUE_ROOT, sourcesUnder(CATALOGUE_ROOT)]
      : [dirname(resolve(reference.path)), importedFrom(resolve(reference.path))];
  return hashOf(root, files);
}

/** Sixteen hexadecimal digits that change with any module of this Gauntlet: its version alone says too little. */
export function buildFingerprint(): string {
  return hashOf(MODULES_ROOT, sourcesUnder(MODULES_ROOT));
}

function hashOf(root: string, files: readonly string[]): string {
  const parts = files.map((file) => `${relative(root, file).replaceAll('\\', '/')}\n${readSource(file)}`);
  return sha256(parts.join('\0')).slice(0, 16);
}

function sourcesUnder(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => extname(file) === MODULE_EXTENSION)
    .sort()
    .map((file) => join(root, file));
}

/** The file and everything it imports by relative path, in order of discovery. */
function importedFrom(entry: string): readonly string[] {
  const found = new Set([entry]);
  for (const file of found) {
    for (const match of readSource(file).matchAll(RELATIVE_IMPORT)) {
      const imported = resolve(dirname(file), match[1] ?? '');
      if (existsSync(imported)) found.add(imported);
    }
  }
  return [...found];
}

/** Line ends differ between checkouts; the code does not. */
function readSource(file: string): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}

/** The documents that the package brings lead to nothing that it does not bring. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './source-files.ts';

const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly files: readonly string[];
};
const DOCUMENTS = files.flatMap(documentsOf);

/** `dist` is built, and has none. */
function documentsOf(entry: string): readonly string[] {
  if (entry.endsWith('.md')) return [entry];
  if (entry === 'dist' || !statSync(join(ROOT, entry)).isDirectory()) return [];
  const below = readdirSync(join(ROOT, entry), { recursive: true, encoding: 'utf8' });
  return below.filter((path) => path.endsWith('.md')).map((path) => `${entry}/${path}`);
}

const isPacked = (path: string): boolean =>
  files.some((entry) => path === entry || path.startsWith(`${entry}/`));

/** What its headings are called after `#`, as GitHub makes it. */
function anchorsOf(path: string): ReadonlySet<string> {
  const text = readFileSync(join(ROOT, path), 'utf8').replaceAll(/^```.*?^```/gms, '');
  return new Set(
    Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function* brokenLinks(document: string): Generator<string> {
  const text = readFileSync(join(ROOT, document), 'utf8').replaceAll(/^```.*?^```/gms, '');
  for (const [, path = '', anchor] of text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
    const to = path === '' ? document : posix.join(posix.dirname(document), path);
    if (!existsSync(join(ROOT, to))) yield `${to} is not there`;
    else if (!isPacked(to)) yield `${to} is not packed`;
    else if (anchor !== undefined && !anchorsOf(to).has(anchor)) yield `${to} has no heading #${anchor}`;
  }
}

describe('the documents of the package', () => {
  it('are the README, a page for each property, and those that the README names', () => {
    expect(DOCUMENTS.length).toBeGreaterThan(30);
  });

  it.each(DOCUMENTS)('%s leads to what is packed', (document) => {
    expect([...brokenLinks(document)]).toEqual([]);
  });
});

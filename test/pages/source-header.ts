/** The doc-comment at the head of a source file as Markdown: its indented lines, which are drawn, stay as they are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../tidy/source-files.ts';

export function headerOf(path: string): string {
  const [, comment = ''] = /^\/\*\*([\s\S]*?)\*\//.exec(readFileSync(join(ROOT, path), 'utf8')) ?? [];
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  const isDrawn = (line: string | undefined): boolean => line?.startsWith('  ') === true;
  return lines
    .flatMap((line, at) => [
      ...(isDrawn(line) && !isDrawn(lines[at - 1]) ? ['```text'] : []),
      isDrawn(line) ? line.slice(2) : line.trim(),
      ...(isDrawn(line) && !isDrawn(lines[at + 1]) ? ['```'] : []),
    ])
    .join('\n')
    .trim()
    .replace(/^[a-z]+\/[a-z-]+\. /, '');
}

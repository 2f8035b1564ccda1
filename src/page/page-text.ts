/**
 * The text of a page: one file that needs no other and asks for none. What it carries is gzip in base64, so nothing that
 * a gateway said can be taken for markup; its policy lets it run the script it was made with and nothing else.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { printable } from '../input/printable.ts';
import type { PageData } from './page-data.ts';
import { pageScript, pageStyle, packedWorker } from './scripts.ts';

export interface PageHead {
  /** What a tab is called. */
  readonly title: string;
  /** Above the heading: what sort of page it is. */
  readonly kicker: string;
  /** The heading. */
  readonly heading: string;
}

/** `runs`: it executes plans, so it carries the worker. */
export async function pageText(head: PageHead, data: PageData, runs: boolean): Promise<string> {
  const [script, style, worker] = [await pageScript(), await pageStyle(), runs ? await packedWorker() : ''];
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(head.title)}</title>
<style>${style}</style>
</head>
<body>
<header><p class="kicker">${escaped(head.kicker)}</p><h1>${escaped(head.heading)}</h1></header>
<main><noscript><p>The rest of this page is drawn by a script.</p></noscript></main>
<script type="application/gzip" id="data">${packed(JSON.stringify(data))}</script>
<script type="application/gzip" id="worker">${worker}</script>
<script>${script}</script>
</body>
</html>
`;
}

function packed(text: string): string {
  return gzipSync(text, { level: 9 }).toString('base64');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Text between tags. */
function escaped(text: string): string {
  return printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

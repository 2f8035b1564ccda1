/** Tables of verdicts: what pages of runs and of certificates have in common. */
import { h, type Content } from './element.ts';

const MARK: Readonly<Record<string, string>> = { pass: '✓', violation: '✗', inconclusive: '?' };

/** A verdict in a word, with a mark, so that colour only decorates. */
export function verdictText(verdict: string): HTMLElement {
  return h('span', { class: `verdict ${verdict}` }, `${MARK[verdict] ?? '–'} ${verdict}`);
}

/** The same as the mark alone, in a dense table. */
export function verdictMark(verdict: string, title: string): HTMLElement {
  return h(
    'span',
    { class: `verdict ${verdict}`, title, role: 'img', 'aria-label': title },
    MARK[verdict] ?? '–',
  );
}

export type TableCell = Content | readonly Content[];

export interface TableParts {
  readonly label: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly TableCell[])[];
}

/** A table whose first column names its rows; wider than the page, it is scrolled by itself. */
export function tableOf({ label, heads, rows }: TableParts): HTMLElement {
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label },
    h(
      'table',
      { class: 'verdicts' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          heads.map((head) => (head === '' ? h('td') : h('th', { scope: 'col' }, head))),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map(([first = '', ...cells]) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, [first].flat()),
            cells.map((cell) => h('td', {}, [cell].flat())),
          ),
        ),
      ),
    ),
  );
}

export function section(title: string, ...children: readonly (Content | readonly Content[])[]): HTMLElement {
  return h('section', {}, h('h2', {}, title), ...children);
}

/** What no plan draws and no property reads; null: there is nothing to say of it. */
export function notJudgedSection(notJudged: readonly string[]): HTMLElement | null {
  if (notJudged.length === 0) return null;
  return section(
    'Not judged',
    h(
      'ul',
      {},
      notJudged.map((one) => h('li', {}, one)),
    ),
  );
}

/** Facts beside each other: a number, and what it counts. */
export function figures(facts: readonly (readonly [string, string])[]): HTMLElement {
  return h(
    'dl',
    { class: 'figures' },
    facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, figure(value)))),
  );
}

/** Digests are for comparing and copying: whole. */
function figure(value: string): readonly (string | HTMLElement)[] {
  return value.split(/\b([0-9a-f]{16})\b/).map((part, at) => (at % 2 === 0 ? part : h('code', {}, part)));
}

/** Plain text for people: columns that stand under each other, numbers to the right. */

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

export function tableText(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, at) =>
    Math.max(title.length, ...rows.map((row) => (row[at] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, at) => {
        const [cell, width] = [cells[at] ?? '', widths[at] as number];
        return align === 'left' ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [
    line(columns.map(({ title }) => title)),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map(line),
  ].join('\n');
}

/** `1,234,567`; below 100 with a decimal, below 10 with two. */
export function grouped(value: number): string {
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0;
  const [whole = '', fraction] = value.toFixed(digits).split('.');
  const groups = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/** `1.25x`. */
export function times(ratio: number, digits = 2): string {
  return `${ratio.toFixed(digits)}x`;
}

/** `12.3 %` of a share between 0 and 1. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

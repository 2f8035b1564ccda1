/** One exported declaration of a source file with its doc-comment, as it stands there but for `export` and `readonly`. */
export function declarationIn(source: string, name: string): string {
  const lines = source.split('\n');
  const first = lines.findIndex((line) =>
    new RegExp(`^export (?:interface|type|const) ${name}\\b`).test(line),
  );
  if (first < 0) throw new Error(`nothing exported is called ${name}`);
  const isType = lines[first]?.startsWith('export type ') === true;
  let last = first;
  while (!(isType ? /;$/ : /^\}|\{\}$/).test(lines[last] ?? '}')) last++;
  let begin = first;
  if (lines[first - 1]?.endsWith('*/') === true)
    begin = lines.findLastIndex((line, at) => at < first && line.startsWith('/**'));
  return lines
    .slice(begin, last + 1)
    .join('\n')
    .replaceAll(/^export /gm, '')
    .replaceAll('readonly ', '')
    .replace(/ as const;$/, ';');
}

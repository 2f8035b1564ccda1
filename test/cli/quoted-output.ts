/**
 * What a document says that a command prints, compared with what it does print. A line `…` stands for any lines, one that
 * ends with `…` is cut short; what a clock of the real world says differs from run to run, and so does the name of a failure
 * file, which is made of all that it holds, with every change of a gateway.
 */

/** Undefined: it was printed so, beginning anywhere; otherwise the first quoted line that was not, and what came instead. */
export function misquoted(quoted: string, printed: string): string | undefined {
  const wanted = lines(quoted);
  const found = lines(printed);
  let at = 0;
  let anywhere = true;
  for (const line of wanted) {
    if (line.trim() === '…') {
      anywhere = true;
      continue;
    }
    const place = found.findIndex(
      (one, index) => (anywhere ? index >= at : index === at) && isQuote(line, one),
    );
    if (place === -1)
      return `quoted:  ${line}\nprinted: ${anywhere ? '(nowhere)' : (found[at] ?? '(the end)')}`;
    at = place + 1;
    anywhere = false;
  }
  return undefined;
}

function isQuote(line: string, printed: string): boolean {
  return line.endsWith('…') ? printed.startsWith(line.slice(0, -1)) : printed === line;
}

function lines(text: string): readonly string[] {
  return (
    text
      .replaceAll(/\bin \d+\.\d+ (?:m?s)(?=[,;]|$)/gm, 'in some time')
      // which of a live target's connections is the first to lose something
      .replaceAll(/\bconnection \d+ expected event/g, 'connection N expected event')
      // where the line is full depends on how long it took
      .replaceAll(/\bin some time,\s+(\d+)\s+executed/g, 'in some time, $1 executed')
      .replaceAll(/-[0-9a-f]{12}(?=\.(?:json|html))/g, '-NAME')
      .trimEnd()
      .split('\n')
      .map((line) => line.trimEnd())
  );
}

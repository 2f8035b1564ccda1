/** The commands that a document shows, with what it says they print: found by their code blocks. */

/**
 * A block of commands, and the block of text that follows it: what they print, as the document has it. Or one command after a
 * `$`, with its output in the same block.
 */
export interface Shown {
  readonly commands: string;
  readonly output: string | undefined;
}

export function shownIn(document: string): readonly Shown[] {
  const fences = Array.from(document.matchAll(/^```(\w+)\n([^]*?)^```$/gm), (fence) => {
    const [whole, language = '', text = ''] = fence;
    return { language, text, at: fence.index, end: fence.index + whole.length };
  });
  return fences.flatMap(({ language, text, end }, index): readonly Shown[] => {
    const prompted = language === 'text' ? /^\$ (.*\n)([^]*)/.exec(text) : null;
    if (prompted !== null) return [{ commands: prompted[1] ?? '', output: prompted[2] }];
    if (language !== 'sh') return [];
    const next = fences[index + 1];
    const follows =
      next?.language === 'text' &&
      !next.text.startsWith('$ ') &&
      !document.slice(end, next.at).includes('\n#');
    return [{ commands: text, output: follows ? next.text : undefined }];
  });
}

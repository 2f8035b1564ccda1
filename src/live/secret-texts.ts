/**
 * Secrets of one execution: credentials and paths of this machine, which no history may show. Replaced by stars of the
 * same length in bytes, so that sizes stay true, before a frame is recorded.
 */
export class SecretTexts {
  #texts: readonly string[] = [];

  add(...texts: readonly string[]): void {
    const named = texts.filter((text) => text.length > 3);
    // as it stands in JSON too
    const all = new Set([
      ...this.#texts,
      ...named,
      ...named.map((text) => JSON.stringify(text).slice(1, -1)),
    ]);
    // the longest first: a path may begin with another
    this.#texts = [...all].sort((a, b) => b.length - a.length);
  }

  masked(text: string): string {
    let shown = text;
    for (const secret of this.#texts)
      if (shown.includes(secret)) shown = shown.replaceAll(secret, '*'.repeat(Buffer.byteLength(secret)));
    return shown;
  }
}

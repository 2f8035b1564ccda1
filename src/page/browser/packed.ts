/** Texts that the page carries as gzip in base64: smaller, and inert whatever they hold. */

/** The text of the element with this id. */
export async function unpackedText(id: string): Promise<string> {
  const packed = document.getElementById(id)?.textContent ?? '';
  return new Response(
    new Blob([bytesOf(packed)]).stream().pipeThrough(new DecompressionStream('gzip')),
  ).text();
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

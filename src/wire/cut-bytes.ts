/**
 * The bytes of a text as a network may hand them over: in two pieces that part inside its first character of several
 * bytes. Who decodes each piece by itself gets two broken characters instead.
 */

/** One piece where every character is one byte. */
export function cutBytes(text: string): readonly Uint8Array[] {
  const bytes = Buffer.from(text);
  const first = bytes.findIndex((byte) => byte >= 0xc0);
  return first < 0 ? [bytes] : [bytes.subarray(0, first + 1), bytes.subarray(first + 1)];
}

import { describe, expect, it } from 'vitest';
import { CompletionAnswer } from '../../src/wire/completion-answer.ts';
import { cutBytes } from '../../src/wire/cut-bytes.ts';
import { HttpAnswer } from '../../src/wire/http-request.ts';

function decodedAlone(pieces: readonly Uint8Array[]): string {
  return pieces.map((piece) => new TextDecoder().decode(piece)).join('');
}

function decodedTogether(pieces: readonly Uint8Array[]): string {
  const decoder = new TextDecoder();
  return pieces.map((piece) => decoder.decode(piece, { stream: true })).join('') + decoder.decode();
}

describe('cut bytes', () => {
  it('leave a text of one-byte characters in one piece', () => {
    expect(cutBytes('so be it')).toEqual([Buffer.from('so be it')]);
  });

  it.each(['bé', '€ and €', '🙂'])('part inside the first character of several bytes: %s', (text) => {
    const pieces = cutBytes(text);
    expect(pieces).toHaveLength(2);
    expect(decodedTogether(pieces)).toBe(text);
    expect(decodedAlone(pieces)).toContain('\ufffd');
  });
});

const OF = { runId: undefined, sessionKey: undefined, sessionId: undefined };

describe('a streamed completion', () => {
  it('comes in chunks that part inside a character', () => {
    const sent: Buffer[] = [];
    const answer = new CompletionAnswer(
      new HttpAnswer(
        (bytes) => sent.push(bytes),
        () => undefined,
      ),
      true,
      1,
      () => 0,
    );
    answer.say({ ...OF, type: 'start' });
    const before = sent.length;
    answer.say({ ...OF, type: 'delta', text: 'so bé it' });
    const chunks = sent.slice(before);
    expect(chunks).toHaveLength(2);
    expect(decodedAlone(chunks)).toContain('\ufffd');
    // without the lines that HTTP puts around a chunk
    const bodies = chunks.map((chunk) => chunk.subarray(chunk.indexOf('\r\n') + 2, -2));
    expect(decodedTogether(bodies)).toContain('"content":"so bé it"');
  });
});

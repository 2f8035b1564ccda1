import { describe, expect, it } from 'vitest';
import { SecretTexts } from '../../src/live/secret-texts.ts';

function masked(text: string, ...secrets: readonly string[]): string {
  const texts = new SecretTexts();
  texts.add(...secrets);
  return texts.masked(text);
}

describe('secret texts', () => {
  it('are replaced by stars wherever they stand', () => {
    expect(masked('token abcd-1 and again abcd-1', 'abcd-1')).toBe('token ****** and again ******');
  });

  it('leave every size as it was, in bytes', () => {
    const text = 'in /tmp/für-mich/x';
    expect(masked(text, '/tmp/für-mich')).toBe('in **************/x');
    expect(Buffer.byteLength(masked(text, '/tmp/für-mich'))).toBe(Buffer.byteLength(text));
  });

  it('are replaced as they stand in JSON too', () => {
    const path = 'C:\\state\\"mine"';
    const text = JSON.stringify({ path });
    expect(masked(text, path)).toBe(`{"path":"${'*'.repeat(text.length - 11)}"}`);
  });

  it('are replaced whole where one begins with another, whichever came first', () => {
    const texts = new SecretTexts();
    texts.add('/tmp/place');
    texts.add('/tmp/place/state');
    expect(texts.masked('/tmp/place/state /tmp/place')).toBe(`${'*'.repeat(16)} ${'*'.repeat(10)}`);
  });

  it('of three letters or fewer are none', () => {
    expect(masked('a b abc', '', 'a', 'abc')).toBe('a b abc');
  });

  it('leave other texts untouched', () => {
    const text = 'nothing to hide';
    expect(masked(text, 'secret')).toBe(text);
  });
});

import { describe, expect, it } from 'vitest';
import { SecretTexts } from '../../src/input/secret-texts.ts';

const TOKEN = '3f9a1c77e0b24d58a6c1f2e39b7d4a60c8e5f1029d6b3a74';
const PASSWORD = 'Zk+/9"q~ü&7-Lw!x';

function secrets(...texts: readonly string[]): SecretTexts {
  const found = new SecretTexts();
  found.add(...texts);
  return found;
}

function withToken(token: string): SecretTexts {
  const found = new SecretTexts();
  found.addToken(token);
  return found;
}

function masked(text: string, ...texts: readonly string[]): string {
  return secrets(...texts).masked(text);
}

const escape = (text: string, one: (unit: number) => string): string =>
  Array.from({ length: text.length }, (_, at) => one(text.charCodeAt(at))).join('');
const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
const bytewise = (text: string, one: (byte: number) => string): string =>
  Array.from(Buffer.from(text), one).join('');

const FORMS: readonly (readonly [string, (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['as it stands in JSON', (text) => JSON.stringify(text).slice(1, -1)],
  ['as it stands in JSON in JSON', (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3)],
  ['hexadecimal', (text) => Buffer.from(text).toString('hex')],
  ['hexadecimal in capitals', (text) => Buffer.from(text).toString('hex').toUpperCase()],
  ['\\u escapes', (text) => escape(text, (unit) => `\\u${hex(unit, 4)}`)],
  ['\\u escapes in capitals', (text) => escape(text, (unit) => `\\u${hex(unit, 4).toUpperCase()}`)],
  ['\\u escapes in JSON in JSON', (text) => escape(text, (unit) => `\\\\u${hex(unit, 4)}`)],
  [
    'every second character escaped',
    (text) =>
      Array.from(text, (one, at) => (at % 2 === 0 ? escape(one, (unit) => `\\u${hex(unit, 4)}`) : one)).join(
        '',
      ),
  ],
  ['percent signs where they must be', (text) => encodeURIComponent(text)],
  ['percent signs everywhere', (text) => bytewise(text, (byte) => `%${hex(byte, 2)}`)],
  ['entities', (text) => Array.from(text, (one) => `&#${one.codePointAt(0) ?? 0};`).join('')],
];

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
    const texts = secrets('/tmp/place');
    texts.add('/tmp/place/state');
    expect(texts.masked('/tmp/place/state /tmp/place')).toBe(`${'*'.repeat(16)} ${'*'.repeat(10)}`);
  });

  it('of three letters or fewer are none', () => {
    expect(masked('a b abc', '', 'a', 'abc')).toBe('a b abc');
  });

  it('leave other texts untouched', () => {
    const text = 'nothing to hide in 100%25 of "\\u0041" or &#65;';
    expect(masked(text, 'secret')).toBe(text);
    expect(secrets('secret').isIn(text)).toBe(false);
  });

  it('leave the end of an escape alone, so that JSON stays JSON', () => {
    const token = withToken(`n${TOKEN}`);
    expect(JSON.parse(token.masked(JSON.stringify(`\n${TOKEN}`)))).toBe(`\n${'*'.repeat(TOKEN.length)}`);
  });
});

describe.each([TOKEN, PASSWORD])('a secret such as %s', (secret) => {
  it.each(FORMS)('is found %s', (_form, written) => {
    const text = written(secret);
    const found = secrets(secret);
    expect(found.isIn(`before ${text} after`)).toBe(true);
    const shown = found.masked(`before ${text} after`);
    expect(shown).toBe(`before ${'*'.repeat(Buffer.byteLength(text))} after`);
  });

  it.each(['base64', 'base64url'] as const)('is found in %s at every alignment', (encoding) => {
    const found = secrets(secret);
    for (const before of ['', 'x', 'xy', 'xyz', '{"token":"'])
      for (const after of ['', 'x', 'xy', '"}']) {
        const text = Buffer.from(`${before}${secret}${after}`).toString(encoding);
        expect(found.isIn(text), text).toBe(true);
        const decoded = Buffer.from(found.masked(text).replaceAll('*', 'A'), encoding).toString('latin1');
        for (let at = 0; at + 6 <= secret.length; at++)
          expect(decoded).not.toContain(Buffer.from(secret.slice(at, at + 6)).toString('latin1'));
      }
  });
});

describe('a token in pieces', () => {
  it('shows no more than a quarter of itself, wherever it was cut in two', () => {
    const found = withToken(TOKEN);
    for (const written of [TOKEN, Buffer.from(TOKEN).toString('base64'), Buffer.from(TOKEN).toString('hex')])
      for (let at = 1; at < written.length; at++) {
        const shown = [written.slice(0, at), written.slice(at)].map((one) =>
          found.masked(`{"delta":"${one}"}`),
        );
        const left = shown.join('').replaceAll(/[*:,{}"]|delta/g, '');
        expect(left.length, `${written} cut at ${at}`).toBeLessThan(12);
      }
  });

  it('is not found in texts that share a few letters with it', () => {
    const found = withToken(TOKEN);
    const text = `${TOKEN.slice(0, 11)} and ${TOKEN.slice(20, 31)}`;
    expect(found.masked(text)).toBe(text);
    expect(found.isIn(TOKEN.slice(1))).toBe(false);
  });

  it('is masked by its half where it is short', () => {
    expect(withToken('hunter2-hunter3').masked('ends with hunter2-h')).toBe('ends with *********');
  });
});

import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/history/digest.ts';
import { headerLine, LARGEST_INLINE_BODY_BYTES, readHistory, writeHistory } from '../../src/history/jsonl.ts';
import type { HistoryRecord, RecordBody } from '../../src/history/record.ts';
import { Message } from '../../src/protocol/message.ts';
import { recordAll, TEXT_BODIES } from './small-history.ts';

/** A record as a plain value: messages as their text. */
function plain(record: HistoryRecord): unknown {
  return record.kind === 'frame' ? { ...record, message: record.message.text() } : record;
}

function frame(message: Message, frameId = 1): RecordBody {
  return { kind: 'frame', from: 'gateway', leg: 'gateway', conn: 1, client: 'web', frameId, message };
}

describe('history files', () => {
  test('give back equal records with an equal digest', () => {
    const { records } = recordAll();
    const written = writeHistory(records, { target: 'reference' });
    const read = readHistory(written.lines);
    expect(read.problems).toEqual([]);
    expect(read.about).toEqual({ target: 'reference' });
    expect(read.records.map(plain)).toEqual(
      records.map((record) => JSON.parse(JSON.stringify(plain(record))) as unknown),
    );
    expect(digestOf(read.records)).toBe(digestOf(records));
    expect(writeHistory(read.records, read.about)).toEqual(written);
  });

  test('give back texts and prompts, whatever characters they have', () => {
    const { records } = recordAll(TEXT_BODIES);
    const { lines } = writeHistory(records);
    const read = readHistory(Buffer.from(lines.join('\n')).toString().split('\n'));
    expect(read.problems).toEqual([]);
    expect(read.records).toEqual(records);
    expect(digestOf(read.records)).toBe(digestOf(records));
  });

  test('of version 1 are read', () => {
    const { lines } = writeHistory(recordAll().records);
    const old = ['{"kind":"header","formatVersion":1}', ...lines.slice(1)];
    expect(readHistory(old)).toMatchObject({ about: {}, problems: [] });
    expect(readHistory(old).records).toHaveLength(lines.length - 1);
  });

  test('begin with a header that names the format version', () => {
    expect(writeHistory([]).lines).toEqual(['{"kind":"header","formatVersion":2}']);
  });

  test('hold one record per line', () => {
    const { records } = recordAll();
    for (const line of writeHistory(records).lines) expect(line).not.toMatch(/[\n\r]/);
  });

  test('write a frame as a value and anything else as text', () => {
    const odd = '{ "type": "event", "event": "tick" }';
    const { records } = recordAll([
      frame(Message.of({ type: 'event', event: 'tick' })),
      frame(Message.ofText(odd)),
      frame(Message.ofText('{')),
      frame(Message.ofText('{"type":"event","event":"tick"}')),
    ]);
    const bodies = writeHistory(records)
      .lines.slice(1)
      .map((line) => JSON.parse(line) as { frame?: unknown; text?: string });
    expect(bodies.map(({ frame: value, text }) => value ?? text)).toEqual([
      { type: 'event', event: 'tick' },
      odd,
      '{',
      { type: 'event', event: 'tick' },
    ]);
  });

  test('keep a body above 64 KiB in a blob by hash and length, once', () => {
    const exact = `{"type":"event","event":"big","payload":"${'x'.repeat(LARGEST_INLINE_BODY_BYTES - 43)}"}`;
    expect(exact.length).toBe(LARGEST_INLINE_BODY_BYTES);
    const above = exact.replace('big', 'bigg');
    const garbage = 'ö'.repeat(LARGEST_INLINE_BODY_BYTES);
    const { records } = recordAll([
      frame(Message.ofText(exact)),
      frame(Message.ofText(above), 2),
      frame(Message.ofText(above), 2),
      frame(Message.ofText(garbage), 3),
    ]);
    const { lines, blobs } = writeHistory(records);
    expect(blobs.map((blob) => blob.name.replace(/^[0-9a-f]{16}-/, ''))).toEqual(['65537', '131072']);
    expect(lines[1]?.length).toBeGreaterThan(LARGEST_INLINE_BODY_BYTES);
    expect(lines[2]).toContain(`"blob":{"name":"${blobs[0]?.name ?? ''}","as":"frame"}`);
    const read = readHistory(lines, (name) => blobs.find((blob) => blob.name === name)?.text);
    expect(read.problems).toEqual([]);
    expect(digestOf(read.records)).toBe(digestOf(records));
    expect(read.records.map(plain)).toEqual(records.map(plain));
  });

  test('give a blob that is missing or was changed a reason', () => {
    const { lines, blobs } = writeHistory(recordAll([frame(Message.ofText('x'.repeat(70_000)))]).records);
    const name = blobs[0]?.name ?? '';
    expect(readHistory(lines).problems).toEqual([{ line: 2, reason: `blob ${name} is missing` }]);
    expect(readHistory(lines, () => 'x').problems).toEqual([
      { line: 2, reason: `blob ${name} holds something else` },
    ]);
  });
});

describe('reading a history', () => {
  const good = '{"i":0,"atMicros":1,"incarnation":1,"kind":"process","event":"booting"}';

  test.each([
    ['not JSON', '{', 'not JSON'],
    ['no object', '[1]', 'a record is a JSON object'],
    ['an unknown kind', '{"i":0,"atMicros":1,"incarnation":1,"kind":"mood"}', 'unknown record kind "mood"'],
    [
      'an inherited kind',
      '{"i":0,"atMicros":1,"incarnation":1,"kind":"toString"}',
      'unknown record kind "toString"',
    ],
    ['no kind', '{"i":0}', 'unknown record kind undefined'],
    [
      'a missing member',
      good.replace(',"event":"booting"', ''),
      'process.event must be one of booting, listening, stopping, exited, crashed, paused, resumed',
    ],
    ['a wrong member', good.replace('"atMicros":1', '"atMicros":"1"'), 'process.atMicros must be a number'],
    [
      'a negative number',
      good.replace('"incarnation":1', '"incarnation":-1'),
      'process.incarnation must be a whole number, 0 or more',
    ],
    ['an unknown member', good.replace('"i"', '"mood":1,"i"'), 'unknown member process.mood'],
    ['another position', good.replace('"i":0', '"i":7'), 'record 7 stands where record 0 belongs'],
    [
      'a frame without a body',
      '{"i":0,"atMicros":1,"incarnation":1,"kind":"frame","from":"client","leg":"client","conn":1,"client":"a","frameId":1}',
      'a frame record carries exactly one of frame, text and blob',
    ],
    [
      'a frame that is none',
      '{"i":0,"atMicros":1,"incarnation":1,"kind":"frame","from":"client","leg":"client","conn":1,"client":"a","frameId":1,"frame":{"type":"req"}}',
      'a request needs a non-empty string id',
    ],
  ])('gives %s a line number and a reason', (_what, line, reason) => {
    const read = readHistory([headerLine(), line]);
    expect(read).toEqual({ about: {}, records: [], problems: [{ line: 2, reason }] });
  });

  const provider = '{"i":0,"atMicros":1,"incarnation":1,"kind":"provider","call":1,"purpose":"run"';
  const text = 'provider.text must be a string, or {bytes, hashes, last, markers}';
  const prompt = 'provider.prompt must be {like, same, hash, rest}';

  test.each([
    ['a number', '"text":7', text],
    ['blocks without bytes', '"text":{"hashes":"","last":"x","markers":[]}', text],
    ['blocks without hashes', '"text":{"bytes":1,"last":"x","markers":[]}', text],
    ['half a hash', '"text":{"bytes":1,"hashes":"0123","last":"x","markers":[]}', text],
    ['another hash', '"text":{"bytes":1,"hashes":"0123456X","last":"x","markers":[]}', text],
    ['no last block', '"text":{"bytes":1,"hashes":"","last":"","markers":[]}', text],
    [
      'a last block too long',
      `"text":{"bytes":1,"hashes":"","last":"${'x'.repeat(4097)}","markers":[]}`,
      text,
    ],
    ['no markers', '"text":{"bytes":1,"hashes":"","last":"x"}', text],
    ['other markers', '"text":{"bytes":1,"hashes":"","last":"x","markers":[1]}', text],
    ['more than blocks', '"text":{"bytes":1,"hashes":"","last":"x","markers":[],"more":1}', text],
    ['a prompt that is none', '"prompt":[]', prompt],
    ['a like that is none', '"prompt":{"like":-1,"same":0,"hash":1,"rest":[]}', prompt],
    ['no same', '"prompt":{"hash":1,"rest":[]}', prompt],
    ['no hash', '"prompt":{"same":0,"rest":[]}', prompt],
    ['no rest', '"prompt":{"same":0,"hash":1}', prompt],
    ['more than a prompt', '"prompt":{"same":0,"hash":1,"rest":[],"more":1}', prompt],
    ['a message that is none', '"prompt":{"same":0,"hash":1,"rest":[1]}', prompt],
    ['another role', '"prompt":{"same":0,"hash":1,"rest":[{"role":"x","text":""}]}', prompt],
    ['no text', '"prompt":{"same":0,"hash":1,"rest":[{"role":"user"}]}', prompt],
    ['more than a message', '"prompt":{"same":0,"hash":1,"rest":[{"role":"user","text":"","x":1}]}', prompt],
  ])('refuses as a text or a prompt: %s', (_what, member, reason) => {
    const line = `${provider},"event":"call",${member}}`;
    expect(readHistory([headerLine(), line]).problems).toEqual([{ line: 2, reason }]);
  });

  test('refuses a prompt that does not go with those before it', () => {
    const { lines } = writeHistory(recordAll(TEXT_BODIES).records);
    const damaged = lines.map((line) => line.replace('be brief', 'be quick'));
    expect(readHistory(damaged).problems).toEqual([
      { line: 6, reason: 'the beginning that call 2 shares with call 1 has another hash' },
    ]);
    const cut = [...lines.slice(0, 1), (lines[5] as string).replace('"i":4', '"i":0')];
    expect(readHistory(cut).problems).toEqual([
      { line: 2, reason: "the beginning that call 2 shares with call 1 is longer than that call's prompt" },
    ]);
  });

  test('goes on after a line it cannot read', () => {
    const read = readHistory([headerLine(), '?', '', good.replace('"i":0', '"i":1'), '?']);
    expect(read.records).toHaveLength(1);
    expect(read.problems.map((problem) => problem.line)).toEqual([2, 5]);
  });

  test('reads records without a header and says so', () => {
    const read = readHistory([good]);
    expect(read.records).toHaveLength(1);
    expect(read.problems).toEqual([
      { line: 1, reason: 'the first line must be a header with a formatVersion' },
    ]);
  });

  test('refuses another format version', () => {
    expect(readHistory(['{"kind":"header","formatVersion":9}']).problems).toEqual([
      { line: 1, reason: 'history format 9 cannot be read (this version reads 1 and 2)' },
    ]);
  });

  test('says that an empty file is empty', () => {
    expect(readHistory([]).problems).toEqual([{ line: 1, reason: 'the file is empty' }]);
  });
});

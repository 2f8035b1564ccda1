import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { historyPath } from '../../src/certify/bundle.ts';
import { BundleWriter } from '../../src/certify/bundle-writer.ts';
import type { Certificate } from '../../src/certify/certificate.ts';
import { blobFileName, BLOBS_FOLDER, readHistoryFile } from '../../src/certify/history-file.ts';
import { dialectFrom, judgeHistory, readJudgeable } from '../../src/certify/judged-history.ts';
import { judgeFor } from '../../src/certify/named-judge.ts';
import { requiredProperties } from '../../src/certify/profile.ts';
import { digestOf } from '../../src/history/digest.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { InputError } from '../../src/input/problem.ts';
import { CATALOGUE } from '../../src/properties/versions.ts';
import { Message } from '../../src/protocol/message.ts';
import { certified, CIRCUMSTANCES } from './small-certificate.ts';
import { SMALL_PROFILE } from './small-profile.ts';
import { temporaryFolder } from './temporary-folder.ts';

let place: string;
let certificate: Certificate;
let convicting: string;

beforeAll(async () => {
  ({ place, certificate } = await certified('writes-stale-lifecycle'));
  convicting = join(place, historyPath(certificate.cases[0]?.repetitions[0]?.history ?? ''));
});

describe('a history of a bundle', () => {
  it('is judged by itself as the certificate says', () => {
    const history = readJudgeable(convicting);
    expect(history).toMatchObject({
      target: 'writes-stale-lifecycle',
      dialect: 'reference@1',
      profile: 'small@1',
      exercises: ['generation/row'],
      digest: certificate.cases[0]?.repetitions[0]?.history,
    });
    const dialect = dialectFrom(convicting, history, undefined);
    const judged = judgeHistory(
      history,
      dialect,
      judgeFor(SMALL_PROFILE, CATALOGUE),
      requiredProperties(SMALL_PROFILE),
    );
    const { verdict, reason } = certificate.cases[0]?.repetitions[0] ?? {};
    expect(judged).toMatchObject({ verdict, reason });
    const [proof] = certificate.requirements[0]?.evidence ?? [];
    const row = judged.verdicts.find(({ property }) => property === 'generation/row');
    expect(row?.violations[0]).toMatchObject({ sentence: proof?.sentence, records: proof?.records });
  });

  it('is refused when it was changed, or a line cannot be read', () => {
    const copy = join(temporaryFolder(), 'copy.jsonl');
    copyFileSync(convicting, copy);
    const lines = readFileSync(copy, 'utf8').trimEnd().split('\n');
    writeFileSync(copy, `${lines.slice(0, -1).join('\n')}\n`);
    expect(() => readJudgeable(copy)).toThrow(/copy\.jsonl:1:1: the history was changed: it says digest/);
    writeFileSync(copy, `${lines[0] ?? ''}\n{"kind":"magic"}\n`);
    expect(() => readJudgeable(copy)).toThrow(/copy\.jsonl:2:1: unknown record kind "magic"/);
    expect(() => readJudgeable(join(dirname(copy), 'none.jsonl'))).toThrow(/none\.jsonl: no such file/);
    expect(() => readJudgeable(dirname(copy))).toThrow(/a folder, not a history/);
  });

  it('is refused when it is a link, a pipe or a device, and waits for none of them', () => {
    const folder = temporaryFolder();
    const [link, pipe] = [join(folder, 'link.jsonl'), join(folder, 'pipe.jsonl')];
    symlinkSync(convicting, link);
    execFileSync('mkfifo', [pipe]);
    expect(() => readJudgeable(link)).toThrow(/link\.jsonl: a symbolic link, not a history$/);
    expect(() => readJudgeable(pipe)).toThrow(/pipe\.jsonl: a pipe, not a history$/);
    expect(() => readJudgeable('/dev/zero')).toThrow('/dev/zero: a device, not a history');
  });

  it('is refused when it is larger than one can be, or is one line without an end', () => {
    const huge = join(temporaryFolder(), 'huge.jsonl');
    writeFileSync(huge, '');
    truncateSync(huge, 2 ** 40);
    expect(() => readJudgeable(huge)).toThrow(
      /huge\.jsonl: larger than \d+ KiB, which is more than a history may have/,
    );
    truncateSync(huge, 70 * 1024 * 1024);
    expect(() => readJudgeable(huge)).toThrow(
      /huge\.jsonl: no history: a line of more than 16777216 characters$/,
    );
  });

  it('needs a dialect that exists', () => {
    const history = readJudgeable(convicting);
    expect(dialectFrom('x', history, 'openclaw@2026.5.28').name).toBe('openclaw@2026.5.28');
    expect(() => dialectFrom('x', history, 'klingon')).toThrow("unknown dialect 'klingon'");
    const silent = { ...history, dialect: undefined, server: {} };
    expect(() => dialectFrom('x', silent, undefined)).toThrow(InputError);
    const release = { ...silent, server: { version: '2026.5.28' } };
    expect(dialectFrom('x', release, undefined).name).toBe('openclaw@2026.5.28');
  });
});

describe('a history with a body too large for a line', () => {
  it('is written with its blob, read back, and missed when the blob is gone', () => {
    const text = `{"type":"event","event":"tick","payload":"${'ü'.repeat(700_000)}"}`;
    const message = Message.ofText(text);
    const frame = { kind: 'frame', from: 'gateway', conn: 1, client: 'web', frameId: 1, message } as const;
    const records: readonly HistoryRecord[] = [
      { i: 0, atMicros: 0, incarnation: 1, leg: 'gateway', ...frame },
      { i: 1, atMicros: 5, incarnation: 1, leg: 'client', ...frame },
    ];
    const digest = digestOf(records);
    const out = temporaryFolder();
    const writer = new BundleWriter(out, 'large', []);
    writer.history(records, digest, {});
    const folder = join(writer.finish({ ...certificate, target: 'large' }, CIRCUMSTANCES), 'histories');
    const read = readHistoryFile(join(folder, `history-${digest}.jsonl`));
    expect(read.problems).toEqual([]);
    expect(digestOf(read.records)).toBe(digest);
    const poor = join(out, 'poor');
    cpSync(folder, poor, { recursive: true });
    rmSync(join(poor, BLOBS_FOLDER), { recursive: true });
    expect(readHistoryFile(join(poor, `history-${digest}.jsonl`)).problems).toHaveLength(2);
    symlinkSync(join(folder, BLOBS_FOLDER), join(poor, BLOBS_FOLDER));
    expect(readHistoryFile(join(poor, `history-${digest}.jsonl`)).problems).toHaveLength(2);
    rmSync(join(poor, BLOBS_FOLDER));
    mkdirSync(join(poor, BLOBS_FOLDER));
    for (const name of read.blobs)
      for (const file of [name, blobFileName(name)]) execFileSync('mkfifo', [join(poor, BLOBS_FOLDER, file)]);
    // nobody writes to it, so whoever waited would wait for ever
    expect(readHistoryFile(join(poor, `history-${digest}.jsonl`)).problems).toHaveLength(2);
  });
});

/** A bundle in memory, to be changed by a forger who computes every digest anew, and written where a test wants it. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CERTIFICATE_FILE, historyPath, listingOf, PROFILE_FILE } from '../../../src/certify/bundle.ts';
import { digestOf } from '../../../src/history/digest.ts';
import { headerLine, readHistory, recordLine } from '../../../src/history/jsonl.ts';
import type { HistoryRecord } from '../../../src/history/record.ts';
import { canonicalJson, sha256 } from '../../../src/input/canonical.ts';

export type Json = { [member: string]: unknown };

export class Draft {
  /** The certificate file; anything, once a forger was at it. */
  readonly file: { digest: string; certificate: Json; circumstances: Json };
  /** Every other file, by its path. */
  readonly texts: Map<string, string>;

  constructor(place: string) {
    const texts = listingOf(place).files.map(
      (path) => [path, readFileSync(join(place, path), 'utf8')] as const,
    );
    this.texts = new Map(texts);
    this.file = JSON.parse(this.texts.get(CERTIFICATE_FILE) ?? '') as Draft['file'];
    this.texts.delete(CERTIFICATE_FILE);
  }

  get profile(): Json {
    return JSON.parse(this.texts.get(PROFILE_FILE) ?? '{}') as Json;
  }

  set profile(profile: Json) {
    this.texts.set(PROFILE_FILE, `${canonicalJson(profile, 2)}\n`);
    this.file.certificate['profile'] = { name: profile['name'], hash: sha256(canonicalJson(profile)) };
  }

  /** The paths of the histories. */
  get histories(): readonly string[] {
    return [...this.texts.keys()].filter((path) => path.startsWith('histories/')).sort();
  }

  /** Rewrites a history; where its records changed, under its new name, and in everything that refers to it. */
  rewrite(path: string, change: (header: Json, records: HistoryRecord[]) => void): void {
    const { about, records } = readHistory((this.texts.get(path) ?? '').split('\n'));
    const header: Json = { ...about };
    const changed = structuredCloneOf(records);
    const before = digestOf(records);
    change(header, changed);
    const digest = digestOf(changed);
    if (digest !== before) header['digest'] = digest;
    const lines = [headerLine(header), ...changed.map((one) => recordLine(one, () => undefined))];
    this.texts.delete(path);
    this.texts.set(digest === before ? path : historyPath(digest), `${lines.join('\n')}\n`);
    if (digest === before) return;
    const certificate = JSON.stringify(this.file.certificate).replaceAll(before, digest);
    this.file.certificate = JSON.parse(certificate) as Json;
  }

  /** `files`: false leaves the list of files as the forger made it. */
  write(place: string, { files = true } = {}): string {
    if (files)
      this.file.certificate['files'] = Array.from(this.texts, ([path, text]) => ({
        path,
        sha256: hashOf(text),
      })).sort((a, b) => (a.path < b.path ? -1 : 1));
    if (typeof this.file.certificate === 'object')
      this.file.digest = sha256(canonicalJson(this.file.certificate));
    for (const [path, text] of [...this.texts, [CERTIFICATE_FILE, JSON.stringify(this.file)] as const]) {
      mkdirSync(dirname(join(place, path)), { recursive: true });
      writeFileSync(join(place, path), text);
    }
    return place;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Messages stay as they are; the rest is the forger's. */
function structuredCloneOf(records: readonly HistoryRecord[]): HistoryRecord[] {
  return records.map((one) => ({ ...one }));
}

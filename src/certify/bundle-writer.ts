/**
 * Writes a bundle, or the histories of a part of one, into a folder of its own, which takes the place of an older one only
 * when it is whole. Refuses every text that holds a secret: what is published must not. Must not know: what makes a run a
 * failing one.
 */
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { headerLine, recordLine, type Blob } from '../history/jsonl.ts';
import type { HistoryRecord } from '../history/record.ts';
import { SecretTexts } from '../input/secret-texts.ts';
import type { JsonObject } from '../protocol/frame.ts';
import { blobPath, bundleFolder, CERTIFICATE_FILE, historyPath, jsonText, listedFiles } from './bundle.ts';
import { blobBytes } from './history-file.ts';
import {
  certificateDigest,
  type Certificate,
  type CertificateFile,
  type Circumstances,
} from './certificate.ts';

/** Nothing is refused because of a shorter one, which may be anywhere. */
const SHORTEST_SECRET = 8;

/** A text that was to be written holds a secret. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

export class BundleWriter {
  readonly #out: string;
  readonly #folder: string;
  readonly #secrets = new SecretTexts();
  readonly #hashes = new Map<string, string>();

  /** `secrets`: what must occur in no file, in whatever form, such as the token. */
  constructor(out: string, target: string, secrets: readonly string[]) {
    this.#out = out;
    this.#folder = join(out, `.${bundleFolder(target)}.${randomBytes(4).toString('hex')}.part`);
    this.#secrets.addToken(...secrets.filter((one) => one.length >= SHORTEST_SECRET));
    mkdirSync(this.#folder, { recursive: true });
  }

  /** Writes a history with its blobs; the same one again is the same file. */
  history(records: readonly HistoryRecord[], digest: string, header: JsonObject): void {
    const path = historyPath(digest);
    if (this.#hashes.has(path)) return;
    const keep = ({ name, text }: Blob): void => this.#blob(name, text);
    const lines = function* (): Generator<string> {
      yield headerLine(header);
      for (const record of records) yield recordLine(record, keep);
    };
    this.#lines(path, lines());
  }

  /** Writes a text; a path is written once. */
  text(path: string, text: string): void {
    if (!this.#hashes.has(path)) this.#lines(path, [text]);
  }

  /** Writes what the target printed, secrets replaced by stars: it may print what it likes. */
  log(path: string, lines: readonly string[]): void {
    this.text(path, this.masked(lines).join('\n'));
  }

  /** Without secrets. */
  masked(lines: readonly string[]): readonly string[] {
    return lines.map((line) => this.#secrets.masked(line));
  }

  /** The hashes of all files so far, sorted by path. */
  files(): Certificate['files'] {
    return listedFiles(this.#hashes);
  }

  /** Writes the certificate and puts the bundle in its place, which it returns. */
  finish(certificate: Certificate, circumstances: Circumstances): string {
    const file: CertificateFile = { digest: certificateDigest(certificate), certificate, circumstances };
    this.#lines(CERTIFICATE_FILE, [jsonText(file)]);
    const name = `${bundleFolder(certificate.target)}${certificate.world === 'hosted' ? '.hosted' : ''}`;
    const place = join(this.#out, certificate.complete ? name : `${name}.partial`);
    this.leave(place);
    return place;
  }

  /** Puts what there is in its place, without a certificate. */
  leave(place: string): void {
    const old = `${this.#folder}.old`;
    if (existsSync(place)) renameSync(place, old);
    renameSync(this.#folder, place);
    rmSync(old, { recursive: true, force: true });
  }

  /** Leaves nothing behind; may be called at any time, and again. */
  abandon(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #blob(name: string, text: string): void {
    const path = blobPath(name);
    if (this.#hashes.has(path)) return;
    this.#refuseSecrets(path, text);
    this.#write(path, [blobBytes(text)]);
  }

  #lines(path: string, lines: Iterable<string>): void {
    const check = (line: string): void => this.#refuseSecrets(path, line);
    const pieces = function* (): Generator<Buffer> {
      for (const line of lines) {
        check(line);
        yield Buffer.from(line.endsWith('\n') ? line : `${line}\n`);
      }
    };
    this.#write(path, pieces());
  }

  #refuseSecrets(path: string, text: string): void {
    if (this.#secrets.isIn(text))
      throw new SecretError(`${path} would hold a secret of the target, so nothing was written`);
  }

  #write(path: string, pieces: Iterable<Buffer>): void {
    const full = join(this.#folder, path);
    mkdirSync(dirname(full), { recursive: true });
    const hash = createHash('sha256');
    const file = openSync(full, 'wx');
    try {
      for (const piece of pieces) {
        hash.update(piece);
        writeSync(file, piece);
      }
    } finally {
      closeSync(file);
    }
    this.#hashes.set(path, hash.digest('hex'));
  }
}

/**
 * The bundle: certificate.json, profile.json, histories with their blobs, the failing plans, the last lines of failing
 * runs. Owns names and places, and reads a bundle back. Must not know: how a verdict comes about.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { canonicalJson } from '../input/canonical.ts';
import { otherKind } from '../input/file-kind.ts';
import { InputError } from '../input/problem.ts';
import { readJsonFile } from '../input/text-file.ts';
import { issueLines } from '../input/yaml-source.ts';
import type { JsonObject } from '../protocol/frame.ts';
import type { CertifyCase } from './case-run.ts';
import {
  CERTIFICATE_VERSIONS,
  certificateFileSchema,
  type Certificate,
  type CertificateFile,
} from './certificate.ts';
import { BLOBS_FOLDER, blobFileName, historyFileName } from './history-file.ts';

export const CERTIFICATE_FILE = 'certificate.json';
export const PROFILE_FILE = 'profile.json';
const HISTORIES_FOLDER = 'histories';

/** The path of a history inside a bundle. */
export function historyPath(digest: string): string {
  return `${HISTORIES_FOLDER}/${historyFileName(digest)}`;
}

export function blobPath(name: string): string {
  return `${HISTORIES_FOLDER}/${BLOBS_FOLDER}/${blobFileName(name)}`;
}

/** Lines of a failing run's log that are kept. */
export const LOG_LINES = 200;

/** A scenario, whole, as `gauntlet run` takes it. */
export function planPath(caseId: string): string {
  return `plans/${caseId}.json`;
}

/** What stands in a file of canonical JSON. */
export function jsonText(value: unknown): string {
  return `${canonicalJson(value, 2)}\n`;
}

/** Files by path, as a certificate lists them. */
export function listedFiles(hashes: ReadonlyMap<string, string>): Certificate['files'] {
  return Array.from(hashes, ([path, sha256]) => ({ path, sha256 })).sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
}

/** What the first line of a history says of the certificate it belongs to. */
export function historyHeader(
  {
    target,
    world,
    dialect,
    profile,
  }: Pick<Certificate, 'target' | 'world' | 'dialect'> & { readonly profile: string },
  { id, exercises }: Pick<CertifyCase, 'id' | 'exercises'>,
  digest: string,
): JsonObject {
  const where = world === undefined ? {} : { world };
  return { target, ...where, dialect, profile, case: id, exercises: [...exercises], digest };
}

export function logPath(caseId: string, repetition: number): string {
  return `logs/${caseId}-${repetition}.log`;
}

/** A target's name as the name of a folder. */
export function bundleFolder(target: string): string {
  const name = target.replaceAll(/[^A-Za-z0-9._@+-]+/g, '-').replace(/^[.-]+/, '');
  return name === '' ? 'target' : name.slice(0, 100);
}

/**
 * Reads the certificate of a bundle, named by its folder or by its certificate.json. Throws InputError when it is none.
 */
export function readCertificate(bundle: string): CertificateFile {
  const path = certificatePath(bundle);
  const value = readJsonFile(path, 'a certificate', { isForeign: true });
  const version = (value as { certificate?: { formatVersion?: unknown } } | null)?.certificate?.formatVersion;
  if (typeof version === 'number' && !CERTIFICATE_VERSIONS.some((known) => known === version))
    throw new InputError(
      `${path}: certificate format ${version}; this version reads formats ${CERTIFICATE_VERSIONS.join(' and ')}`,
    );
  const parsed = certificateFileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = issueLines(parsed.error.issues, value);
  throw new InputError(`${path}: no certificate: ${first ?? 'not as the schema says'}`);
}

/** The folder of a bundle that was named by either. */
export function bundleRoot(bundle: string): string {
  return basename(bundle) === CERTIFICATE_FILE ? dirname(bundle) : bundle;
}

/** More than a hundred repetitions of every case give. */
const MOST_FILES = 100_000;

/** What lies below a folder, by paths with forward slashes, sorted by code unit. No link is followed. */
export interface Listing {
  readonly files: readonly string[];
  /** What is neither a file nor a folder: links, pipes, devices. */
  readonly others: readonly string[];
}

export function listingOf(folder: string): Listing {
  const [files, others]: [string[], string[]] = [[], []];
  const folders = [''];
  for (let below = folders.pop(); below !== undefined; below = folders.pop()) {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = `${below}${entry.name}`;
      if (entry.isDirectory()) folders.push(`${path}/`);
      else (entry.isFile() ? files : others).push(path);
    }
    if (files.length + others.length > MOST_FILES)
      throw new InputError(`${folder}: no bundle: it holds more than ${MOST_FILES} files`);
  }
  return { files: files.sort(), others: others.sort() };
}

function noCertificate(path: string): string {
  return otherKind(path, 'bundle') ?? `it holds no ${CERTIFICATE_FILE}, as what gauntlet certify writes does`;
}

function certificatePath(bundle: string): string {
  if (basename(bundle) === CERTIFICATE_FILE) return bundle;
  if (!existsSync(bundle)) throw new InputError(`${bundle}: no such bundle`);
  const path = join(bundle, CERTIFICATE_FILE);
  if (!existsSync(path)) throw new InputError(`${bundle}: no bundle: ${noCertificate(bundle)}`);
  return path;
}

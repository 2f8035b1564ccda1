/**
 * The bundle: certificate.json, profile.json, histories with their blobs, the failing plans, the last lines of failing
 * runs. Owns names and places, and reads a bundle back. Must not know: how a verdict comes about.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../input/problem.ts';
import { readJsonFile } from '../input/text-file.ts';
import { issueLines } from '../input/yaml-source.ts';
import { CERTIFICATE_VERSION, certificateFileSchema, type CertificateFile } from './certificate.ts';
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

/** A scenario, whole, as `gauntlet run` takes it. */
export function planPath(caseId: string): string {
  return `plans/${caseId}.json`;
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
  const value = readJsonFile(path, 'a certificate');
  const version = (value as { certificate?: { formatVersion?: unknown } } | null)?.certificate?.formatVersion;
  if (typeof version === 'number' && version !== CERTIFICATE_VERSION)
    throw new InputError(
      `${path}: certificate format ${version}; this version reads format ${CERTIFICATE_VERSION}`,
    );
  const parsed = certificateFileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = issueLines(parsed.error.issues, value);
  throw new InputError(`${path}: no certificate: ${first ?? 'not as the schema says'}`);
}

/** The folder of a bundle that was named by either. */
export function bundleRoot(bundle: string): string {
  return bundle.endsWith(CERTIFICATE_FILE) ? join(bundle, '..') : bundle;
}

/** Every file below a folder, by its path with forward slashes, sorted by code unit. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !statSync(join(folder, path)).isDirectory())
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

function certificatePath(bundle: string): string {
  if (bundle.endsWith(CERTIFICATE_FILE)) return bundle;
  if (!existsSync(bundle)) throw new InputError(`${bundle}: no such bundle`);
  const path = join(bundle, CERTIFICATE_FILE);
  if (!existsSync(path)) throw new InputError(`${bundle}: no bundle: it holds no ${CERTIFICATE_FILE}`);
  return path;
}

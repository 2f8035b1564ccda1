/**
 * Names of files on a real file system for paths of the port, which may hold any characters at any length. What is
 * no small letter, digit, dot, dash or underscore is escaped by code unit, so that no two paths meet on a file system
 * that folds case or normalises; a name too long for one step goes on in a folder whose name ends in `+`.
 */
import { join } from 'node:path';

/** Steps of a path on disk, below the limit of 255 bytes that file systems have. */
const STEP = /.{1,200}/g;
const EMPTY = '%';

/** Steps below the folder of all files; every step but the last is a folder. */
export function stepsOf(path: string): readonly string[] {
  const steps = escape(path).match(STEP) ?? [];
  return steps.map((step, k) => (k < steps.length - 1 ? `${step}+` : step));
}

export function fileOf(folder: string, path: string): string {
  return join(folder, ...stepsOf(path));
}

export function isFolderStep(step: string): boolean {
  return step.endsWith('+');
}

/** The path whose steps these are; undefined when they are nobody's. */
export function pathOf(steps: readonly string[]): string | undefined {
  const escaped = steps.map((step) => (isFolderStep(step) ? step.slice(0, -1) : step)).join('');
  const path =
    escaped === EMPTY
      ? ''
      : escaped.replaceAll(/%(?:u([0-9a-f]{4})|([0-9a-f]{2}))/g, (_all, wide?: string, narrow?: string) =>
          String.fromCharCode(Number.parseInt(wide ?? narrow ?? '', 16)),
        );
  return escape(path) === escaped ? path : undefined;
}

function escape(path: string): string {
  if (path === '') return EMPTY;
  // a leading dot would make `.` and `..` of a path, and hide a file
  return path.replaceAll(/^\.|[^a-z0-9._-]/g, (character) => {
    const digits = character.charCodeAt(0).toString(16);
    return digits.length <= 2 ? `%${digits.padStart(2, '0')}` : `%u${digits.padStart(4, '0')}`;
  });
}

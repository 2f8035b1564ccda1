import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, filesBelow } from './source-files.ts';
import { importsOf } from './source-text.ts';

interface Locked {
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  /** Brought by whoever imports what needs them. */
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

describe('the lock file', () => {
  it('names no registry address, so that any registry can serve it', () => {
    const addressed = Object.entries(lock.packages).filter(
      // a link is to a folder of this repository
      ([, { resolved, link }]) => resolved !== undefined && link !== true,
    );
    expect(addressed.map(([path]) => path)).toEqual([]);
  });

  it('lists the binaries of every platform, or npm ci refuses it', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, locked]) =>
      Object.keys(locked.optionalDependencies ?? {}).filter(
        (name) =>
          !(`node_modules/${name}` in lock.packages) && !(`${path}/node_modules/${name}` in lock.packages),
      ),
    );
    expect(missing).toEqual([]);
  });
});

describe('package.json', () => {
  it('decides about every install script, so that an installation asks nothing', () => {
    const scripted = Object.entries(lock.packages)
      .filter(([, locked]) => locked.hasInstallScript)
      .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
    expect(scripted.filter((name) => manifest.allowScripts?.[name] === undefined)).toEqual([]);
  });

  it('pins every version, but for what a user may have, too, and our types name: two of it are two types', () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^(?:\d+\.\d+\.\d+|file:test\/.+)$/.test(version),
    );
    expect(loose.map(([name]) => name)).toEqual(['fast-check']);
  });

  it('lists as a dependency what src imports', () => {
    const unlisted: string[] = [];
    for (const [path, source] of filesBelow('src', /\.(?:ts|mjs)$/))
      for (const { specifier, typeOnly } of importsOf(source)) {
        if (/^(?:\.|node:)/.test(specifier) || typeOnly) continue;
        const name = specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/');
        if ({ ...manifest.peerDependencies, ...manifest.dependencies }[name] === undefined)
          unlisted.push(`${path} imports ${specifier}`);
      }
    expect(unlisted).toEqual([]);
  });
});

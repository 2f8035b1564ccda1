/** The page of the package: what each entrance exports, from the doc-comments of the sources. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../tidy/source-files.ts';
import { exportsOf, type ExportedName } from './exports.ts';
import { GENERATED } from './requirement-page.ts';
import { headerOf } from './source-header.ts';

export const API_PAGE = 'src/api/README.md';

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
}

export interface Entrance {
  /** As it is imported: `gateway-gauntlet/port`. */
  readonly specifier: string;
  readonly file: string;
  readonly names: readonly ExportedName[];
}

/** Those with code, in the order of package.json. */
export function entrances(): readonly Entrance[] {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  return Object.entries(exports).flatMap(([path, to]): readonly Entrance[] => {
    if (typeof to === 'string') return [];
    const file = to.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts');
    const names = new Map<string, ExportedName>();
    for (const one of exportsOf(file)) if (!names.has(one.name)) names.set(one.name, one);
    return [{ specifier: `gateway-gauntlet${path.slice(1)}`, file, names: [...names.values()] }];
  });
}

export function apiPage(): string {
  const all = entrances();
  const lines = [
    '# What the package exports',
    '',
    GENERATED,
    '',
    'Made of the doc-comments of the sources, which every name has. `import` works in ES modules and bundlers,',
    '`await import()` in CommonJS; [what stays as it is between versions](../../README.md#what-stays-as-it-is-between-versions).',
    '',
    ...all.map(
      ({ specifier, names }) => `- [\`${specifier}\`](#${anchor(specifier)}): ${names.length} names`,
    ),
    '',
  ];
  // what a narrower entrance explains is named there alone
  const main = all.find(({ specifier }) => specifier === 'gateway-gauntlet');
  const narrower = all.filter((one) => one !== main);
  for (const entrance of all) {
    lines.push(`## ${entrance.specifier}`, '', headerOf(entrance.file), '');
    const elsewhere = entrance === main ? narrower : [];
    const own = entrance.names.filter(({ name }) => !elsewhere.some((other) => has(other, name)));
    lines.push('| name | | what it is |', '|---|---|---|', ...own.map(row), '');
    for (const other of elsewhere) {
      const shared = entrance.names.filter(({ name }) => has(other, name));
      if (shared.length > 0)
        lines.push(
          `Also of [\`${other.specifier}\`](#${anchor(other.specifier)}): ${shared.map(({ name }) => `\`${name}\``).join(', ')}.`,
          '',
        );
    }
    const signatures = own.flatMap(({ signature }) => signature ?? []);
    if (signatures.length > 0) lines.push('```ts', ...signatures, '```', '');
  }
  return lines.join('\n');
}

function has({ names }: Entrance, name: string): boolean {
  return names.some((one) => one.name === name);
}

function row({ name, kind, doc }: ExportedName): string {
  return `| \`${name}\` | ${kind} | ${doc.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')} |`;
}

/** As GitHub makes it of a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}

/** All generated pages: where each stands, and how it is made. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROPERTIES } from '../../src/properties/catalogue.ts';
import { ROOT } from '../tidy/source-files.ts';
import { API_PAGE, apiPage } from './api-page.ts';
import { failingPlans, fileNameOf } from './failing-plans.ts';
import { fieldsRead, type FieldsRead } from './fields-read.ts';
import { PROTOCOL_PAGE, protocolPage } from './protocol-page.ts';
import { indexPage, requirementPage } from './requirement-page.ts';
import { sequencesOf } from './requirement.ts';

export interface Page {
  /** From the repository's root. */
  readonly path: string;
  readonly made: () => string | Promise<string>;
}

const REQUIREMENTS = 'reports/requirements';

export function pages(): readonly Page[] {
  const failing = failingPlans();
  let known: Promise<FieldsRead> | undefined;
  const read = (): Promise<FieldsRead> => (known ??= fieldsRead());
  return [
    { path: API_PAGE, made: apiPage },
    { path: PROTOCOL_PAGE, made: () => protocolPage(read) },
    { path: `${REQUIREMENTS}/README.md`, made: () => indexPage(PROPERTIES) },
    ...PROPERTIES.map((property) => ({
      path: `${REQUIREMENTS}/${fileNameOf(property.id)}.md`,
      made: async () => {
        const scenario = failing.get(property.id);
        if (scenario === undefined)
          throw new Error(`no plan breaks ${property.id}: npm run pages -- --find ${property.id}`);
        return requirementPage(property, scenario, await sequencesOf(property, scenario), await read());
      },
    })),
  ];
}

export function page(path: string): Page {
  const found = pages().find((one) => one.path === path);
  if (found === undefined) throw new Error(`no page ${path}`);
  return found;
}

/** What stands there now; empty where nothing does. */
export function committed({ path }: Page): string {
  const file = join(ROOT, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

export function write({ path }: Page, text: string): void {
  const file = join(ROOT, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

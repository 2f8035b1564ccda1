import { writeFileSync } from 'node:fs';
import { VARIANTS } from './all.ts';
for (const { name, by, dialect } of VARIANTS)
  writeFileSync(new URL(`${name}.ts`, import.meta.url), `/** Lawful: ${by} */\nimport { VARIANTS } from './all.ts';\n\nconst found = VARIANTS.find(({ name }) => name === '${name}');\nexport const gateway = found?.gateway;\nexport const dialect = '${dialect}';\n`);
console.log(VARIANTS.length, 'variants');

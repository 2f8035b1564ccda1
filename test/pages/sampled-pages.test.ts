import { describe, expect, it } from 'vitest';
import { PROPERTIES } from '../../src/properties/catalogue.ts';
import { sampled } from '../long/sampled.ts';
import { committed, page } from './pages.ts';
import { failingPlans, fileNameOf } from './failing-plans.ts';
import { registeredLines } from './requirement-page.ts';
import { sequencesOf } from './requirement.ts';

const failing = failingPlans();

describe('the pages of requirements', () => {
  it('are listed by family, each with what it asks', async () => {
    const index = page('reports/requirements/README.md');
    expect(committed(index)).toBe(await index.made());
  });

  it.each(PROPERTIES.map((property) => [property.id, property] as const))(
    '%s: says what the registries say (else: npm run pages -- --update)',
    (id, { statement, exercise }) => {
      const text = committed(page(`reports/requirements/${fileNameOf(id)}.md`));
      expect(text).toContain(`**${statement}**`);
      expect(text).toContain(`One exercise is ${exercise}.`);
      expect(text).toContain(registeredLines(id).join('\n'));
    },
  );

  it.each(sampled(PROPERTIES, 9).map((property) => [property.id, property] as const))(
    '%s: the sequence that breaks it and the one that keeps it are those that are executed (else: npm run pages -- --update)',
    async (id, property) => {
      const scenario = failing.get(id);
      if (scenario === undefined) throw new Error(`no plan breaks ${id}`);
      const { fails, passes, sentence } = await sequencesOf(property, scenario);
      const text = committed(page(`reports/requirements/${fileNameOf(id)}.md`));
      expect(text).toContain(`> ${sentence}\n\n\`\`\`text\n${fails.join('\n')}\n\`\`\``);
      expect(text).toContain(`\`\`\`text\n${passes.join('\n')}\n\`\`\``);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { committed, pages } from './pages.ts';

const PATIENCE_MS = 120_000;

describe('generated pages', () => {
  it.each(pages().map((page) => [page.path, page] as const))(
    '%s is as it would be made now (else: npm run pages -- --update)',
    async (_path, page) => {
      expect(committed(page)).toBe(await page.made());
    },
    PATIENCE_MS,
  );
});

import { describe, expect, it } from 'vitest';
import { API_PAGE, apiPage, entrances } from './api-page.ts';
import { committed, page } from './pages.ts';

describe('the page of what the package exports', () => {
  it('is as its doc-comments are (else: npm run pages -- --update)', () => {
    expect(committed(page(API_PAGE))).toBe(apiPage());
  });

  it('has every entrance, and says of each since when it is there', () => {
    const all = entrances();
    expect(all.map(({ specifier }) => specifier)).toContain('gateway-gauntlet/port');
    expect(all.filter(({ names }) => names.length === 0)).toEqual([]);
    for (const { specifier } of all) expect(apiPage()).toContain(`## ${specifier}\n`);
  });

  it('finds a doc-comment at everything that is exported', () => {
    const bare = entrances()
      .flatMap(({ names }) => names)
      .filter(({ doc }) => doc === '');
    expect(bare.map(({ name, file }) => `${file}: ${name}`)).toEqual([]);
  });
});

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cached, cachedVersions, cacheFolder } from '../../../src/live/targets/cache.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();

async function write(draft: string, text: string): Promise<void> {
  writeFileSync(join(draft, 'file'), text);
  return Promise.resolve();
}

describe('cacheFolder', () => {
  it('is what the environment says, then what the desktop says, then in the home folder', () => {
    expect(cacheFolder({ GAUNTLET_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
    expect(cacheFolder({ GAUNTLET_CACHE: '', XDG_CACHE_HOME: '/b' })).toBe('/b/gateway-gauntlet');
    expect(cacheFolder({})).toMatch(/\.cache.gateway-gauntlet$/);
  });
});

describe('cached', () => {
  it('builds an entry once', async () => {
    let builds = 0;
    const build = (draft: string): Promise<void> => write(draft, String(++builds));
    const first = await cached('thing', '1.0.0', build, folder.path);
    const second = await cached('thing', '1.0.0', build, folder.path);
    expect(second).toBe(first);
    expect(builds).toBe(1);
    expect(readdirSync(first)).toEqual(['file']);
  });

  it('leaves nothing of a build that failed', async () => {
    const failing = async (draft: string): Promise<void> => {
      await write(draft, 'half');
      throw new Error('interrupted');
    };
    await expect(cached('thing', '1.0.0', failing, folder.path)).rejects.toThrow('interrupted');
    expect(readdirSync(join(folder.path, 'thing'))).toEqual([]);
    expect(await cachedVersions('thing', folder.path)).toEqual([]);
  });

  it('never takes the remains of a killed build for an entry', async () => {
    mkdirSync(join(folder.path, 'thing', '.1.0.0-abc'), { recursive: true });
    expect(await cachedVersions('thing', folder.path)).toEqual([]);
    await cached('thing', '1.0.0', (draft) => write(draft, 'whole'), folder.path);
    expect(await cachedVersions('thing', folder.path)).toEqual(['1.0.0']);
  });

  it('lets two build at a time and keeps one', async () => {
    const both = await Promise.all(
      ['a', 'b'].map((text) => cached('thing', '1.0.0', (draft) => write(draft, text), folder.path)),
    );
    expect(both[0]).toBe(both[1]);
    expect(existsSync(join(both[0] ?? '', 'file'))).toBe(true);
    expect(readdirSync(join(folder.path, 'thing'))).toEqual(['1.0.0']);
  });
});

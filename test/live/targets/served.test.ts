import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REFERENCE } from '../../../src/dialect/reference.ts';
import { createServedTarget } from '../../../src/live/targets/served.ts';
import { smallPlace } from './small-place.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();

describe('a served target', () => {
  const target = createServedTarget('reference', REFERENCE);

  it('can be done everything to', () => {
    expect(target.name).toBe('reference');
    expect(target.dialect).toBe(REFERENCE);
    expect(target.capabilities).toEqual({
      lifecycle: true,
      provider: 'runtime',
      settings: true,
      clock: true,
    });
  });

  it('is launched by the command line, with its credential where nobody else sees it', async () => {
    const place = smallPlace(join(folder.path, 'place'));
    mkdirSync(place.folder);
    const deployment = await target.deploy(place);
    const launch = await deployment.launch?.(5123, 93_600_000);
    const [file = '', ...args] = launch?.args ?? [];
    const settings = join(place.folder, 'settings.json');
    expect(launch?.command).toBe(process.execPath);
    expect(existsSync(file)).toBe(true);
    expect(args.join(' ')).toBe(
      `serve --gateway reference --port 5123 --state ${join(place.folder, 'state')} --token-env GAUNTLET_TOKEN ` +
        `--provider http://127.0.0.1:4242 --settings ${settings} --wall-offset 93600000`,
    );
    expect(launch?.env['GAUNTLET_TOKEN']).toBe('the-token');
    const { limits, rules, mainSession } = place.plan;
    expect(JSON.parse(readFileSync(settings, 'utf8'))).toEqual({ limits, rules, mainSession });
    expect(deployment.url(5123)).toBe('ws://127.0.0.1:5123');
  });
});

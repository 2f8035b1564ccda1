import { beforeEach, describe, expect, it, vi } from 'vitest';
import { gateway } from '../../src/gateway/canary.ts';
import type { Host } from '../../src/gateway/port.ts';

const booted = vi.hoisted((): string[] => []);

vi.mock('../../src/gateway/reference/gateway.ts', () => ({
  createGateway: (name: string) => ({ name, boot: () => {} }),
  referenceGateway: { name: 'reference', boot: () => booted.push('right') },
}));
vi.mock('../../src/gateway/tampering/tampered.ts', () => ({
  tampered: (name: string) => ({ name, boot: () => booted.push('wrong') }),
}));

/** A host whose first draw is given. */
function hostThatDraws(draw: number): Host {
  return { random: { next: () => draw, id: () => '' } } as unknown as Host;
}

describe('the canary', () => {
  beforeEach(() => {
    booted.length = 0;
  });

  it('lives rightly in ninety-nine lives of a hundred, and wrongly in one', () => {
    for (let percent = 0; percent < 100; percent++) gateway.boot(hostThatDraws(percent / 100));
    expect(booted.filter((life) => life === 'wrong')).toHaveLength(1);
    expect(booted).toHaveLength(100);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { DIALECTS } from '../../src/dialect/catalogue.ts';
import { GATEWAYS, type GatewayEntry } from '../../src/gateway/catalogue.ts';
import type * as referenceModule from '../../src/gateway/reference/gateway.ts';
import { REFERENCE_POLICIES, type Policies } from '../../src/gateway/reference/policies.ts';
import { PROPERTIES } from '../../src/properties/catalogue.ts';

/** What each gateway changed of the reference, by name. */
const changed = vi.hoisted(() => new Map<string, object>());

vi.mock('../../src/gateway/reference/gateway.ts', async (importOriginal) => {
  const original = await importOriginal<typeof referenceModule>();
  return {
    ...original,
    createGateway: (name: string, changes: Partial<Policies> = {}) => {
      changed.set(name, changes);
      return original.createGateway(name, changes);
    },
  };
});

const SOURCE = new URL('../../src/gateway/', import.meta.url);
/** A known-bad gateway is a few dozen lines at most, so that the mistake can be seen. */
const FEW_LINES = 30;

function filesIn(folder: 'faulty' | 'good'): string[] {
  return readdirSync(new URL(`${folder}/`, SOURCE)).map((file) => file.replace(/\.ts$/, ''));
}

function namesOf(kind: GatewayEntry['kind']): string[] {
  return GATEWAYS.filter((entry) => entry.kind === kind)
    .map((entry) => entry.name)
    .toSorted();
}

/** The members in which a policy differs from the reference's. */
function differingMembers(name: keyof Policies, policy: object): string[] {
  const reference = REFERENCE_POLICIES[name] as unknown as Record<string, unknown>;
  return Object.entries(policy)
    .filter(([member, value]) => reference[member] !== value)
    .map(([member]) => member);
}

const bad = GATEWAYS.filter((entry) => entry.kind === 'bad');
/** Gateways of their own: they are no variant of the reference. */
const INDEPENDENT: readonly string[] = ['awaits'];
const variants = GATEWAYS.filter((entry) => entry.kind !== 'reference' && !INDEPENDENT.includes(entry.name));

describe('the catalogue', () => {
  it('has one reference gateway and every name once', () => {
    expect(namesOf('reference')).toEqual(['reference']);
    expect(new Set(GATEWAYS.map((entry) => entry.name)).size).toBe(GATEWAYS.length);
  });

  it('has every known-bad gateway and every known-good variant there is a file for', () => {
    expect(namesOf('bad')).toEqual(filesIn('faulty').toSorted());
    expect(namesOf('good')).toEqual(filesIn('good').toSorted());
  });

  it('names every gateway as the gateway names itself', () => {
    for (const { name, gateway } of GATEWAYS) expect(gateway.name).toBe(name);
  });

  it('holds gateways of their own to nothing of the reference', () => {
    for (const name of INDEPENDENT) expect(changed.has(name)).toBe(false);
  });

  it('names dialects and properties that exist', () => {
    const dialects = DIALECTS.map((dialect) => dialect.name);
    const properties = PROPERTIES.map((property) => property.id);
    for (const entry of GATEWAYS) {
      expect(dialects).toContain(entry.dialect);
      for (const property of entry.convictedBy) expect(properties).toContain(property);
    }
  });

  it('holds nothing against gateways that are right', () => {
    for (const entry of GATEWAYS)
      if (entry.kind !== 'bad') expect(entry).toMatchObject({ incident: null, convictedBy: [] });
  });
});

describe.each(bad.map((entry) => [entry.name, entry] as const))('known-bad gateway %s', (name, entry) => {
  it('says what it does wrong, where that comes from, and what must convict it', () => {
    expect(entry.incident).not.toBeNull();
    expect(entry.convictedBy.length).toBeGreaterThan(0);
    expect(entry.sentence).toMatch(/^[A-Z].*[.]$|^[A-Z].*["]\.?$/);
  });

  it('is small enough to be read at a glance', () => {
    const source = readFileSync(new URL(`faulty/${name}.ts`, SOURCE), 'utf8');
    expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(FEW_LINES);
  });
});

describe.each(variants.map((entry) => [entry.name] as const))('gateway %s', (name) => {
  it('differs from the reference by exactly one policy', () => {
    const changes = Object.entries(changed.get(name) ?? {}) as [keyof Policies, object][];
    expect(changes).toHaveLength(1);
    for (const [policy, replacement] of changes) {
      expect(Object.keys(REFERENCE_POLICIES)).toContain(policy);
      expect(Object.keys(replacement).toSorted()).toEqual(Object.keys(REFERENCE_POLICIES[policy]).toSorted());
      expect(differingMembers(policy, replacement)).not.toEqual([]);
    }
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { DIALECTS } from '../../src/dialect/catalogue.ts';
import { GATEWAYS, type GatewayEntry } from '../../src/gateway/catalogue.ts';
import type * as referenceModule from '../../src/gateway/reference/gateway.ts';
import { REFERENCE_POLICIES, type Policies } from '../../src/gateway/reference/policies.ts';
import type * as tamperedModule from '../../src/gateway/tampering/tampered.ts';
import type { Tamper } from '../../src/gateway/tampering/tampered.ts';
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

/** Which gateways are tampered with. */
const tamperedWith = vi.hoisted(() => new Set<string>());

vi.mock('../../src/gateway/tampering/tampered.ts', async (importOriginal) => {
  const original = await importOriginal<typeof tamperedModule>();
  return {
    ...original,
    tampered: (name: string, tamper: Tamper) => {
      tamperedWith.add(name);
      return original.tampered(name, tamper);
    },
  };
});

const SOURCE = new URL('../../src/gateway/', import.meta.url);

function sourcesIn(folder: 'bad' | 'reference'): string[] {
  return readdirSync(new URL(`${folder}/`, SOURCE), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
}

/** The known-bad gateways of one file. */
async function entriesOf(file: string): Promise<GatewayEntry[]> {
  const exported = (await import(new URL(`bad/${file}`, SOURCE).href)) as Record<string, unknown>;
  return Object.values(exported).flatMap((value) => (Array.isArray(value) ? (value as GatewayEntry[]) : []));
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

  it('has the known-bad gateways of every file there is, each in the file of the policy it gets wrong', async () => {
    const filed: string[] = [];
    for (const file of sourcesIn('bad')) {
      const policy = file.replace('.ts', '').replace('-c', 'C');
      for (const { name } of await entriesOf(file)) {
        filed.push(name);
        if (!tamperedWith.has(name)) expect(Object.keys(changed.get(name) ?? {})[0]).toBe(policy);
      }
    }
    expect(namesOf('bad')).toEqual(filed.toSorted());
  });

  it('keeps every mistake out of the reference', () => {
    for (const file of sourcesIn('reference')) {
      const source = readFileSync(new URL(`reference/${file}`, SOURCE), 'utf8');
      expect(source).not.toMatch(
        /mistake|never chosen|wrong (?:policy|fence|gateway)|correct (?:one|gateway)/i,
      );
    }
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

  it('either gets policies wrong or is tampered with', () => {
    expect([changed.has(name), tamperedWith.has(name)].filter(Boolean)).toHaveLength(1);
  });
});

describe.each(variants.map((entry) => [entry.name, entry.kind] as const))('gateway %s', (name, kind) => {
  it('differs from the reference in what it replaces', () => {
    const changes = Object.entries(changed.get(name) ?? {}) as [keyof Policies, object][];
    if (kind === 'good' && !tamperedWith.has(name)) expect(changes).toHaveLength(1);
    expect(changes.length > 0 || tamperedWith.has(name)).toBe(true);
    for (const [policy, replacement] of changes) {
      expect(Object.keys(REFERENCE_POLICIES)).toContain(policy);
      expect(Object.keys(replacement).toSorted()).toEqual(Object.keys(REFERENCE_POLICIES[policy]).toSorted());
      expect(differingMembers(policy, replacement)).not.toEqual([]);
    }
  });
});

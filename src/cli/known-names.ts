/** Names that scenarios may refer to: this version's gateways and properties. */
import type { KnownNames } from '../campaign/scenarios.ts';
import { GATEWAYS } from '../gateway/catalogue.ts';
import { PROPERTIES } from '../properties/catalogue.ts';

export const KNOWN_NAMES: KnownNames = {
  gateways: new Set(GATEWAYS.map((entry) => entry.name)),
  properties: new Set(PROPERTIES.map((property) => property.id)),
};

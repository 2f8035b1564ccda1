/** Names that scenarios may refer to: this version's gateways and properties. */
import { GATEWAYS } from '../gateway/catalogue.ts';
import { PROPERTIES } from '../properties/catalogue.ts';
import type { KnownNames } from './scenarios.ts';

export const KNOWN_NAMES: KnownNames = {
  gateways: new Set(GATEWAYS.map((entry) => entry.name)),
  properties: new Set(PROPERTIES.map((property) => property.id)),
};

/**
 * What Jenkins's xunit plugin takes for JUnit (its schema junit-10): which elements stand in which, which attributes they
 * may and must have, and which of them hold text.
 */
import type { XmlElement } from './small-xml.ts';

interface Rule {
  readonly elements: readonly string[];
  readonly must: readonly string[];
  readonly may: readonly string[];
  readonly text?: true;
}

const SAID: Rule = { elements: [], must: [], may: ['type', 'message'], text: true };
const PRINTED: Rule = { elements: [], must: [], may: [], text: true };

const RULES: Readonly<Record<string, Rule>> = {
  testsuites: { elements: ['testsuite'], must: [], may: ['name', 'time', 'tests', 'failures', 'errors'] },
  testsuite: {
    elements: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
    must: ['name', 'tests', 'failures', 'errors'],
    may: ['group', 'time', 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file', 'log', 'url'],
  },
  testcase: {
    elements: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
    must: ['name'],
    may: ['time', 'classname', 'group'],
  },
  properties: { elements: ['property'], must: [], may: [] },
  property: { elements: [], must: ['name', 'value'], may: [] },
  failure: SAID,
  error: SAID,
  skipped: SAID,
  'system-out': PRINTED,
  'system-err': PRINTED,
};

const TIME = /^(?:(?:\d{0,3},)*\d{3}|\d{0,3})*(?:\.\d*)?$/;

/** A sentence for each offence. */
export function offences(element: XmlElement, path = element.name): readonly string[] {
  const rule = RULES[element.name];
  if (rule === undefined) return [`${path} is no element`];
  const names = Object.keys(element.attributes);
  const time = element.attributes['time'];
  return [
    ...rule.must.filter((name) => !names.includes(name)).map((name) => `${path} lacks ${name}`),
    ...names
      .filter((name) => !rule.must.includes(name) && !rule.may.includes(name))
      .map((name) => `${path} may not have ${name}`),
    ...(time === undefined || TIME.test(time) ? [] : [`${path} has the time ${time}`]),
    ...(rule.text === true || element.text.trim() === '' ? [] : [`${path} holds text`]),
    ...element.elements.flatMap((one) =>
      rule.elements.includes(one.name)
        ? offences(one, `${path}/${one.name}`)
        : [`${path} may not hold ${one.name}`],
    ),
  ];
}

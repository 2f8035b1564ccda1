/** A reader of XML that is as strict as XML: what a parser would refuse, it throws for. No namespaces, no DTD. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly elements: readonly XmlElement[];
  readonly text: string;
}

/** Characters that XML has no place for, not even escaped. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;
const DECLARATION = /^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/;
const TOKEN =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<\/([\w-]+)\s*>|<([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([\w-]+)="([^"<]*)"/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

interface Open {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly elements: XmlElement[];
  text: string;
}

export function readXml(source: string): XmlElement {
  const bad = FORBIDDEN.exec(source);
  if (bad !== null) throw new Error(`U+${bad[0].codePointAt(0)?.toString(16) ?? ''} has no place in XML`);
  const root: Open = { name: '', attributes: {}, elements: [], text: '' };
  const open = [root];
  const body = source.replace(DECLARATION, '');
  if (body === source) throw new Error('no declaration');
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < body.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(body);
    if (token === null) throw new Error(`no XML: ${body.slice(at, at + 40)}`);
    const [, cdata, closed, opened, attributes = '', empty, text] = token;
    const current = open.at(-1) as Open;
    if (opened !== undefined) {
      const element: Open = { name: opened, attributes: attributesIn(attributes), elements: [], text: '' };
      current.elements.push(element);
      if (empty !== '/') open.push(element);
    } else if (closed !== undefined) {
      if (open.pop()?.name !== closed) throw new Error(`</${closed}> closes nothing`);
    } else {
      if (text?.includes(']]>') === true) throw new Error(']]> outside of CDATA');
      current.text += cdata ?? unescaped(text ?? '');
    }
  }
  const [only, ...more] = root.elements;
  if (open.length !== 1 || only === undefined || more.length > 0 || root.text.trim() !== '')
    throw new Error('not one whole element');
  return only;
}

function attributesIn(source: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', value = ''] of source.matchAll(ATTRIBUTE)) {
    if (Object.hasOwn(found, name)) throw new Error(`${name} is there twice`);
    found[name] = unescaped(value);
  }
  return found;
}

function unescaped(text: string): string {
  return text.replaceAll(/&(#x?[\da-f]+|\w+);|&/gi, (_, name: string | undefined) => {
    const character =
      name?.startsWith('#x') === true
        ? String.fromCodePoint(Number.parseInt(name.slice(2), 16))
        : ENTITIES[name ?? ''];
    if (character === undefined || FORBIDDEN.test(character)) throw new Error(`&${name ?? ''} is no entity`);
    return character;
  });
}

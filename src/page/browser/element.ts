/** Elements, made in one expression. Texts are texts: nothing here takes HTML. */
import { printable } from '../../input/printable.ts';

export type Content = Node | string | null;
type Listener = (event: Event) => void;
export type Attributes = Readonly<Record<string, string | number | boolean | Listener | undefined>>;

const SVG = 'http://www.w3.org/2000/svg';

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Content | readonly Content[])[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children.flat());
}

export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Content | readonly Content[])[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS(SVG, tag), attributes, children.flat());
}

function filled<E extends Element>(element: E, attributes: Attributes, children: readonly Content[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(
    ...children
      .filter((child) => child !== null)
      .map((child) => (typeof child === 'string' ? inert(child) : child)),
  );
  return element;
}

/** What would not be shown, or would change how the rest is, stands as an escape; lines stay lines. */
function inert(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** Virtual time, such as `12.345678 s`. */
export function seconds(atMicros: number): string {
  return `${(atMicros / 1_000_000).toFixed(atMicros < 1_000_000_000 ? 6 : 3)} s`;
}

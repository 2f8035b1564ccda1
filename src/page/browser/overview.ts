/** The whole history on one strip, under the scrubber: which faults were on, which generation the session was in, where the evidence is. */
import type { Diagram } from './diagram.ts';
import { s } from './element.ts';

const WIDTH = 1000;
const HEIGHT = 34;

export function overviewOf(diagram: Diagram, evidence: ReadonlySet<number>, selected: number): SVGSVGElement {
  const { rows, bands } = diagram;
  const x = (record: number): number => (diagram.rowOf(record) / Math.max(1, rows.length - 1)) * WIDTH;
  const session = [selected, ...evidence].map((i) => diagram.trace.events[i]?.session ?? null).find(Boolean);
  return s(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    s('rect', { x: 0, y: HEIGHT - 8, width: WIDTH, height: 8, class: 'ground' }),
    session == null ? [] : generations(diagram, session, x),
    bands.slice(0, 400).map(({ fault, slot, from, until }) =>
      s('rect', {
        x: x(from),
        y: 1 + slot * 4,
        width: Math.max(2, x(until) - x(from)),
        height: 3,
        class: `fault ${fault.landed === null ? 'injected' : 'landed'}`,
      }),
    ),
    Array.from(evidence, (record) =>
      s('rect', { x: x(record) - 1.5, y: 0, width: 3, height: HEIGHT, class: 'evidence' }),
    ),
    s('rect', { x: x(selected) - 1, y: 0, width: 2, height: HEIGHT, class: 'here' }),
  );
}

/** What the session of the evidence was in at each time: a strip of its generations. */
function generations(
  diagram: Diagram,
  session: string,
  x: (record: number) => number,
): readonly SVGElement[] {
  return diagram.generationsOf(session).map(({ from, until, colour }) => {
    const [start, end] = [x(from), x(Math.min(until, diagram.trace.events.length))];
    return s('rect', {
      x: start,
      y: HEIGHT - 8,
      width: Math.max(1, Math.min(WIDTH, end) - start),
      height: 8,
      class: `generation g${colour}`,
    });
  });
}

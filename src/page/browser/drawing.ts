/** Draws a part of a diagram: lifelines, what crossed between them, and the faults beside and on them. */
import type { TraceEvent } from '../../trace/trace.ts';
import type { Diagram, FaultBand } from './diagram.ts';
import { s } from './element.ts';

export interface Measures {
  readonly rowHeight: number;
  readonly columnWidth: number;
  /** Left of the columns. */
  readonly gutter: number;
}

const SLOT = 6;

export function widthOf({ columns }: Diagram, { columnWidth, gutter }: Measures): number {
  return gutter + columns.length * columnWidth;
}

/** Rows from `first` to before `end`. */
export function draw(
  diagram: Diagram,
  measures: Measures,
  first: number,
  end: number,
  evidence: ReadonlySet<number>,
): SVGSVGElement {
  const { rowHeight } = measures;
  const width = widthOf(diagram, measures);
  const height = (end - first) * rowHeight;
  const place = new Place(diagram, measures, first);
  const [firstRecord, lastRecord] = [diagram.rows[first] ?? 0, diagram.rows[end - 1] ?? 0];
  const bands = diagram.bands.filter(({ from, until }) => from <= lastRecord && until >= firstRecord);
  const events = diagram.rows.slice(first, end).map((i) => diagram.trace.events[i] as TraceEvent);
  const frames = new Set<number>();
  return s(
    'svg',
    { width, height, viewBox: `0 0 ${width} ${height}`, class: 'lanes', 'aria-hidden': 'true' },
    bands.map((band) => damage(place, band)),
    bands.map((band) => bar(place, band)),
    lifelines(place, height),
    events.flatMap((event) => {
      if (event.frame === null || frames.has(event.frame)) return [];
      frames.add(event.frame);
      return arrow(place, event, evidence);
    }),
    events.map((event) => mark(place, event, evidence.has(event.i))),
  );
}

/** Where things are in the picture. */
class Place {
  readonly diagram: Diagram;
  readonly #measures: Measures;
  readonly #first: number;

  constructor(diagram: Diagram, measures: Measures, first: number) {
    this.diagram = diagram;
    this.#measures = measures;
    this.#first = first;
  }

  get columnWidth(): number {
    return this.#measures.columnWidth;
  }

  x(column: number): number {
    const { gutter, columnWidth } = this.#measures;
    return gutter + (column + 0.5) * columnWidth;
  }

  /** The middle of a record's row; of one that is not shown, the edge where it would be. */
  y(record: number): number {
    const { rowHeight } = this.#measures;
    const row = this.diagram.rowOf(record);
    const middle = this.diagram.rows[row] === record ? 0.5 : 0;
    return (row - this.#first + middle) * rowHeight;
  }
}

function lifelines(place: Place, height: number): readonly SVGElement[] {
  const columns = place.diagram.columns.map((_column, at) =>
    s('line', { x1: place.x(at), x2: place.x(at), y1: 0, y2: height, class: 'lane' }),
  );
  const lives = place.diagram.trace.lifelines.flatMap(({ id, kind, first, last }) => {
    const [y1, y2] = [Math.max(-9, place.y(first)), Math.min(height + 9, place.y(last))];
    if (y2 < 0 || y1 > height) return [];
    const x = place.x(place.diagram.columnOf(id));
    return s('line', { x1: x, x2: x, y1, y2, class: `life ${kind}` });
  });
  return [...columns, ...lives];
}

/** A fault beside the rows: from when it was injected; filled from when its effect was seen. */
function bar(place: Place, { fault, slot, from, until }: FaultBand): SVGElement {
  const x = slot * SLOT + 2;
  const landed = fault.landed ?? until;
  const [y1, y2, y3] = [place.y(from), place.y(landed), place.y(until)];
  const rect = (y: number, to: number, kind: string): SVGElement =>
    s('rect', { x, y, width: SLOT - 2, height: Math.max(2, to - y), rx: 1, class: `fault ${kind}` });
  return s('g', {}, rect(y1, y2, 'injected'), fault.landed === null ? null : rect(y2, y3, 'landed'));
}

/** A fault on what it damages, as long as its effect lasted. */
function damage(place: Place, { fault, until }: FaultBand): SVGElement | null {
  if (fault.landed === null) return null;
  const { columns } = place.diagram;
  const at = columns.findIndex(({ kind, name }) => {
    if (fault.scope === 'client') return kind === 'client' && name === fault.client;
    if (fault.scope === 'process' || fault.scope === 'clock') return kind === 'gateway';
    return kind === fault.scope;
  });
  if (at < 0) return null;
  const [y, to] = [place.y(fault.landed), place.y(until)];
  const x = place.x(at) - place.columnWidth / 2 + 2;
  return s('rect', { x, y, width: place.columnWidth - 4, height: Math.max(2, to - y), class: 'damage' });
}

function arrow(place: Place, event: TraceEvent, evidence: ReadonlySet<number>): readonly SVGElement[] {
  const message = place.diagram.message(event);
  if (message === undefined) return [];
  const { sent, delivered, from, to, lost } = message;
  const [x1, x2] = [place.x(place.diagram.columnOf(from)), place.x(place.diagram.columnOf(to))];
  const y1 = place.y(sent ?? delivered ?? event.i);
  const y2 = place.y(delivered ?? sent ?? event.i);
  const shown = evidence.has(sent ?? -1) || evidence.has(delivered ?? -1) ? ' evidence' : '';
  const colour = colourOf(place, event);
  if (lost) {
    const x = x1 + (x2 - x1) * 0.6;
    return [
      s('line', { x1, y1, x2: x, y2: y1, class: `arrow lost${shown}${colour}` }),
      s('path', { d: `M${x - 3} ${y1 - 3}l6 6m0-6l-6 6`, class: `lost-end${shown}` }),
    ];
  }
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  // short of the mark at the end
  const [ex, ey] = [x2 - ux * 4, y2 - uy * 4];
  const head = `M${ex} ${ey}L${ex - ux * 6 - uy * 3} ${ey - uy * 6 + ux * 3}L${ex - ux * 6 + uy * 3} ${ey - uy * 6 - ux * 3}Z`;
  return [
    s('line', { x1, y1, x2: ex, y2: ey, class: `arrow${shown}${colour}` }),
    s('path', { d: head, class: `head${shown}${colour}` }),
  ];
}

function mark(place: Place, event: TraceEvent, isEvidence: boolean): SVGElement | null {
  const { lifeline, kind, i, injected } = event;
  const y = place.y(i);
  if (lifeline === null) {
    const end = place.x(place.diagram.columns.length - 1);
    return s('line', { x1: place.x(0), x2: end, y1: y, y2: y, class: 'everybody' });
  }
  const x = place.x(place.diagram.columnOf(lifeline));
  const look = `mark ${kind}${isEvidence ? ' evidence' : ''}${injected ? ' injected' : ''}${colourOf(place, event)}`;
  if (kind === 'fault' || injected) return s('path', { d: `M${x} ${y - 5}l5 5l-5 5l-5-5Z`, class: look });
  if (kind === 'process' || kind === 'connection')
    return s('rect', { x: x - 4, y: y - 4, width: 8, height: 8, rx: 1.5, class: look });
  return s('circle', { cx: x, cy: y, r: kind === 'frame' || kind === 'operation' ? 3.5 : 2.5, class: look });
}

function colourOf(place: Place, event: TraceEvent): string {
  const generation = place.diagram.generationOf(event);
  return generation === undefined ? '' : ` g${generation.colour}`;
}

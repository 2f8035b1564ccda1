/**
 * The viewer of a trace: rows in order, of which only those on the screen are in the document, however many there are.
 * Owns which row is selected, and the keys. What it shows of the selected record is the inspector's matter.
 */
import { Diagram, type RowFilter } from './diagram.ts';
import { draw, widthOf, type Measures } from './drawing.ts';
import { h, seconds, type Content } from './element.ts';
import { decidingField } from './evidence-section.ts';
import { overviewOf } from './overview.ts';
import type { ShownHistory } from './shown-history.ts';

export const ROW_HEIGHT = 24;
/** Rows beyond the screen's edges that are there as well. */
const BEYOND = 12;
const WIDEST_COLUMN = 68;

export interface ViewerOptions {
  readonly history: ShownHistory;
  readonly onSelect: (record: number) => void;
}

export class TraceViewer {
  readonly element: HTMLElement;
  readonly diagram: Diagram;
  readonly #onSelect: ViewerOptions['onSelect'];
  readonly #side: string;
  readonly #list: HTMLElement;
  readonly #space: HTMLElement;
  readonly #heads: HTMLElement;
  readonly #place: HTMLElement;
  readonly #scrub: HTMLInputElement;
  readonly #overview: HTMLElement;
  #evidence: ReadonlySet<number>;
  /** Of records that are evidence of any finding, the field that says most. */
  readonly #deciding = new Map<number, string>();
  #selected = -1;
  #measures: Measures = { rowHeight: ROW_HEIGHT, columnWidth: WIDEST_COLUMN, gutter: 34 };
  #drawn = '';

  constructor({ history, onSelect }: ViewerOptions) {
    const { side = '' } = history;
    this.diagram = new Diagram(history.trace);
    this.#onSelect = onSelect;
    this.#side = side;
    this.#evidence = new Set(history.findings[0]?.records);
    for (const { evidence } of history.findings)
      for (const one of evidence) {
        const field = decidingField(one);
        if (field !== undefined && !this.#deciding.has(one.i)) this.#deciding.set(one.i, field);
      }
    this.#space = h('div', { class: 'space', role: 'presentation' });
    this.#heads = h('div', { class: 'heads', 'aria-hidden': 'true' });
    this.#place = h('output', { class: 'place', 'aria-live': 'off' });
    this.#overview = h('div', { class: 'overview' });
    this.#scrub = h('input', {
      type: 'range',
      class: 'scrub',
      min: 0,
      'aria-label': `position in the history${side === '' ? '' : ` ${side}`}`,
      input: () => {
        const record = this.diagram.rows[this.#scrub.valueAsNumber];
        if (record !== undefined) this.select(record);
      },
    });
    this.#list = h(
      'div',
      {
        class: 'rows',
        tabindex: 0,
        role: 'listbox',
        'aria-label': `records of the history${side === '' ? '' : ` ${side}`}, in order`,
        scroll: () => this.#render(),
        keydown: (event) => this.#pressed(event as KeyboardEvent),
      },
      this.#space,
    );
    const steps = [
      ['previous evidence (p)', '‹ evidence', () => this.toEvidence(-1)],
      ['next evidence (n)', 'evidence ›', () => this.toEvidence(1)],
    ] as const;
    this.element = h(
      'div',
      { class: 'viewer' },
      h(
        'div',
        { class: 'timeline' },
        this.#overview,
        this.#scrub,
        h(
          'div',
          { class: 'steps' },
          this.#place,
          steps.map(([title, text, step]) =>
            h('button', { type: 'button', title, 'aria-label': title, click: () => step() }, text),
          ),
        ),
      ),
      this.#heads,
      this.#list,
    );
    this.#list.addEventListener('click', (event) => {
      const row = (event.target as Element).closest<HTMLElement>('[data-record]');
      if (row !== null) this.select(Number(row.dataset['record']));
    });
    new ResizeObserver(() => this.#resized()).observe(this.#list);
  }

  get selected(): number {
    return this.#selected;
  }

  focus(): void {
    this.#list.focus({ preventScroll: true });
  }

  /** Highlights these records from now on, and steps through them. */
  showEvidence(records: readonly number[]): void {
    this.#evidence = new Set(records);
    this.#redraw();
  }

  narrow(filter: RowFilter): void {
    this.diagram.narrow(filter);
    this.#redraw();
    if (this.diagram.rows.length === 0) return;
    const row = Math.min(this.diagram.rowOf(this.#selected), this.diagram.rows.length - 1);
    this.select(this.diagram.rows[row] ?? 0);
  }

  /** Selects the record, or the one nearest to it that is shown. */
  select(record: number): void {
    const { rows } = this.diagram;
    const row = Math.min(this.diagram.rowOf(record), rows.length - 1);
    const shown = rows[row];
    if (shown === undefined) return;
    this.#selected = shown;
    // what is not as high yet cannot be scrolled there
    this.#space.style.height = `${rows.length * ROW_HEIGHT}px`;
    const top = row * ROW_HEIGHT;
    const { scrollTop, clientHeight } = this.#list;
    if (top < scrollTop + ROW_HEIGHT || top > scrollTop + clientHeight - 2 * ROW_HEIGHT)
      this.#list.scrollTop = Math.max(0, top - clientHeight / 2);
    this.#redraw();
    this.#onSelect(shown);
  }

  toEvidence(step: 1 | -1): void {
    const records = [...this.#evidence].sort((one, other) => one - other);
    const next =
      step > 0
        ? (records.find((one) => one > this.#selected) ?? records[0])
        : (records.findLast((one) => one < this.#selected) ?? records.at(-1));
    if (next !== undefined) this.select(next);
  }

  step(rows: number): void {
    const last = this.diagram.rows.length - 1;
    const row = Math.max(0, Math.min(last, this.diagram.rowOf(this.#selected) + rows));
    const record = this.diagram.rows[row];
    if (record !== undefined) this.select(record);
  }

  #pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.#list.clientHeight / ROW_HEIGHT) - 1);
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.step(1),
      ArrowUp: () => this.step(-1),
      j: () => this.step(1),
      k: () => this.step(-1),
      PageDown: () => this.step(page),
      PageUp: () => this.step(-page),
      Home: () => this.step(-Infinity),
      End: () => this.step(Infinity),
      n: () => this.toEvidence(1),
      p: () => this.toEvidence(-1),
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  #resized(): void {
    const { columns } = this.diagram;
    const wide = this.#list.clientWidth;
    const share = wide < 640 ? 0.42 : 0.4;
    const columnWidth = Math.floor(
      Math.max(wide < 640 ? 15 : 26, Math.min(WIDEST_COLUMN, (wide * share) / columns.length)),
    );
    this.#measures = { rowHeight: ROW_HEIGHT, columnWidth, gutter: 34 };
    this.element.style.setProperty('--lanes', `${widthOf(this.diagram, this.#measures)}px`);
    this.element.style.setProperty('--column', `${columnWidth}px`);
    this.element.classList.toggle('narrow-columns', columnWidth < 56);
    this.#heads.replaceChildren(
      ...columns.map(({ name, kind }) => h('span', { class: kind, title: name }, h('b', {}, name))),
    );
    this.#redraw();
  }

  #redraw(): void {
    this.#drawn = '';
    this.#render();
  }

  #render(): void {
    const { rows } = this.diagram;
    const { scrollTop, clientHeight } = this.#list;
    const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - BEYOND);
    const end = Math.min(rows.length, Math.ceil((scrollTop + clientHeight) / ROW_HEIGHT) + BEYOND);
    const asked = `${first}-${end}`;
    if (asked === this.#drawn) return;
    this.#drawn = asked;
    const total = this.diagram.trace.events.length;
    this.#space.style.height = `${rows.length * ROW_HEIGHT}px`;
    const shown = h('div', { class: 'slice', role: 'presentation' });
    shown.style.top = `${first * ROW_HEIGHT}px`;
    for (const record of rows.slice(first, end)) shown.append(this.#row(record));
    if (end > first) shown.append(draw(this.diagram, this.#measures, first, end, this.#evidence));
    this.#space.replaceChildren(shown);
    const isThere =
      this.diagram.shownAt(this.#selected) !== undefined &&
      document.getElementById(this.#idOf(this.#selected));
    if (isThere) this.#list.setAttribute('aria-activedescendant', this.#idOf(this.#selected));
    else this.#list.removeAttribute('aria-activedescendant');
    this.#scrub.max = String(Math.max(0, rows.length - 1));
    this.#scrub.value = String(this.diagram.rowOf(this.#selected));
    const at = this.diagram.trace.events[this.#selected];
    this.#scrub.setAttribute('aria-valuetext', `record ${this.#selected} of ${total}`);
    this.#place.replaceChildren(
      `#${this.#selected} of ${total - 1}${rows.length < total ? `, ${rows.length} shown` : ''} · ${seconds(at?.atMicros ?? 0)}`,
    );
    this.#overview.replaceChildren(overviewOf(this.diagram, this.#evidence, this.#selected));
  }

  #idOf(record: number): string {
    return `record-${this.#side}${record}`;
  }

  #row(record: number): HTMLElement {
    const event = this.diagram.trace.events[record];
    const isEvidence = this.#evidence.has(record);
    const isSelected = record === this.#selected;
    return h(
      'div',
      {
        id: this.#idOf(record),
        class: `row ${event?.kind ?? ''}${isEvidence ? ' evidence' : ''}${isSelected ? ' selected' : ''}`,
        role: 'option',
        'aria-selected': String(isSelected),
        'data-record': record,
      },
      h('span', { class: 'number' }, `#${record}`),
      h('span', { class: 'time' }, ((event?.atMicros ?? 0) / 1_000_000).toFixed(6)),
      h(
        'span',
        { class: 'what' },
        words(
          event?.text === '' ? (event.name ?? event.kind) : (event?.text ?? ''),
          isEvidence ? this.#deciding.get(record) : undefined,
        ),
      ),
    );
  }
}

/** The field of it that decides, what it is, and after it, fainter, what it carries. */
function words(text: string, field?: string): readonly Content[] {
  const at = text.search(/[{[]/);
  const [name, rest] = at <= 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
  return [field === undefined ? null : h('span', { class: 'field' }, `${field} · `), h('b', {}, name), rest];
}

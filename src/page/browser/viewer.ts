/** The viewer: fills the page with what it carries. */
import type { PageData } from '../page-data.ts';
import { certificateView } from './certificate-view.ts';
import { comparisonView } from './comparison-view.ts';
import { h } from './element.ts';
import { failureView } from './failure-view.ts';
import { matrixView } from './matrix-view.ts';
import { unpackedText } from './packed.ts';
import { runView } from './run-view.ts';
import { seedsView } from './seeds-view.ts';

async function fill(): Promise<void> {
  const main = document.querySelector('main') ?? document.body;
  try {
    const page = JSON.parse(await unpackedText('data')) as PageData;
    main.append(...(await viewOf(page)));
  } catch (thrown) {
    main.append(h('p', { class: 'problem' }, `This page cannot be shown: ${String(thrown)}`));
  }
  document.body.classList.add('filled');
  pointOut();
}

/** What the address names was not there when the browser looked for it. A plan in it is none of these. */
function pointOut(): void {
  const [, name] = /^#at=(.*)$/.exec(location.hash) ?? [];
  const found = name === undefined ? null : document.getElementById(decodeURIComponent(name));
  found?.classList.add('pointed');
  found?.scrollIntoView({ block: 'center' });
}

async function viewOf(page: PageData): Promise<readonly HTMLElement[]> {
  switch (page.type) {
    case 'failure':
      return failureView(page);
    case 'run':
      return runView(page);
    case 'certificate':
      return certificateView(page);
    case 'comparison':
      return comparisonView(page);
    case 'matrix':
      return matrixView(page);
    case 'seeds':
      return seedsView(page);
  }
}

void fill();

/** The viewer: fills the page with what it carries. */
import type { PageData } from '../page-data.ts';
import { certificateView } from './certificate-view.ts';
import { h } from './element.ts';
import { failureView } from './failure-view.ts';
import { unpackedText } from './packed.ts';
import { runView } from './run-view.ts';

async function fill(): Promise<void> {
  const main = document.querySelector('main') ?? document.body;
  try {
    const page = JSON.parse(await unpackedText('data')) as PageData;
    main.append(...(await viewOf(page)));
  } catch (thrown) {
    main.append(h('p', { class: 'problem' }, `This page cannot be shown: ${String(thrown)}`));
  }
  document.body.classList.add('filled');
}

async function viewOf(page: PageData): Promise<readonly HTMLElement[]> {
  switch (page.type) {
    case 'failure':
      return failureView(page);
    case 'run':
      return runView(page);
    case 'certificate':
      return certificateView(page);
  }
}

void fill();

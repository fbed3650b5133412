import { byId, create } from '../dom.ts';
import type { Picture } from '../picture.ts';
import { summary } from '../summary.ts';
import { showPixels } from './showPixels.ts';

/** All pictures of this session, the latest first; one of them is shown large. */
export class History {
  readonly #root = byId('history', HTMLElement);
  readonly #list = byId('pictures', HTMLOListElement);
  readonly #rows = new Map<Picture, Row>();
  readonly #select: (picture: Picture) => void;

  constructor(select: (picture: Picture) => void) {
    this.#select = select;
  }

  show(pictures: readonly Picture[], selected: Picture | undefined): void {
    for (const picture of this.#rows.keys()) if (!pictures.includes(picture)) this.#rows.delete(picture);
    const items = pictures.map((picture) => {
      const row = this.#rows.get(picture) ?? createRow(picture, () => this.#select(picture));
      this.#rows.set(picture, row);
      row.item.className = picture.outcome.state;
      row.summary.textContent = summary(picture.outcome);
      row.button.setAttribute('aria-current', `${picture === selected}`);
      return row.item;
    });
    // Elements that are put anew lose the focus.
    const unchanged = items.every((item, index) => item === this.#list.children[index]);
    if (!unchanged || items.length !== this.#list.children.length) this.#list.replaceChildren(...items);
    this.#root.hidden = pictures.length === 0;
  }

  focus(picture: Picture): void {
    this.#rows.get(picture)?.button.focus();
  }
}

interface Row {
  readonly item: HTMLLIElement;
  readonly button: HTMLButtonElement;
  readonly summary: HTMLElement;
}

function createRow({ file, url }: Picture, select: () => void): Row {
  const image = create('img', '');
  image.src = url;
  image.alt = '';
  image.addEventListener('load', () => showPixels(image));
  image.addEventListener('error', () => image.replaceWith(create('span', 'no-image', '?')));
  const summary = create('span', 'summary');
  const text = create('span', 'text', create('span', 'name', file.name), summary);
  const button = create('button', '', image, text);
  button.type = 'button';
  button.addEventListener('click', select);
  return { item: create('li', '', button), button, summary };
}

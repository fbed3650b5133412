import { classify } from './api/classify.ts';
import { byId } from './dom.ts';
import { closePicture, openPicture, type Outcome, type Picture } from './picture.ts';
import { summary } from './summary.ts';
import { Detail } from './views/detail.ts';
import { History } from './views/history.ts';
import type { ModelChoice } from './views/modelChoice.ts';

/** The pictures since the page was opened, the latest first, and which of them is shown. */
export class Session {
  readonly #models: ModelChoice;
  readonly #detail: Detail;
  readonly #history: History;
  #pictures: readonly Picture[] = [];
  #selected: Picture | undefined;

  constructor(models: ModelChoice) {
    this.#models = models;
    this.#detail = new Detail({
      askAgain: (picture) => void this.#ask(picture),
      remove: (picture) => this.#remove(picture),
    });
    this.#history = new History((picture) => {
      this.#selected = picture;
      this.#show();
    });
  }

  /** Asks for each of some files, all at once: how many are on their way is the browser's to limit. */
  readonly add = (files: readonly File[]): void => {
    if (files.length === 0) return;
    const added = files.map(openPicture);
    this.#pictures = [...added, ...this.#pictures];
    this.#selected = added[0];
    for (const picture of added) void this.#ask(picture);
  };

  async #ask(picture: Picture): Promise<void> {
    picture.abort.abort();
    picture.abort = new AbortController();
    const { signal } = picture.abort;
    picture.outcome = { state: 'asking' };
    this.#show();
    const outcome = await this.#outcomeOf(picture, signal);
    // Asked anew, or removed.
    if (signal.aborted) return;
    picture.outcome = outcome;
    picture.chosen = 0;
    this.#show();
    byId('status', HTMLElement).textContent = `${picture.file.name}: ${summary(outcome)}`;
  }

  async #outcomeOf({ file }: Picture, signal: AbortSignal): Promise<Outcome> {
    try {
      return { state: 'answered', answer: await classify(file, { model: this.#models.current, signal }) };
    } catch (error) {
      return { state: 'failed', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  #remove(picture: Picture): void {
    closePicture(picture);
    const place = this.#pictures.indexOf(picture);
    this.#pictures = this.#pictures.filter((other) => other !== picture);
    this.#selected = this.#pictures[Math.min(place, this.#pictures.length - 1)];
    this.#show();
    // The button that was pressed may be gone, and who came by keyboard goes on from what takes its place.
    if (this.#selected) this.#history.focus(this.#selected);
    else byId('pick', HTMLButtonElement).focus();
    byId('status', HTMLElement).textContent = `${picture.file.name}: removed`;
  }

  #show(): void {
    document.body.classList.toggle('used', this.#pictures.length > 0);
    this.#detail.show(this.#selected);
    this.#history.show(this.#pictures, this.#selected);
  }
}

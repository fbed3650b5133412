import type { Classification } from '../api/classification.ts';
import { byId, create } from '../dom.ts';
import { fileSize, milliseconds } from '../format.ts';
import type { Outcome, Picture } from '../picture.ts';
import { ActivationView } from './activationView.ts';
import { showPredictions } from './predictions.ts';
import { showPixels } from './showPixels.ts';

export interface DetailActions {
  askAgain(picture: Picture): void;
  remove(picture: Picture): void;
}

/** One picture, large, with what the network made of it. */
export class Detail {
  readonly #root = byId('detail', HTMLElement);
  readonly #stage = byId('stage', HTMLElement);
  readonly #image = byId('image', HTMLImageElement);
  readonly #noPreview = byId('no-preview', HTMLElement);
  readonly #activation = new ActivationView();
  #picture: Picture | undefined;
  #outcome: Outcome | undefined;

  constructor(actions: DetailActions) {
    byId('ask-again', HTMLButtonElement).addEventListener('click', () => {
      if (this.#picture) actions.askAgain(this.#picture);
    });
    byId('remove', HTMLButtonElement).addEventListener('click', () => {
      if (this.#picture) actions.remove(this.#picture);
    });
    this.#image.addEventListener('load', () => this.#fit());
    this.#image.addEventListener('error', () => this.#preview(false));
  }

  show(picture: Picture | undefined): void {
    // What is made anew loses the focus, and news of another picture is none here.
    if (picture === this.#picture && picture?.outcome === this.#outcome) return;
    this.#root.hidden = !picture;
    if (picture?.url !== this.#picture?.url) this.#load(picture);
    this.#picture = picture;
    this.#outcome = picture?.outcome;
    if (!picture) return this.#activation.show();

    const { outcome, file } = picture;
    byId('detail-name', HTMLElement).textContent = file.name;
    byId('asking', HTMLElement).hidden = outcome.state !== 'asking';
    byId('answer', HTMLElement).hidden = outcome.state !== 'answered';
    const failure = byId('failure', HTMLElement);
    failure.hidden = outcome.state !== 'failed';
    failure.textContent = outcome.state === 'failed' ? outcome.reason : '';
    if (outcome.state !== 'answered') return this.#activation.show();

    const { answer } = outcome;
    showPredictions(answer.predictions, picture.chosen, (index) => {
      picture.chosen = index;
      this.#activation.show(answer, index);
    });
    this.#activation.show(answer, picture.chosen);
    showTiming(answer);
    byId('answered-by', HTMLElement).textContent =
      `Answered by ${answer.model}, version ${answer.version}, on ${answer.backend}.`;
  }

  #load(picture: Picture | undefined): void {
    if (!picture) return this.#image.removeAttribute('src');
    this.#preview(true);
    this.#image.src = picture.url;
    this.#image.alt = picture.file.name;
    byId('detail-size', HTMLElement).textContent = fileSize(picture.file.size);
  }

  /** Makes the stage as large as the image in it, so that what is laid over the image fits. */
  #fit(): void {
    const { naturalWidth: width, naturalHeight: height } = this.#image;
    this.#stage.style.setProperty('--ratio', `${width / height}`);
    showPixels(this.#image);
    if (!this.#picture) return;
    byId('detail-size', HTMLElement).textContent =
      `${width} × ${height}, ${fileSize(this.#picture.file.size)}`;
  }

  #preview(possible: boolean): void {
    this.#stage.hidden = !possible;
    this.#noPreview.hidden = possible;
  }
}

function showTiming({ timing }: Classification): void {
  const parts = [
    ['Decode', timing.decode],
    ['Queue', timing.queue],
    ['Compute', timing.compute],
    ['Total', timing.total],
  ] as const;
  byId('timing', HTMLElement).replaceChildren(
    ...parts.map(([name, duration]) =>
      create('div', '', create('dt', '', name), create('dd', '', milliseconds(duration))),
    ),
  );
}

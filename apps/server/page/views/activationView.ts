import { paintActivation, paintLegend } from '../activation/paint.ts';
import { coversImage, placeFrame, type Place } from '../activation/placeFrame.ts';
import { valueRange } from '../activation/valueRange.ts';
import type { Classification } from '../api/classification.ts';
import { byId } from '../dom.ts';
import { signed } from '../format.ts';

/** Where the network looked, over the image; whoever looks may take it away, or see through it. */
export class ActivationView {
  readonly #image = byId('image', HTMLImageElement);
  readonly #canvas = byId('activation', HTMLCanvasElement);
  readonly #frame = byId('frame', HTMLElement);
  readonly #controls = byId('looked', HTMLElement);
  readonly #settings = byId('looked-settings', HTMLElement);
  readonly #switch = byId('show-activation', HTMLInputElement);
  readonly #opacity = byId('opacity', HTMLInputElement);
  #shown: { readonly answer: Classification; readonly chosen: number } | undefined;

  constructor() {
    paintLegend(byId('legend', HTMLCanvasElement));
    this.#switch.addEventListener('change', () => this.#draw());
    this.#opacity.addEventListener('input', () => this.#fade());
    // Only then its size is known, which the frame is measured in.
    this.#image.addEventListener('load', () => this.#draw());
    this.#fade();
  }

  /** Shows where the network looked for one of its predictions, or nothing. */
  show(answer?: Classification, chosen = 0): void {
    this.#shown = answer && { answer, chosen };
    this.#draw();
  }

  #draw(): void {
    const { answer, chosen } = this.#shown ?? { chosen: 0 };
    const prediction = answer?.predictions[chosen];
    const size = { width: this.#image.naturalWidth, height: this.#image.naturalHeight };
    const possible = prediction?.activation !== undefined && size.width > 0;
    const shown = possible && this.#switch.checked;
    this.#controls.hidden = !possible;
    this.#settings.hidden = !shown;
    this.#canvas.hidden = !shown;
    this.#frame.hidden = true;
    if (!answer || !shown) return;

    const range = valueRange(answer.predictions.flatMap(({ activation }) => activation ?? []));
    const frame = answer.frame ?? { x: 0, y: 0, ...size };
    const place = placeFrame(frame, size);
    paintActivation(this.#canvas, prediction.activation, range, frame);
    lay(this.#canvas, place);
    lay(this.#frame, place);
    this.#frame.hidden = coversImage(place);
    byId('legend-low', HTMLElement).textContent = signed(range.low);
    byId('legend-high', HTMLElement).textContent = signed(range.high);
    byId('legend-text', HTMLElement).textContent =
      `What each place adds to the logit of ${prediction.label}; the colours mean the same for every class of this image.`;
  }

  #fade(): void {
    this.#canvas.style.opacity = `${this.#opacity.valueAsNumber / 100}`;
  }
}

function lay(element: HTMLElement, place: Place): void {
  for (const [side, share] of Object.entries(place)) element.style.setProperty(side, `${share}%`);
}

import type { ModelDescription } from '../api/classification.ts';
import { listModels } from '../api/listModels.ts';
import { byId } from '../dom.ts';

/** Which models there are, and which of them is asked. */
export class ModelChoice {
  readonly #choice = byId('model-choice', HTMLElement);
  readonly #select = byId('model', HTMLSelectElement);
  readonly #about = byId('about-model', HTMLElement);
  readonly #again = byId('reach-again', HTMLButtonElement);
  #models: readonly ModelDescription[] = [];
  #backend = '';

  constructor() {
    this.#select.addEventListener('change', () => this.#describe());
    this.#again.addEventListener('click', () => void this.load());
  }

  /** The model to ask; nothing while the server has not said what it has. */
  get current(): ModelDescription | undefined {
    return this.#models[Math.max(this.#select.selectedIndex, 0)];
  }

  async load(): Promise<void> {
    this.#again.hidden = true;
    try {
      ({ models: this.#models, backend: this.#backend } = await listModels());
    } catch (error) {
      this.#about.textContent = error instanceof Error ? error.message : String(error);
      this.#again.hidden = false;
      return;
    }
    this.#select.replaceChildren(...this.#models.map((model) => new Option(this.#nameOf(model))));
    this.#choice.hidden = this.#models.length < 2;
    this.#describe();
  }

  #describe(): void {
    const model = this.current;
    this.#about.textContent = model
      ? `${this.#models.length < 2 ? `${this.#nameOf(model)}, ` : ''}${model.classes} classes, on ${this.#backend}`
      : 'No model is loaded.';
  }

  /** With its version where there are several. */
  #nameOf({ name, version }: ModelDescription): string {
    return this.#models.filter((model) => model.name === name).length > 1
      ? `${name}, version ${version}`
      : name;
  }
}

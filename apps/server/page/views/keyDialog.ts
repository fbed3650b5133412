import { keepApiKey } from '../api/apiKey.ts';
import { byId } from '../dom.ts';

let asked: Promise<boolean> | undefined;

/**
 * Asks for an API key and keeps it; requests that want one at the same time ask once.
 *
 * @returns whether one was given
 */
export function askForKey(reason: string): Promise<boolean> {
  asked ??= ask(reason).finally(() => (asked = undefined));
  return asked;
}

function ask(reason: string): Promise<boolean> {
  const dialog = byId('key-dialog', HTMLDialogElement);
  const input = byId('key', HTMLInputElement);
  byId('key-reason', HTMLElement).textContent = reason;
  input.value = '';
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    const cancel = byId('key-cancel', HTMLButtonElement);
    const form = dialog.querySelector('form');
    const listening = new AbortController();
    const { signal } = listening;
    cancel.addEventListener('click', () => dialog.close(), { signal });
    form?.addEventListener(
      'submit',
      (event) => {
        event.preventDefault();
        keepApiKey(input.value);
        dialog.close('given');
      },
      { signal },
    );
    dialog.addEventListener(
      'close',
      () => {
        listening.abort();
        resolve(dialog.returnValue === 'given');
      },
      { signal },
    );
  });
}

import { byId } from '../dom.ts';

export function onPicked(add: (files: readonly File[]) => void): void {
  const input = byId('files', HTMLInputElement);
  byId('pick', HTMLButtonElement).addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    add([...(input.files ?? [])]);
    // The same file may be picked again.
    input.value = '';
  });
}

/** Files may be dropped anywhere: whoever misses the frame would otherwise lose the page to the picture. */
export function onDropped(add: (files: readonly File[]) => void): void {
  // Entered and left are told for every element on the way.
  let depth = 0;
  const setDepth = (value: number): void => {
    depth = Math.max(value, 0);
    document.body.classList.toggle('dragging', depth > 0);
  };
  const onFiles = (
    type: 'dragenter' | 'dragover' | 'dragleave' | 'drop',
    act: (event: DragEvent) => void,
  ): void =>
    document.addEventListener(type, (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      act(event);
    });

  onFiles('dragenter', () => setDepth(depth + 1));
  onFiles('dragleave', () => setDepth(depth - 1));
  onFiles('dragover', ({ dataTransfer }) => {
    if (dataTransfer) dataTransfer.dropEffect = 'copy';
  });
  onFiles('drop', ({ dataTransfer }) => {
    setDepth(0);
    add([...(dataTransfer?.files ?? [])]);
  });
}

/** Smaller images are looked at for their pixels. */
const SMALL = 128;

/** Lets an image that was loaded be seen as it is where it is shown larger. */
export function showPixels(image: HTMLImageElement): void {
  image.classList.toggle('pixels', Math.max(image.naturalWidth, image.naturalHeight) < SMALL);
}

/** An image file of a plain request. */
export interface ImageFile {
  /** As the form called it. */
  readonly name?: string;
  readonly bytes: Uint8Array;
}

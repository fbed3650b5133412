/** A file of the page as it is sent. */
export interface PageFile {
  /** Its media type. */
  readonly type: string;
  readonly body: Buffer;
}

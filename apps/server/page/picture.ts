import type { Classification } from './api/classification.ts';

/** An image of this session, and what came of it. */
export interface Picture {
  readonly file: File;
  /** Under which the browser shows the file. */
  readonly url: string;
  outcome: Outcome;
  /** Of its predictions the one whose activation is shown. */
  chosen: number;
  /** Ends the request that is on its way. */
  abort: AbortController;
}

export type Outcome =
  | { readonly state: 'asking' }
  | { readonly state: 'answered'; readonly answer: Classification }
  | { readonly state: 'failed'; readonly reason: string };

export function openPicture(file: File): Picture {
  return {
    file,
    url: URL.createObjectURL(file),
    outcome: { state: 'asking' },
    chosen: 0,
    abort: new AbortController(),
  };
}

export function closePicture(picture: Picture): void {
  picture.abort.abort();
  URL.revokeObjectURL(picture.url);
}

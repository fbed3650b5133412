import type { DownloadProgress } from '@resnext/data';
import type { Context } from '../context.ts';
import { startProgress, type Progress } from '../output/progress.ts';

const MEGABYTE = 1e6;

/** Shows how far the download of a dataset is, if there is one. */
export function showDownload(
  folder: string,
  { stderr }: Pick<Context, 'stderr'>,
): { onProgress: (progress: DownloadProgress) => void; stop: () => void } {
  let bar: Progress | undefined;
  return {
    onProgress({ url, received, size }) {
      if (bar === undefined) {
        stderr.write(`note: fetching ${url} (${Math.round(size / MEGABYTE)} MB) into ${folder}\n`);
        bar = startProgress(stderr, 'fetching, MB', Math.round(size / MEGABYTE));
      }
      bar.update(Math.round(received / MEGABYTE));
    },
    stop: () => bar?.stop(),
  };
}

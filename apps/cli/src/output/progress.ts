import cliProgress from 'cli-progress';
import type { Output } from '../context.ts';

/** A line on a terminal that moves while work is done; nothing where nobody watches. */
export interface Progress {
  /** @param note what to say beside the bar */
  update(done: number, note?: string): void;
  /** Takes the line away. */
  stop(): void;
}

const silent: Progress = { update() {}, stop() {} };

export function startProgress(output: Output, title: string, total: number): Progress {
  if (!isTerminal(output)) return silent;
  const bar = new cliProgress.SingleBar({
    stream: output,
    format: `${title} {bar} {value}/{total}  {eta_formatted} left  {note}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    // Stopping is ours: an interrupted training is not over before its state is saved.
    gracefulExit: false,
  });
  bar.start(total, 0, { note: '' });
  return {
    update: (done, note = '') => bar.update(done, { note }),
    stop: () => bar.stop(),
  };
}

/** Whether lines on it can move. */
export function isTerminal(output: Output): output is Output & NodeJS.WriteStream {
  return output.isTTY === true && 'cursorTo' in output;
}

import { PassThrough } from 'node:stream';
import { WriteStream } from 'node:tty';
import { expect, it } from 'vitest';
import { startProgress } from './progress.ts';

it('says nothing where nobody watches', () => {
  const output = new PassThrough();
  const progress = startProgress(output, 'epoch 1/2', 10);
  progress.update(5, 'loss 0.1');
  progress.stop();
  expect(output.read()).toBeNull();
});

it('moves on a terminal, and leaves it clean', () => {
  const terminal = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 100,
    cursorTo: WriteStream.prototype.cursorTo,
    moveCursor: WriteStream.prototype.moveCursor,
    clearLine: WriteStream.prototype.clearLine,
    clearScreenDown: WriteStream.prototype.clearScreenDown,
  });
  const progress = startProgress(terminal, 'epoch 1/2', 10);
  progress.update(5, 'loss 0.1');
  progress.stop();
  const text = String(terminal.read());
  expect(text).toContain('epoch 1/2');
  expect(text).toContain('0/10');
  // The cursor is shown again.
  expect(text).toContain('\u001b[?25h');
});

import pc from 'picocolors';
import type { Context, Output } from '../context.ts';

/** Colours and weights for a terminal, and plain text for everything else. */
export function styleFor(output: Output, env: Context['env']): ReturnType<typeof pc.createColors> {
  return pc.createColors(output.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb');
}

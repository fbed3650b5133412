/** What a thread runs, and how Node is to run it. */
export interface ThreadProgram {
  readonly url: URL;
  /** Node's flags; those of this process unless given. */
  readonly execArgv?: string[];
}

/**
 * One of the files `src/NAMEWorker.ts`. They stand directly in `src`, as this module does, because the path between
 * them must be the same as in the built package, of which they are entries.
 */
export function threadProgram(name: string): ThreadProgram {
  if (!import.meta.url.endsWith('.ts')) return { url: new URL(`./${name}Worker.js`, import.meta.url) };
  // In a clone the source runs as it is, in a thread as in the command line.
  return {
    url: new URL(`./${name}Worker.ts`, import.meta.url),
    execArgv: ['--conditions=@resnext/source', '--import', import.meta.resolve('tsx')],
  };
}

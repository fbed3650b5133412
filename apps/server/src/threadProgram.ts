/** What a thread runs, and how Node is to run it. */
export interface ThreadProgram {
  readonly url: URL;
  /** Node's flags for a thread that imports `url` from JavaScript, as a pool's do; those of this process unless given. */
  readonly execArgv?: string[];
  /** How a `Worker` is started with it. */
  readonly worker: { readonly code: string; readonly execArgv?: string[] };
}

/**
 * One of the files `src/NAMEWorker.ts`. They stand directly in `src`, as this module does, because the path between
 * them must be the same as in the built package, of which they are entries.
 */
export function threadProgram(name: string): ThreadProgram {
  return import.meta.url.endsWith('.ts') ? source(name) : built(name);
}

function built(name: string): ThreadProgram {
  const url = new URL(`./${name}Worker.js`, import.meta.url);
  return { url, worker: { code: `import('${url.href}')` } };
}

/** In a clone the source runs as it is, in a thread as in the command line. */
function source(name: string): ThreadProgram {
  const url = new URL(`./${name}Worker.ts`, import.meta.url);
  const flags = ['--conditions=@resnext/source'];
  const [loader, api] = ['tsx', 'tsx/esm/api'].map((module) => import.meta.resolve(module));
  // A Worker's own first module is loaded before the loader of an --import counts.
  const code = `import('${api}').then(({ register }) => { register(); return import('${url.href}'); })`;
  return { url, execArgv: [...flags, '--import', loader!], worker: { code, execArgv: flags } };
}

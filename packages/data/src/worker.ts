/**
 * The program of a loader's worker. It stands directly in `src` because the path from the package's entry to it must be
 * the same as that of the built `dist/worker.js`.
 */
import { serve } from './loader/workers/serve.ts';

await serve();

/** The program of the thread that computes. */
import { serve } from './engine/serve.ts';

await serve();

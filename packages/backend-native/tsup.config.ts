import { defineConfig } from 'tsup';
import shared from '../../tools/config/tsup.ts';

/** The status is an entry of its own: it tells without tfjs. */
export default defineConfig({ ...shared, entry: { index: 'src/index.ts', status: 'src/addon/status.ts' } });

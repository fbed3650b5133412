import { defineConfig } from 'tsup';
import shared from '../../tools/config/tsup.ts';

/** A command has no types to give, and loads each of its commands' code when it is asked for. */
export default defineConfig({ ...shared, entry: ['src/main.ts'], dts: false });

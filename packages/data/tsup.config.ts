import shared from '../../tools/config/tsup.ts';

// The loader's workers are started from a file of their own.
export default { ...shared, entry: ['src/index.ts', 'src/worker.ts'] };

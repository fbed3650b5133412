import shared from '../../tools/config/tsup.ts';

// Threads are started from files of their own.
export default { ...shared, entry: ['src/index.ts', 'src/*Worker.ts'] };

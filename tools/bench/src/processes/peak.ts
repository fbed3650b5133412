import { measurePeak, selectBackend } from '@resnext/runtime';

/** Prints the machine's peak in GFLOPS: multiply-adds in registers, in the instruction set and on the threads of ours. */
await selectBackend('native', { threads: Number(process.argv[2]) });
process.stdout.write(`${await measurePeak()}\n`);

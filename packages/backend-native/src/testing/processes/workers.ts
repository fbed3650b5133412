import { matMul, ones, setBackend, sum, tidy } from '@tensorflow/tfjs-core';
import { setTimeout } from 'node:timers/promises';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import '../../index.ts';

/*
 * Computes in several threads at once. Prints what each of them found; with the argument `exit`, ends while
 * they compute.
 */

/** A worker does not inherit what makes Node understand TypeScript. */
const start = `import('${import.meta.resolve('tsx/esm/api')}')
  .then(({ tsImport }) => tsImport('${import.meta.url}', '${import.meta.url}'));`;

const startWorker = (rounds: number): Worker => new Worker(start, { eval: true, workerData: rounds });

async function compute(rounds: number): Promise<number> {
  await setBackend('native');
  let wrong = 0;
  for (let round = 0; round < rounds; round++) {
    const total = tidy(() => sum(matMul(ones([64, 300]), ones([300, 200]))).dataSync()[0]);
    if (total !== 64 * 300 * 200) wrong++;
  }
  return wrong;
}

if (!isMainThread) {
  parentPort!.postMessage('begins');
  parentPort!.postMessage(await compute(workerData as number));
} else if (process.argv[2] === 'exit') {
  const workers = [1, 2].map(() => startWorker(Infinity));
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
  await setTimeout(200);
  console.log('exits');
  process.exit(0);
} else {
  const found = [1, 2, 3].map(
    () =>
      new Promise((resolve, reject) => {
        const worker = startWorker(200);
        worker.on('message', (message) => message !== 'begins' && resolve(message));
        worker.on('error', reject);
      }),
  );
  console.log(JSON.stringify([await compute(200), ...(await Promise.all(found))]));
}

import { addBackendOptions, startBackend, type BackendOptions } from '../options/backend.ts';
import { addSeedOption, type SeedOption } from '../options/seed.ts';
import { integer } from '../options/values.ts';
import type { Register } from './index.ts';

interface DemoOptions extends BackendOptions, SeedOption {
  readonly out: string;
  readonly epochs?: number;
}

/** What `npm start` runs in a clone. */
export const demo: Register = (program, context) => {
  const command = program.command('demo', { hidden: true });
  addBackendOptions(addSeedOption(command))
    .description('train a small ResNeXt on handwritten digits and classify a few')
    .option('--out <dir>', 'where weights, curves and samples go', 'runs/digits')
    .option('--epochs <n>', 'passes over the training images', integer('--epochs', { min: 1 }))
    .addHelpText('before', 'Example:\n  $ resnext demo --seed 1 --out runs/digits\n')
    .action(async (options: DemoOptions) => {
      const demonstrate = (await import('../demo.ts')).demonstrate;
      await startBackend(context, options);
      await demonstrate(options, context);
    });
};

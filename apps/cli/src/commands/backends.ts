import type { BackendInfo } from '@resnext/runtime';
import type { Register } from './index.ts';
import { addJsonOption, type JsonOption } from '../options/json.ts';
import { writeJson } from '../output/json.ts';
import { writeTable } from '../output/table.ts';

export const backends: Register = (program, context) => {
  addJsonOption(program.command('backends'))
    .description('list what this machine can compute with, the preferred first')
    .addHelpText('before', 'Example:\n  $ resnext backends\n')
    .action(async ({ json }: JsonOption) => {
      const { listBackends } = await import('@resnext/runtime');
      const list = await listBackends();
      if (json) return writeJson(context, list);
      const first = list.find(({ available }) => available);
      writeTable<BackendInfo>(
        context,
        [
          { title: 'backend', value: ({ name }) => name },
          { title: 'device', value: ({ device }) => device },
          { title: 'usable', value: ({ available }) => (available ? 'yes' : 'no') },
          { title: 'threads', value: ({ threads }) => String(threads ?? '-'), align: 'right' },
          { title: 'instruction set', value: ({ instructionSet }) => instructionSet ?? '-' },
          { title: '', value: (info) => (info === first ? 'what auto selects' : '') },
        ],
        list,
      );
      const unusable = list.filter(({ available }) => !available);
      if (unusable.length > 0) context.stdout.write('\nWhy not:\n');
      for (const { name, device, reason } of unusable) {
        context.stdout.write(`  ${name} on ${device}: ${reason}\n`);
      }
    });
};

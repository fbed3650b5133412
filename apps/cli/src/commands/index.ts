import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { backends } from './backends.ts';
import { bench } from './bench.ts';
import { classify } from './classify.ts';
import { convert } from './convert.ts';
import { data } from './data.ts';
import { demo } from './demo.ts';
import { evaluate } from './evaluate.ts';
import { features } from './features.ts';
import { models } from './models.ts';
import { serve } from './serve.ts';
import { summary } from './summary.ts';
import { train } from './train.ts';

/** Adds one command to the program. What it computes with is imported when it runs. */
export type Register = (program: Command, context: Context) => void;

/** Every command, in the order in which help lists them. */
export const commands: readonly Register[] = [
  models,
  summary,
  backends,
  classify,
  serve,
  train,
  evaluate,
  convert,
  features,
  data,
  bench,
  demo,
];

import type { KnownFile } from '../../http/download.ts';
import type { Split } from '../split.ts';
import type { RecordLayout } from './records.ts';

/** A version of CIFAR in its binary form, as its authors publish it. */
export interface CifarVersion extends RecordLayout {
  readonly name: string;
  /** The archive's name, where it is published, and what it must be. */
  readonly archive: KnownFile & { readonly name: string; readonly home: string };
  /** The folder that the archive unpacks to. */
  readonly folder: string;
  readonly files: Readonly<Record<Split, readonly string[]>>;
  readonly recordsPerFile: Readonly<Record<Split, number>>;
  readonly classNames: readonly string[];
}

/** The classes of CIFAR-10, by label. */
export const cifar10Classes: readonly string[] = words(
  'airplane automobile bird cat deer dog frog horse ship truck',
);

/** The fine classes of CIFAR-100, by label. */
export const cifar100Classes: readonly string[] = words(`
    apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle
    caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant
    flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree
    motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate
    poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake spider
    squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle
    wardrobe whale willow_tree wolf woman worm`);

const HOME = 'https://www.cs.toronto.edu/~kriz/';

export const CIFAR_10: CifarVersion = {
  name: 'cifar10',
  archive: {
    name: 'cifar-10-binary.tar.gz',
    home: HOME,
    size: 170_052_171,
    md5: 'c32a1d4ab5d03f1284b67883e8d87530',
  },
  folder: 'cifar-10-batches-bin',
  files: {
    train: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`),
    test: ['test_batch.bin'],
  },
  recordsPerFile: { train: 10_000, test: 10_000 },
  labelBytes: 1,
  classes: 10,
  classNames: cifar10Classes,
};

/** Each record has a coarse label of 20, which is not used, before the fine one. */
export const CIFAR_100: CifarVersion = {
  name: 'cifar100',
  archive: {
    name: 'cifar-100-binary.tar.gz',
    home: HOME,
    size: 168_513_733,
    md5: '03b5dce01913d631647c71ecec9e9cb8',
  },
  folder: 'cifar-100-binary',
  files: { train: ['train.bin'], test: ['test.bin'] },
  recordsPerFile: { train: 50_000, test: 10_000 },
  labelBytes: 2,
  classes: 100,
  classNames: cifar100Classes,
};

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

import { cifarPreprocessing, imagenetPreprocessing } from '../rows/preprocessing.ts';
import type { Preprocessing } from '../rows/row.ts';
import type { Checksum, Licence, PublishedAccuracy, PublishedWeights } from './entry.ts';

/** What the files of one publisher have in common. */
interface Publisher {
  readonly folder?: string;
  readonly where: string;
  readonly licence: Licence;
  readonly preprocessing: Preprocessing;
}

interface Published {
  readonly model: string;
  readonly tag: string;
  readonly file: string;
  readonly preprocessing?: Preprocessing;
  readonly accuracy?: PublishedAccuracy;
  readonly checksum?: Checksum;
  readonly bytes?: number;
  readonly unsupported?: string;
}

const bilinear = (resize: number): Preprocessing => ({
  ...imagenetPreprocessing,
  resize,
  interpolation: 'bilinear',
});
const bicubic = (inputSize: number, resize: number): Preprocessing => ({
  ...imagenetPreprocessing,
  inputSize,
  resize,
});

const accuracy = (top1: number, top5?: number, inputSize = 224): PublishedAccuracy => ({
  top1,
  inputSize,
  ...(top5 === undefined ? {} : { top5 }),
});

/** PyTorch's own way to name a file: the first 8 digits of its SHA-256 stand before the ending. */
function checksumOf(file: string): Checksum | undefined {
  const digits = /-([0-9a-f]{8})\.[a-z0-9]+$/.exec(file)?.[1];
  return digits === undefined ? undefined : { algorithm: 'sha256', digits };
}

function publish({ folder, ...publisher }: Publisher, files: readonly Published[]): PublishedWeights[] {
  return files.map(({ model, tag, file, ...own }) => ({
    ...publisher,
    name: `${model}.${tag}`,
    model,
    file,
    checksum: checksumOf(file),
    ...(folder === undefined ? {} : { url: `${folder}${file}` }),
    ...own,
  }));
}

const authors = publish(
  {
    folder: 'https://dl.fbaipublicfiles.com/resnext/imagenet_models/',
    where: "the authors' repository, facebookresearch/ResNeXt",
    licence: 'CC-BY-NC-4.0',
    preprocessing: imagenetPreprocessing,
  },
  [
    {
      model: 'resnext50_32x4d',
      tag: 'authors',
      file: 'resnext_50_32x4d.t7',
      bytes: 191e6,
      accuracy: accuracy(77.8),
    },
    {
      model: 'resnext101_32x4d',
      tag: 'authors',
      file: 'resnext_101_32x4d.t7',
      bytes: 338e6,
      accuracy: accuracy(78.8),
    },
    {
      model: 'resnext101_64x4d',
      tag: 'authors',
      file: 'resnext_101_64x4d.t7',
      bytes: 638e6,
      accuracy: accuracy(79.6),
    },
  ],
);

const torchvision = publish(
  {
    folder: 'https://download.pytorch.org/models/',
    where: 'torchvision',
    licence: 'BSD-3-Clause',
    preprocessing: bilinear(232),
  },
  [
    {
      model: 'resnext50_32x4d',
      tag: 'tv_in1k',
      file: 'resnext50_32x4d-7cdf4587.pth',
      preprocessing: bilinear(256),
      accuracy: accuracy(77.618, 93.698),
    },
    {
      model: 'resnext50_32x4d',
      tag: 'tv2_in1k',
      file: 'resnext50_32x4d-1a0047aa.pth',
      accuracy: accuracy(81.198, 95.34),
    },
    {
      model: 'resnext101_32x8d',
      tag: 'tv_in1k',
      file: 'resnext101_32x8d-8ba56ff5.pth',
      preprocessing: bilinear(256),
      accuracy: accuracy(79.312, 94.526),
    },
    {
      model: 'resnext101_32x8d',
      tag: 'tv2_in1k',
      file: 'resnext101_32x8d-110c445d.pth',
      accuracy: accuracy(82.834, 96.228),
    },
    {
      model: 'resnext101_64x4d',
      tag: 'tv_in1k',
      file: 'resnext101_64x4d-173b62eb.pth',
      accuracy: accuracy(83.246, 96.454),
    },
  ],
);

const instagram = publish(
  {
    folder: 'https://download.pytorch.org/models/',
    where: 'facebookresearch/WSL-Images',
    licence: 'CC-BY-NC-4.0',
    preprocessing: bilinear(256),
  },
  ['32x8-c38310e5', '32x16-c6f796b0', '32x32-e4b90b00', '32x48-3e41cc8a'].map((file) => ({
    model: `resnext101_${file.split('-')[0]}d`,
    tag: 'fb_wsl_ig1b_ft_in1k',
    file: `ig_resnext101_${file}.pth`,
  })),
);

const semiSupervised = publish(
  {
    folder: 'https://dl.fbaipublicfiles.com/semiweaksupervision/model_files/',
    where: 'facebookresearch/semi-supervised-ImageNet1K-models',
    licence: 'CC-BY-NC-4.0',
    preprocessing: bilinear(256),
  },
  [
    ...['50_32x4-ddb3e555', '101_32x4-dc43570a', '101_32x8-2cfe2f8b', '101_32x16-15fffa57'].map((file) => ({
      model: `resnext${file.split('-')[0]}d`,
      tag: 'fb_ssl_yfcc100m_ft_in1k',
      file: `semi_supervised_resnext${file}.pth`,
    })),
    ...['50_32x4-72679e44', '101_32x4-3f87e46b', '101_32x8-b4712904', '101_32x16-f3559a9c'].map((file) => ({
      model: `resnext${file.split('-')[0]}d`,
      tag: 'fb_swsl_ig1b_ft_in1k',
      file: `semi_weakly_supervised_resnext${file}.pth`,
    })),
  ],
);

const OTHER_STEM = 'its stem of three convolutions (timm’s c, d and t variants) is not built here';

const timm = publish(
  {
    where: 'the Hugging Face hub, as timm/NAME, or the releases of timm',
    licence: 'Apache-2.0',
    preprocessing: bicubic(224, 236),
  },
  [
    {
      model: 'resnext50_32x4d',
      tag: 'a1h_in1k',
      file: 'resnext50_32x4d_a1h-0146ab0a.pth',
      accuracy: accuracy(81.14),
    },
    { model: 'resnext50_32x4d', tag: 'a1_in1k', file: 'resnext50_32x4d_a1_0-b5a91a1d.pth' },
    { model: 'resnext50_32x4d', tag: 'a2_in1k', file: 'resnext50_32x4d_a2_0-efc76add.pth' },
    { model: 'resnext50_32x4d', tag: 'a3_in1k', file: 'resnext50_32x4d_a3_0-3e450271.pth' },
    {
      model: 'resnext50_32x4d',
      tag: 'ra_in1k',
      file: 'resnext50_32x4d_ra-d733960d.pth',
      preprocessing: bicubic(224, 256),
      accuracy: accuracy(79.8),
    },
    {
      model: 'resnext50d_32x4d',
      tag: 'bt_in1k',
      file: 'resnext50d_32x4d-103e99f8.pth',
      unsupported: OTHER_STEM,
    },
    {
      model: 'resnext101_64x4d',
      tag: 'c1_in1k',
      file: 'resnext101_64x4d_c-0d0e0cc0.pth',
      accuracy: accuracy(82.446),
    },
    {
      model: 'seresnext26d_32x4d',
      tag: 'bt_in1k',
      file: 'seresnext26d_32x4d-80fa48a3.pth',
      unsupported: OTHER_STEM,
    },
    {
      model: 'seresnext26t_32x4d',
      tag: 'bt_in1k',
      file: 'seresnext26tn_32x4d-569cb627.pth',
      unsupported: OTHER_STEM,
    },
    { model: 'seresnext50_32x4d', tag: 'racm_in1k', file: 'seresnext50_32x4d_racm-a304a460.pth' },
    { model: 'seresnext101_32x8d', tag: 'ah_in1k', file: 'seresnext101_32x8d_ah-e6bc4c0a.pth' },
    {
      model: 'seresnext101d_32x8d',
      tag: 'ah_in1k',
      file: 'seresnext101d_32x8d_ah-191d7b94.pth',
      unsupported: OTHER_STEM,
    },
  ],
);

const gluon = publish(
  {
    where: 'the Hugging Face hub, as timm/NAME, or the releases of timm',
    licence: 'Apache-2.0',
    preprocessing: bicubic(224, 256),
  },
  [
    { model: 'resnext50_32x4d', tag: 'gluon_in1k', file: 'gluon_resnext50_32x4d-e6a097c1.pth' },
    { model: 'resnext101_32x4d', tag: 'gluon_in1k', file: 'gluon_resnext101_32x4d-b253c8c4.pth' },
    { model: 'resnext101_64x4d', tag: 'gluon_in1k', file: 'gluon_resnext101_64x4d-f9a8e184.pth' },
    { model: 'seresnext50_32x4d', tag: 'gluon_in1k', file: 'gluon_seresnext50_32x4d-90cf2d6e.pth' },
    { model: 'seresnext101_32x4d', tag: 'gluon_in1k', file: 'gluon_seresnext101_32x4d-cf52900d.pth' },
    { model: 'seresnext101_64x4d', tag: 'gluon_in1k', file: 'gluon_seresnext101_64x4d-f9926f93.pth' },
  ],
);

const cadene = publish(
  { where: "Cadene's pretrained-models.pytorch", licence: 'BSD-3-Clause', preprocessing: bilinear(256) },
  [
    { model: 'resnext101_32x4d', tag: 'cadene', file: 'resnext101_32x4d-29e315fa.pth' },
    { model: 'resnext101_64x4d', tag: 'cadene', file: 'resnext101_64x4d-e77a0586.pth' },
  ],
);

const osmr = publish({ where: "osmr's imgclsmob", licence: 'MIT', preprocessing: cifarPreprocessing }, [
  {
    model: 'resnext29_32x4d_cifar',
    tag: 'osmr_cifar10',
    file: 'resnext29_32x4d_cifar10-0315-30413525.pth',
    accuracy: accuracy(96.85, undefined, 32),
  },
  {
    model: 'resnext29_16x64d_cifar',
    tag: 'osmr_cifar10',
    file: 'resnext29_16x64d_cifar10-0241-4133d3d0.pth',
    accuracy: accuracy(97.59, undefined, 32),
  },
]);

const kerasApplications = publish(
  { where: 'the releases of keras-applications', licence: 'MIT', preprocessing: bilinear(256) },
  [
    {
      model: 'resnext50_32x4d',
      tag: 'keras',
      file: 'resnext50_weights_tf_dim_ordering_tf_kernels.h5',
      checksum: { algorithm: 'md5', digits: '67a5b30d' },
    },
    {
      model: 'resnext101_32x4d',
      tag: 'keras',
      file: 'resnext101_weights_tf_dim_ordering_tf_kernels.h5',
      checksum: { algorithm: 'md5', digits: '34fb6054' },
    },
  ],
);

/** Every published file of ResNeXt weights that is known, by who published it. */
export const publishedWeights: readonly PublishedWeights[] = [
  ...torchvision,
  ...timm,
  ...gluon,
  ...authors,
  ...instagram,
  ...semiSupervised,
  ...cadene,
  ...kerasApplications,
  ...osmr,
];

import { planByName, type Scheme } from './scheme.ts';

const LAYER =
  /^(conv1|bn1|norm|fc|layer\d+\.\d+\.(paths\.\d+\.)?(conv[123]|bn[1234]|downsample\.[01]|se\.fc[12]))$/;

/** torchvision's names, which are timm's and ours: nothing to do. */
export const torchvision: Scheme = {
  name: 'torchvision',
  title: 'torchvision and timm',
  anchor: /layer1\.0\.(paths\.0\.)?conv2$/,
  epsilon: 1e-5,
  plan: (layers) => planByName(layers, (name) => (LAYER.test(name) ? name : OTHER_HEADS[name])),
};

/** Others who kept torchvision's names renamed the head. */
const OTHER_HEADS: Readonly<Record<string, string | undefined>> = { last_linear: 'fc', classifier: 'fc' };

import { writeReport } from '@resnext/evaluator';
import { judge } from './judge.js';
import { loadModel } from './model.js';

/* Makes the model that there is the one to compare with: `npm run baseline`, when a better one is merged. */

await writeReport(await judge(await loadModel()), 'baseline.json');

import { classification, modelsSchema } from './classifySchemas.ts';
import { errorSchema } from './errorSchema.ts';
import { inferRequest, inferResponse } from './inferSchemas.ts';
import {
  modelConfig,
  modelMetadata,
  modelReady,
  modelStatistics,
  repositoryIndex,
  serverMetadataSchema,
} from './modelSchemas.ts';

/** All schemas that have a name in the document. */
export const components = [
  errorSchema,
  serverMetadataSchema,
  modelMetadata,
  modelReady,
  modelConfig,
  modelStatistics,
  inferRequest,
  inferResponse,
  repositoryIndex,
  modelsSchema,
  classification,
];

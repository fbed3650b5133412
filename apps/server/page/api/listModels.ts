import type { ModelList } from './classification.ts';
import { request } from './request.ts';

export function listModels(): Promise<ModelList> {
  return request<ModelList>('/v1/models');
}

import { ServerError } from '../errors.ts';
import type { InferOptions } from '../service/servedModel.ts';

/** @throws ServerError `SERVER_BAD_REQUEST` */
export function checkInferOptions(options: InferOptions): void {
  for (const name of ['priority', 'timeout', 'explain'] as const) {
    const value = options[name];
    if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) continue;
    throw new ServerError(
      'SERVER_BAD_REQUEST',
      `expected a whole number from 0 for ${name} but received ${value}`,
    );
  }
}

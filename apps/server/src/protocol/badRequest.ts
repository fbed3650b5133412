import { ServerError } from '../errors.ts';

export function badRequest(message: string, options?: ErrorOptions): ServerError {
  return new ServerError('SERVER_BAD_REQUEST', message, options);
}

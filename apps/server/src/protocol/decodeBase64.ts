import { badRequest } from './badRequest.ts';
import { describe } from './describe.ts';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** @param name - what it is, for the error */
export function decodeBase64(text: unknown, name: string): Uint8Array {
  if (typeof text !== 'string' || !BASE64.test(text)) {
    throw badRequest(`expected base64 for ${name} but received ${describe(text)}`);
  }
  return Buffer.from(text, 'base64');
}

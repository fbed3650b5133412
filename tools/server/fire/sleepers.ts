import { Wire } from '../../../test/src/support/wire.ts';
import { INFER } from './request.ts';

const SLEEPERS = 10;

/** Connections that begin to say something and never end: half in the head, half in the body. */
export async function startSleepers(address: string): Promise<Wire[]> {
  const sleepers = await Promise.all(Array.from({ length: SLEEPERS }, () => Wire.open(address)));
  const head = `POST ${INFER} HTTP/1.1\r\nHost: 127.0.0.1\r\n`;
  for (const [index, sleeper] of sleepers.entries())
    await sleeper.send(index % 2 === 0 ? head : `${head}Content-Length: 1000000\r\n\r\n{"inputs":`);
  return sleepers;
}

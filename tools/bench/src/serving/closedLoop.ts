import autocannon from 'autocannon';
import type { LoadRequest } from './side.ts';

export interface Throughput {
  readonly perSecond: number;
  /** Of the answers, in milliseconds. */
  readonly median: number;
}

/**
 * Clients that each ask anew as soon as they are answered.
 *
 * @throws Error when not every answer is a 200
 */
export async function closedLoop(
  request: LoadRequest,
  { clients, seconds }: { clients: number; seconds: number },
): Promise<Throughput> {
  const result = await autocannon({ ...request, connections: clients, duration: seconds, timeout: 60 });
  const { errors, non2xx, requests, latency, duration } = result;
  if (errors > 0 || non2xx > 0)
    throw new Error(`${request.url}: ${errors} requests failed and ${non2xx} were refused`);
  return { perSecond: requests.total / duration, median: latency.p50 };
}

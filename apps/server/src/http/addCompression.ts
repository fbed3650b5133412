import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';

/** Lets routes compress their answers, `reply.compress`, where the client takes that. */
export async function addCompression(app: FastifyInstance): Promise<void> {
  await app.register(compress, {
    global: false,
    globalDecompression: false,
    encodings: ['gzip', 'deflate'],
    // Floats hardly get smaller.
    customTypes: /^application\/json/,
    // Never on this thread, which everybody waits for.
    syncThreshold: 0,
  });
}

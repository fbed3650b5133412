import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';

/** Lets routes compress their answers, `reply.compress`, where the client takes that. */
export async function addCompression(app: FastifyInstance): Promise<void> {
  await app.register(compress, {
    global: false,
    globalDecompression: false,
    encodings: ['gzip', 'deflate'],
    // Floats hardly get smaller; nor do they as digits, with more effort.
    customTypes: /^application\/json/,
    zlibOptions: { level: 1 },
    // Never on this thread, which everybody waits for.
    syncThreshold: 0,
  });
}

import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

const EXTENSIONS = [
  'binary_tensor_data',
  'classification',
  'model_configuration',
  'model_repository',
  'parameters',
  'schedule_policy',
  'statistics',
];

/** What this server is. */
export function serverMetadata(app: FastifyInstance): void {
  const metadata = { name: 'resnext', version: serverVersion(), extensions: EXTENSIONS };
  app.get('/v2', { schema: { summary: 'What this server is' } }, async () => metadata);
}

/** From package.json, which lies above the source and the built package; how far differs. */
export function serverVersion(): string {
  const folders = import.meta.url.endsWith('.ts') ? '../../../' : '../';
  const text = readFileSync(new URL(`${folders}package.json`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

import { startDecoder } from './decoding/startDecoder.ts';
import { startEngine } from './engine/startEngine.ts';
import { openRepository } from './repository/openRepository.ts';
import type { Log } from './repository/log.ts';
import type { ServerOptions } from './serverOptions.ts';
import type { ModelRepository } from './service/modelRepository.ts';

/** What answers: models, and the threads that compute and decode for them. */
export interface OpenedModels {
  /** Which backend computes, for people. */
  readonly backend: string;
  readonly repository: ModelRepository;
  /** Resolves, if ever, when nothing can be computed any more, with the reason. */
  readonly failed: Promise<Error>;
  /** Ends the threads; the repository is closed before. */
  close(): Promise<void>;
}

/** @throws ServerError `SERVER_BAD_CONFIG` */
export async function openModels(options: ServerOptions, log: Log): Promise<OpenedModels> {
  const { backend, threads, device, decodeThreads } = options;
  const engine = await startEngine({ backend, threads, device });
  const decoder = startDecoder({ threads: decodeThreads });
  const close = async (): Promise<void> => {
    await Promise.all([engine.close(), decoder.close()]);
  };
  try {
    const repository = await openRepository(options, engine, decoder, { log });
    return { backend: engine.backend, repository, failed: engine.failed, close };
  } catch (error) {
    await close();
    throw error;
  }
}

export { createServer, type Ended, type RunningServer, type ServerParts } from './createServer.ts';
export { ServerError, type ServerErrorCode } from './errors.ts';
export { isLoopback } from './http/security/loopback.ts';
export type { ServerOptions } from './serverOptions.ts';
export type { ModelSettings } from './service/modelSettings.ts';
export type { ServedModel } from './service/servedModel.ts';

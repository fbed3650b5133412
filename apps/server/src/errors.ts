/** What went wrong, stable across versions; {@link statusOf} says how HTTP calls it. */
export type ServerErrorCode =
  /** The request is not what the protocol says. */
  | 'SERVER_BAD_REQUEST'
  | 'SERVER_UNAUTHORISED'
  /** Asked from where this server does not answer: another site's page, or under a name that is not its own. */
  | 'SERVER_FORBIDDEN'
  | 'SERVER_NOT_FOUND'
  | 'SERVER_METHOD_NOT_ALLOWED'
  | 'SERVER_TOO_LARGE'
  | 'SERVER_UNSUPPORTED_TYPE'
  | 'SERVER_RATE_LIMITED'
  /** Whoever asked is gone: nobody reads the answer. */
  | 'SERVER_CANCELLED'
  | 'SERVER_INTERNAL'
  /** Part of the protocol, and not of this server. */
  | 'SERVER_UNSUPPORTED'
  /** A model that is not loaded, or a server that is about to end. */
  | 'SERVER_UNAVAILABLE'
  | 'SERVER_QUEUE_FULL'
  /** A request that waited longer than it, or its model, allows. */
  | 'SERVER_TIMEOUT'
  /** Settings, a model repository or a `config.yaml` that cannot be served: said when the server starts. */
  | 'SERVER_BAD_CONFIG';

/** A request that cannot be answered, or a server that cannot start. */
export class ServerError extends Error {
  override readonly name = 'ServerError';

  constructor(
    readonly code: ServerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const statuses: Readonly<Record<ServerErrorCode, number>> = {
  SERVER_BAD_REQUEST: 400,
  SERVER_UNAUTHORISED: 401,
  SERVER_FORBIDDEN: 403,
  SERVER_NOT_FOUND: 404,
  SERVER_METHOD_NOT_ALLOWED: 405,
  SERVER_TOO_LARGE: 413,
  SERVER_UNSUPPORTED_TYPE: 415,
  SERVER_RATE_LIMITED: 429,
  SERVER_CANCELLED: 499,
  SERVER_INTERNAL: 500,
  SERVER_UNSUPPORTED: 501,
  SERVER_UNAVAILABLE: 503,
  SERVER_QUEUE_FULL: 503,
  SERVER_TIMEOUT: 503,
  SERVER_BAD_CONFIG: 500,
};

export function statusOf(code: ServerErrorCode): number {
  return statuses[code];
}

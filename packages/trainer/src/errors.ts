/** What went wrong, stable across versions. */
export type TrainerErrorCode =
  | 'TRAINER_BAD_OPTION'
  | 'TRAINER_BAD_CHECKPOINT'
  | 'TRAINER_CANNOT_WRITE'
  | 'TRAINER_LOSS_NOT_FINITE'
  | 'TRAINER_OUT_OF_MEMORY'
  | 'TRAINER_INTERRUPTED';

/** A training that cannot start, go on or be kept. */
export class TrainerError extends Error {
  override readonly name = 'TrainerError';

  constructor(
    readonly code: TrainerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

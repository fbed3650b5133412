import type { ModelSettings } from '../service/modelSettings.ts';

/** Where a model comes from. */
export interface ModelSource {
  readonly name: string;

  /**
   * What is there now.
   *
   * @throws ServerError `SERVER_NOT_FOUND` when nothing is, `SERVER_BAD_CONFIG` when it is not as it should be
   */
  read(): Promise<ModelOnDisk>;
}

export interface ModelOnDisk {
  readonly settings: ModelSettings;
  /** The file with the classes' names; else the weights tell. */
  readonly labels?: string;
  /** From the oldest to the newest, those that are not served too. */
  readonly versions: readonly VersionOnDisk[];
}

export interface VersionOnDisk {
  readonly version: string;
  readonly weights: string;
  /** Another one when anything changes that the version is made of. */
  readonly stamp: string;
}

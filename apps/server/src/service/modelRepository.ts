import type { ServedModel } from './servedModel.ts';

/** The models that a server has, loaded or not. */
export interface ModelRepository {
  /** Whether every model that is to be there at the start is there, and the repository is not closing. */
  readonly ready: boolean;

  /**
   * The model that answers. Whoever waits between this and `infer` asks again before: another version may have come.
   * What a version that was loaded anew is asked, the new one answers.
   *
   * @param version the newest that is served unless told
   * @throws ServerError `SERVER_NOT_FOUND` for a name or version that is unknown, `SERVER_UNAVAILABLE` for one
   *   that is not loaded, saying why.
   */
  get(name: string, version?: string): ServedModel;

  /** Every version that is loaded and answers, by name and version. */
  loaded(): readonly ServedModel[];

  /** Everything that is there, loaded or not, by name and version. */
  index(): readonly IndexEntry[];

  /**
   * Loads a model's versions, or loads them anew, from what is on the disk now. Requests in flight are answered by
   * the versions that they were sent to.
   *
   * @throws ServerError `SERVER_NOT_FOUND`; `SERVER_BAD_REQUEST` when it cannot be loaded, saying why, in which
   *   case what was loaded before stays; `SERVER_UNSUPPORTED` unless the control mode is `explicit`.
   */
  load(name: string): Promise<void>;

  /** Stops serving a model at once for new requests; resolves when those in flight are answered and its memory is free. */
  unload(name: string): Promise<void>;

  /** Takes no new requests, answers those that wait, and ends; those that are left at the deadline fail. */
  close(deadline: AbortSignal): Promise<void>;
}

export interface IndexEntry {
  readonly name: string;
  /** Empty where no version is known. */
  readonly version: string;
  readonly state: 'READY' | 'LOADING' | 'UNLOADING' | 'UNAVAILABLE';
  /** Why it is not ready, or why it is not what is on the disk now that answers; else empty. */
  readonly reason: string;
}

/** What all presets share. */
export interface PresetOptions {
  /**
   * Whether images become floats, normalised by the dataset's mean and standard deviation. Default false: bytes, a quarter
   * of the size, which the model is to normalise.
   */
  normalize?: boolean;
}

/** What is right for a sample, where that is not simply the dataset's label. */
export interface LabelMap {
  /** The classes of the model that take part, in the order in which the report counts them. Default: all. */
  readonly classes?: Int32Array;
  /**
   * The classes that are right for a sample, as the report counts them; none leaves the sample out.
   *
   * @param label - of the dataset
   * @param index - of the sample in its dataset
   * @throws {EvaluatorError} `EVALUATOR_BAD_LABEL_MAP` if the map says nothing of this sample
   */
  accepted(label: number, index: number): readonly number[];
}

/** Why there is no addon, and what to do about it. */
export class BuildError extends Error {
  /**
   * @param {string} reason a sentence
   * @param {string} [output] what the compiler said, for the log
   */
  constructor(reason, output) {
    super(reason);
    this.reason = reason;
    this.output = output;
  }
}

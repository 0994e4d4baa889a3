/** Takes an answer's text while it arrives. */
export interface TextSink {
  write(text: string): void;
  /**
   * An attempt failed on its way: what it wrote is forgotten.
   *
   * @returns false when some of it has been shown already, so that another attempt would show it twice.
   */
  restart(): boolean;
}

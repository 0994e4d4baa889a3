/** Something that became known about a field while an answer arrives. */
export interface FieldEvent {
  readonly field: string;
  /** More of its text; may be empty at the end. */
  readonly text: string;
  /** Nothing more comes for this field. */
  readonly isLast: boolean;
}

/** Finds the fields in an answer while it arrives. One reader reads one answer. */
export interface FieldReader {
  /** What is known now that `text` has come. */
  push(text: string): readonly FieldEvent[];
  /** What is known now that nothing more comes. */
  end(): readonly FieldEvent[];
}

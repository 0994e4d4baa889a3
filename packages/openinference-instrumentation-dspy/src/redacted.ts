/** What takes the place of text that is hidden; OpenInference's word. */
export const REDACTED = '__REDACTED__';

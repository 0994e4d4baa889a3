import type { UserMessage } from '../lm/message.ts';
import type { Values } from '../prediction/prediction.ts';
import type { Signature } from '../signature/signature.ts';
import type { UserTurn } from './adapter.ts';
import { formatField, type Piece, toContent } from './format-value.ts';

/** What stands before and behind a field's value. */
export interface Enclosure {
  open(name: string): string;
  close(name: string): string;
}

/** The inputs that are there, in the signature's order, and the reminder where the turn ends in one. */
export function userContent(signature: Signature, inputs: Values, { incomplete, reminder }: UserTurn, enclosure: Enclosure, reminderText: string): UserMessage['content'] {
  const pieces: Piece[] = incomplete ? ['An example of the task from which some fields were left out.\n\n'] : [];
  let separator = '';
  for (const field of signature.inputFields) {
    if (inputs[field.name] === undefined) continue;
    pieces.push(`${separator}${enclosure.open(field.name)}`, ...formatField(field, inputs[field.name]), enclosure.close(field.name));
    separator = '\n\n';
  }
  if (reminder && reminderText !== '') pieces.push(`${separator}${reminderText}`);
  return toContent(pieces);
}

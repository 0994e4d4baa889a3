import type { CustomType } from '../signature/field-type.ts';
import { Audio } from './audio.ts';
import { Code } from './code.ts';
import { Document } from './document.ts';
import { File } from './file.ts';
import { History } from './history.ts';
import { Image } from './image.ts';
import { Reasoning } from './reasoning.ts';
import { ToolCalls } from './tool-calls.ts';
import { toolType } from './tool-type.ts';

/** Types that every signature string knows, by name. */
export const builtInTypes: ReadonlyMap<string, CustomType> = new Map<string, CustomType>([
  ['Audio', Audio.signatureType],
  ['Code', Code.signatureType],
  ['Document', Document.signatureType],
  ['File', File.signatureType],
  ['History', History.signatureType],
  ['Image', Image.signatureType],
  ['Reasoning', Reasoning.signatureType],
  ['Tool', toolType],
  ['ToolCalls', ToolCalls.signatureType],
]);

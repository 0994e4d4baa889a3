import { MalformedOtlpError } from './malformed-otlp-error.ts';
import { MAX_VALUE_DEPTH, type AttributeValue, type KeyValue } from './span.ts';
import { VARINT, type WireReader } from './wire-reader.ts';

/** Reads one `KeyValue` field and appends it. */
export function readAttributes(reader: WireReader, tag: number, limit: number, into: KeyValue[], depth = 0): void {
  const end = reader.part(tag, limit, 'KeyValue');
  let key = '';
  let value: AttributeValue = null;
  while (reader.position < end) {
    const field = reader.tag('KeyValue');
    switch (field >>> 3) {
      case 1: key = reader.key(field, end, 'KeyValue.key'); break;
      case 2: value = readValue(reader, reader.end(field, end, 'KeyValue.value'), depth); break;
      default: reader.skip(field, end, 'KeyValue');
    }
  }
  reader.finish(end, 'KeyValue');
  into.push({ key, value });
}

function readValue(reader: WireReader, end: number, depth: number): AttributeValue {
  if (depth > MAX_VALUE_DEPTH) throw new MalformedOtlpError('AnyValue', `values nest deeper than ${MAX_VALUE_DEPTH} levels`);
  let value: AttributeValue = null;
  while (reader.position < end) {
    const tag = reader.tag('AnyValue');
    switch (tag >>> 3) {
      case 1: value = reader.string(tag, end, 'AnyValue.string_value'); break;
      case 2:
        reader.expect(tag, VARINT, 'AnyValue.bool_value');
        value = reader.varint32('AnyValue.bool_value') !== 0;
        break;
      case 3:
        reader.expect(tag, VARINT, 'AnyValue.int_value');
        value = reader.int64('AnyValue.int_value');
        break;
      case 4: value = reader.double(tag, 'AnyValue.double_value'); break;
      case 5: value = readArray(reader, reader.end(tag, end, 'AnyValue.array_value'), depth + 1); break;
      case 6: value = { entries: readEntries(reader, reader.end(tag, end, 'AnyValue.kvlist_value'), depth + 1) }; break;
      case 7: value = reader.bytes(tag, end, 'AnyValue.bytes_value'); break;
      default: reader.skip(tag, end, 'AnyValue');
    }
  }
  reader.finish(end, 'AnyValue');
  return value;
}

function readArray(reader: WireReader, end: number, depth: number): AttributeValue[] {
  const values: AttributeValue[] = [];
  while (reader.position < end) {
    const tag = reader.tag('ArrayValue');
    if (tag >>> 3 === 1) values.push(readValue(reader, reader.part(tag, end, 'ArrayValue.values'), depth));
    else reader.skip(tag, end, 'ArrayValue');
  }
  reader.finish(end, 'ArrayValue');
  return values;
}

function readEntries(reader: WireReader, end: number, depth: number): KeyValue[] {
  const entries: KeyValue[] = [];
  while (reader.position < end) {
    const tag = reader.tag('KeyValueList');
    if (tag >>> 3 === 1) readAttributes(reader, tag, end, entries, depth);
    else reader.skip(tag, end, 'KeyValueList');
  }
  reader.finish(end, 'KeyValueList');
  return entries;
}

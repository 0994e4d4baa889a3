import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ChatAdapter } from '../adapter/chat-adapter.ts';
import { parseType } from '../signature/parse-type.ts';
import { parseValue } from '../signature/parse-value.ts';
import { ensureSignature, signature } from '../signature/signature.ts';
import { typeName } from '../signature/type-name.ts';
import { Audio } from './audio.ts';
import { Code } from './code.ts';
import { Document } from './document.ts';
import { File } from './file.ts';
import { History } from './history.ts';
import { Image } from './image.ts';
import { writeSavedPart } from './saved-part.ts';
import { ToolCalls } from './tool-calls.ts';

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10);
const PNG_URL = 'data:image/png;base64,iVBORw0KGgo=';
const adapter = new ChatAdapter();

function contentOf(fields: string, inputs: Record<string, unknown>): unknown {
  return adapter.format(ensureSignature<string>(`${fields} -> answer`), [], inputs)[1]?.content;
}

function read(type: string, written: unknown): unknown {
  const parsed = parseValue(parseType(type), written);
  return parsed.ok ? parsed.value : parsed.issues.map((issue) => issue.message);
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dspy-types-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('Image', () => {
  test.each([
    [new Image('https://example.org/a.png'), 'https://example.org/a.png'],
    [Image.fromBytes(PNG), PNG_URL],
    ['http://127.0.0.1/a.png', 'http://127.0.0.1/a.png'],
    [PNG, PNG_URL],
    [{ url: PNG_URL }, PNG_URL],
    [writeSavedPart({ type: 'image_url', image_url: { url: PNG_URL } }), PNG_URL],
  ])('%# becomes a part of the message', (value, url) => {
    expect(contentOf('image: dspy.Image', { image: value })).toEqual([
      { type: 'text', text: '[[ ## image ## ]]\n' },
      { type: 'image', url },
      { type: 'text', text: expect.stringMatching(/^\n\n/) },
    ]);
    expect(read('Image', value)).toEqual(new Image(url));
  });

  test('in a list stands where JSON would have a string', () => {
    const parts = contentOf('images: list[Image]', { images: [new Image('http://127.0.0.1/a.png'), new Image(PNG_URL)] });
    expect(parts).toEqual([
      { type: 'text', text: '[[ ## images ## ]]\n["' },
      { type: 'image', url: 'http://127.0.0.1/a.png' },
      { type: 'text', text: '", "' },
      { type: 'image', url: PNG_URL },
      { type: 'text', text: expect.stringMatching(/^"\]\n\n/) },
    ]);
  });

  test.each(['/etc/passwd', 'file:///etc/passwd', 'javascript:alert(1)', '', 'data:image/png,raw', 'data:image/png;base64,***'])('%j is none, and no file is read', (text) => {
    expect(() => new Image(text)).toThrow('load a local file with Image.fromFile(path)');
    expect(() => contentOf('image: Image', { image: text })).toThrow('field "image" (Image)');
  });

  test('from a file is known by its first bytes, then by its name', async () => {
    await writeFile(join(folder, 'a.bin'), PNG);
    await writeFile(join(folder, 'b.svg'), '<svg/>');
    await writeFile(join(folder, 'c.bin'), 'text');
    expect((await Image.fromFile(join(folder, 'a.bin'))).url).toBe(PNG_URL);
    expect((await Image.fromFile(join(folder, 'b.svg'))).url).toBe('data:image/svg+xml;base64,PHN2Zy8+');
    await expect(Image.fromFile(join(folder, 'c.bin'))).rejects.toThrow('no known kind of image');
  });

  test('in a worked example and in an earlier turn is a part, too', () => {
    const made = signature('history: History, image: Image -> answer');
    const image = new Image(PNG_URL);
    const messages = adapter.format(made, [{ image, answer: 'a' }], { history: new History([{ image, answer: 'b' }]), image });
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user', 'assistant', 'user']);
    for (const index of [1, 3, 5]) expect(messages[index]?.content).toContainEqual({ type: 'image', url: PNG_URL });
  });

  test('is short as text, and its address as JSON', () => {
    expect(String(new Image(PNG_URL))).toBe('Image(image/png, 12 characters of base64)');
    expect(JSON.stringify({ image: new Image('https://example.org/a.png') })).toBe('{"image":"https://example.org/a.png"}');
  });
});

describe('Audio and File', () => {
  test('become parts of the message', async () => {
    await writeFile(join(folder, 'a.txt'), 'x');
    await writeFile(join(folder, 'a.wav'), 'RIFF');
    const parts = contentOf('file: File, audio: Audio', { file: await File.fromFile(join(folder, 'a.txt')), audio: await Audio.fromFile(join(folder, 'a.wav')) });
    expect(parts).toEqual([
      { type: 'text', text: '[[ ## file ## ]]\n' },
      { type: 'file', data: 'data:text/plain;base64,eA==', mediaType: 'text/plain', filename: 'a.txt' },
      { type: 'text', text: '\n\n[[ ## audio ## ]]\n' },
      { type: 'audio', data: 'UklGRg==', mediaType: 'audio/wav' },
      { type: 'text', text: expect.any(String) },
    ]);
  });

  test('are read from what Python saved, from JSON and from data URLs', () => {
    const audio = new Audio({ data: 'UklGRg==', format: 'x-wav' });
    expect(audio.format).toBe('wav');
    for (const value of [audio.toJSON(), { data: 'UklGRg==', audio_format: 'wav' }, writeSavedPart(Audio.signatureType.save?.(audio) ?? {})]) expect(read('Audio', value)).toEqual(audio);
    const file = File.fromBytes(PNG, { filename: 'a' });
    for (const value of [file.toJSON(), file, writeSavedPart(File.signatureType.save?.(file) ?? {})]) expect(read('File', value)).toEqual(file);
  });

  test.each([
    ['Audio', 'not base64!'],
    ['Audio', PNG_URL],
    ['Audio', { data: '%', format: 'wav' }],
    ['File', '/etc/passwd'],
    ['File', { file_id: 'file-1' }],
    ['File', 5],
  ])('%s: %j is refused', (type, value) => {
    expect(read(type, value)).toEqual([expect.stringMatching(/Audio|File/)]);
  });
});

describe('Code', () => {
  test.each([
    ['x = 1', 'x = 1'],
    ['```python\nx = 1\n```', 'x = 1'],
    ['Here you are:\n```py\n\n  if x:\n    y\n```\nDone.', '  if x:\n    y'],
    ['```x = 1```', 'x = 1'],
    ['````md\n```js\n1\n```\n````', '```js\n1\n```'],
    ['```python\nx = 1', 'x = 1'],
  ])('%j holds %j', (written, code) => {
    expect(read('Code', written)).toEqual(new Code(code));
  });

  test('has a language, which the model is told', () => {
    const made = signature('task -> program: Code[java], script: Code["c++"]');
    expect(made.outputFields.map((output) => typeName(output.type))).toEqual(['Code_java', 'Code_c++']);
    const [system] = adapter.format(made, [], { task: 't' });
    expect(system?.content).toContain('Program text in java');
    expect(system?.content).toContain('{program}\n\n[[ ## script ## ]]\n{script}\n');
    const parsed = adapter.parse(made, '[[ ## program ## ]]\n```java\nint x;\n```\n[[ ## script ## ]]\n1');
    expect(parsed).toEqual({ program: new Code('int x;', 'java'), script: new Code('1', 'c++') });
  });

  test('needs a name in its brackets', () => {
    expect(() => parseType('Code[5]')).toThrow('expected a name or a quoted text');
    expect(() => parseType('Image[png]')).toThrow('"Image" takes no types in brackets');
  });
});

test('a Document is its text under its title, a PDF a file', () => {
  expect(contentOf('source: Document', { source: new Document({ data: 'Text.', title: 'Title' }) })).toMatch(/^\[\[ ## source ## \]\]\nTitle\n\nText\.\n\n/);
  expect(contentOf('source: Document', { source: { data: 'JVBERg==', media_type: 'application/pdf' } })).toContainEqual({ type: 'file', data: 'data:application/pdf;base64,JVBERg==', mediaType: 'application/pdf', filename: undefined });
  expect(() => new Document({ data: 'no base64', mediaType: 'application/pdf' })).toThrow('base64');
});

describe('ToolCalls', () => {
  const CALL = { name: 'add', args: { x: 1 } };

  test.each([
    ['{"tool_calls": [{"name": "add", "args": {"x": 1}}]}', [CALL]],
    ['[{"name": "add", "args": {"x": 1}}]', [CALL]],
    ["Here: {'name': 'add', 'arguments': {'x': 1}}", [CALL]],
    [{ tool_calls: [{ id: 'c1', function: { name: 'add', arguments: '{"x": 1' } }] }, [{ id: 'c1', ...CALL }]],
    ['{"tool_calls": [{"name": "add", "args": "nonsense"}]}', [{ name: 'add', args: {}, invalidArgs: 'nonsense' }]],
    ['{"tool_calls": []}', []],
  ])('%j', (written, calls) => {
    expect(read('ToolCalls', written)).toEqual(new ToolCalls(calls));
  });

  test.each(['call add', '{"tool_calls": [{"args": {}}]}', '5'])('%j is refused', (written) => {
    expect(read('ToolCalls', written)).toEqual([expect.stringContaining('name and args')]);
  });

  test('are saved with their results as Python saves them', () => {
    const calls = new ToolCalls([{ id: 'c1', ...CALL }]).withResults([{ callId: 'c1', name: 'add', value: 6, isError: false }]);
    const json: unknown = JSON.parse(JSON.stringify(calls));
    expect(json).toEqual({ tool_calls: [CALL], tool_call_results: { tool_call_results: [{ call_id: 'c1', name: 'add', value: 6, is_error: false }] } });
    expect(read('ToolCalls', json)).toEqual(new ToolCalls([CALL], calls.results));
  });
});

test('a History is a list of turns', () => {
  const turns = [{ question: 'q', answer: 'a' }];
  expect(read('History', turns)).toEqual(new History(turns));
  expect(read('History', { messages: turns })).toEqual(new History(turns).with());
  expect(read('History', ['q'])).toEqual(['turn 0 of a History has to be an object with values by field name']);
});

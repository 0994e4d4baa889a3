import { expect, test } from '@jest/globals';

import { ENDPOINTS } from './endpoints.ts';
import { openApiDocument } from './openapi.ts';

const document = openApiDocument(ENDPOINTS);
const text = JSON.stringify(document);

test('every reference of the document leads somewhere', () => {
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
  const { schemas } = document['components'] as { schemas: Record<string, unknown> };
  expect(references.length).toBeGreaterThan(20);
  expect(references.filter((name) => !Object.hasOwn(schemas, name ?? ''))).toEqual([]);
  expect(text).not.toContain('$defs');
});

test('names every operation once, with its parameters', () => {
  const operations = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, name]) => name);
  expect(new Set(operations).size).toBe(ENDPOINTS.length);
  const paths = document['paths'] as Record<string, Record<string, { parameters: { name: string }[] }>>;
  expect(paths['/api/traces/{id}/spans/{spanId}']?.['get']?.parameters).toEqual([
    { name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^[0-9a-f]{32}$' } },
    { name: 'spanId', in: 'path', required: true, schema: { type: 'string', pattern: '^[0-9a-f]{16}$' } },
  ]);
  expect(paths['/api/analysis/usage']?.['get']?.parameters).toContainEqual({ name: 'by', in: 'query', required: true, schema: { type: 'string', enum: ['model', 'service', 'version', 'day', 'session', 'user', 'program'] } });
});

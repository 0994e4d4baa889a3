import type { z } from 'zod';

import type { AnnotationInput, Annotations } from '../../../contract/annotation.ts';
import type { Comparison } from '../../../contract/comparison.ts';
import { request, requestText } from './request.ts';

export type AnnotationList = z.infer<typeof Annotations>['annotations'];

export function fetchComparison(a: string, b: string, signal: AbortSignal): Promise<Comparison> {
  return request(`/api/compare?${new URLSearchParams({ a, b })}`, { signal });
}

/** A trace as Markdown, to paste into an issue or a prompt. */
export function fetchMarkdown(traceId: string): Promise<string> {
  return requestText(`/api/traces/${traceId}/markdown`, {});
}

export function setPinned(traceId: string, pinned: boolean): Promise<unknown> {
  return request(`/api/traces/${traceId}/pin`, { method: pinned ? 'PUT' : 'DELETE' });
}

export function deleteTrace(traceId: string): Promise<unknown> {
  return request(`/api/traces/${traceId}`, { method: 'DELETE' });
}

export function fetchAnnotations(traceId: string, signal: AbortSignal): Promise<{ readonly annotations: AnnotationList }> {
  return request(`/api/traces/${traceId}/annotations`, { signal });
}

/** Says something about a trace; what was said under the name before is replaced. */
export function annotate(traceId: string, name: string, input: z.input<typeof AnnotationInput>): Promise<unknown> {
  return request(`/api/traces/${traceId}/annotations/${encodeURIComponent(name)}`, { method: 'PUT', body: JSON.stringify(input) });
}

export function takeBack(traceId: string, name: string): Promise<unknown> {
  return request(`/api/traces/${traceId}/annotations/${encodeURIComponent(name)}`, { method: 'DELETE' });
}

/** Takes a file as the export writes it, also one that gzip compressed. All of it or nothing. */
export function importTraces(file: File): Promise<{ readonly spans: number }> {
  return request('/api/import', { method: 'POST', body: file, ...(file.name.endsWith('.gz') && { headers: { 'content-encoding': 'gzip' } }) });
}

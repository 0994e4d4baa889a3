export { DSPY_LIVE, LiveSpanProcessor, type LiveSpanProcessorOptions } from './sdk/live-span-processor.ts';
export { type SDKOptions, startSDK } from './sdk/start-sdk.ts';
export { OTLPExporter, type OTLPExporterOptions, type OTLPProtocol } from './sdk/otlp-exporter.ts';

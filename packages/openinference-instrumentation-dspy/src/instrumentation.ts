import { addObserver } from '@dspy-otel/dspy';
import { InstrumentationBase } from '@opentelemetry/instrumentation';
import { resolveSettings, type DSPyInstrumentationConfig, type SpanSettings } from './config.ts';
import { GenAIMetrics } from './gen-ai-metrics.ts';
import { SpanObserver } from './span-observer.ts';
import { SCOPE_NAME, SCOPE_VERSION } from './version.ts';

/**
 * Spans for everything a DSPy program does. It patches nothing: the runtime announces its operations, and this is one
 * observer of them, so it works however the program is loaded, and in every copy of a bundler's output.
 *
 * ```ts
 * import { createFetchInstrumentation, DSPyInstrumentation } from '@dspy-otel/openinference-instrumentation-dspy';
 * import { registerInstrumentations } from '@opentelemetry/instrumentation';
 *
 * registerInstrumentations({ instrumentations: [new DSPyInstrumentation(), createFetchInstrumentation()] });
 * ```
 */
export class DSPyInstrumentation extends InstrumentationBase<DSPyInstrumentationConfig> {
  // The base class calls setConfig and enable from its constructor: an initial value here would undo what they did.
  declare private settings: SpanSettings;
  declare private metrics: GenAIMetrics | undefined;
  declare private removeObserver: (() => void) | undefined;

  constructor(config: DSPyInstrumentationConfig = {}) {
    super(SCOPE_NAME, SCOPE_VERSION, config);
  }

  protected override init(): void {}

  override setConfig(config: DSPyInstrumentationConfig): void {
    super.setConfig(config);
    this.settings = resolveSettings(config);
  }

  protected override _updateMetricInstruments(): void {
    this.metrics = GenAIMetrics.of(this.meter);
  }

  override enable(): void {
    super.enable();
    this.removeObserver ??= addObserver(new SpanObserver(() => ({ tracer: this.tracer, settings: this.settings, metrics: this.metrics })));
  }

  override disable(): void {
    super.disable();
    this.removeObserver?.();
    this.removeObserver = undefined;
  }
}

// Any Node program with DSPy in it: no server of ours. `register` is imported by its name, as users do.
import '@dspy-otel/openinference-instrumentation-dspy/register';
import { context, LM, Predict } from '@dspy-otel/dspy';

const lm = new LM('openai/gpt-4o-mini', { apiBase: process.env['API_BASE'], apiKey: 'sk-none', cache: false });
const { answer } = await context({ lm }, () => new Predict('question -> answer').call({ question: 'What is the capital of France?' }));
console.log(answer);

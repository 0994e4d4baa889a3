import {
  type Adapter,
  BaseLM,
  BestOfN,
  ChainOfThought,
  ColBERTv2,
  ContextWindowExceededError,
  ChatAdapter,
  context,
  History,
  Image,
  JSONAdapter,
  LMAuthError,
  type LMOutput,
  type LMResponse,
  Module,
  MultiChainComparison,
  Parallel,
  Predict,
  Prediction,
  ReAct,
  ReActV2,
  Retrieve,
  RetrieverError,
  signature,
  streamify,
  Tool,
  ToolCalls,
  TwoStepAdapter,
  XMLAdapter,
} from '@dspy-otel/dspy';
import { chatAnswer } from '../../dspy/test-fixtures/scripted-lm.ts';

/** What a model says, or fails with. */
type Saying = string | Partial<LMOutput> | Error;

/** Answers in turn, the last answer again and again. Called `LM` as in the recordings. */
class LM extends BaseLM {
  readonly #sayings: readonly Saying[];
  #asked = 0;

  constructor(sayings: readonly Saying[]) {
    super('openai/gpt-4o-mini', {});
    this.#sayings = sayings;
  }

  protected override async forward(): Promise<LMResponse> {
    const saying = this.#sayings[Math.min(this.#asked++, this.#sayings.length - 1)] ?? '';
    if (saying instanceof Error) throw saying;
    return { outputs: [{ text: '', finishReason: 'stop', ...(typeof saying === 'string' ? { text: saying } : saying) }], model: this.model, cacheHit: false };
  }
}

/** As in the recordings; answers, or fails where it says so. */
class FakeColBERTv2 extends ColBERTv2 {
  readonly #error: Error | undefined;

  constructor(error?: Error) {
    super({ url: 'http://127.0.0.1:1' });
    this.#error = error;
  }

  protected override async search() {
    if (this.#error) throw this.#error;
    return [{ text: 'Paris | Paris is the capital of France.' }];
  }
}
Object.defineProperty(FakeColBERTv2, 'name', { value: 'ColBERTv2' });

const QA = signature('question -> answer');
const QUESTION = { question: 'What is the capital of France?' };
const ANSWER = chatAnswer({ reasoning: 'r', answer: 'a', draft: 'd', rationale: 'x' });
const JSON_ANSWER = '{"reasoning": "r", "answer": "a"}';
const XML_ANSWER = '<answer>a</answer>';
const UNREADABLE = 'I forgot the form.';
const refused = new LMAuthError('wrong key', { model: 'openai/gpt-4o-mini' });
const down = new RetrieverError('down', { retriever: 'ColBERTv2' });
const tooLong = new ContextWindowExceededError('too long', { model: 'openai/gpt-4o-mini' });

class MyRAG extends Module<typeof QA> {
  readonly retrieve = new Retrieve({ k: 3 });
  readonly respond = new ChainOfThought('context: list[str], question -> answer');

  override async forward({ question }: { question: string }): Promise<Prediction<{ answer: string }>> {
    const { passages } = await this.retrieve.call({ query: question });
    const { answer } = await this.respond.call({ context: passages, question });
    return new Prediction({ answer });
  }
}

class Leaf extends Module<typeof QA> {
  readonly predict = new Predict(QA);

  override forward(inputs: { question: string }): Promise<Prediction<{ answer: string }>> {
    return this.predict.call(inputs);
  }
}

class Middle extends Module<typeof QA> {
  readonly leaf = new Leaf();
  readonly summarize = new ChainOfThought('text -> answer');

  override async forward(inputs: { question: string }): Promise<Prediction<{ answer: string }>> {
    const { answer } = await this.leaf.call(inputs);
    return this.summarize.call({ text: answer });
  }
}

class Outer extends Module {
  readonly middle = new Middle();

  override async forward(): Promise<Prediction<object>> {
    // One at a time, so that the order of spans is that of Python with one thread.
    const { results } = await new Parallel({ numThreads: 1 }).call([0, 1].map(() => [this.middle, QUESTION] as const));
    return new Prediction({ results });
  }
}

class AsyncRAG extends Module {
  readonly respond = new ChainOfThought(QA);

  override async forward(): Promise<Prediction<object>> {
    return new Prediction({ results: await Promise.all([0, 1].map(() => this.respond.call(QUESTION))) });
  }
}

class Bad extends Module {
  readonly predict = new Predict(QA);

  override async forward(): Promise<Prediction<object>> {
    await this.predict.call(QUESTION);
    throw new Error('a program of one’s own fails');
  }
}

class Plain extends Module {
  readonly leaf = new Predict(QA);

  override forward(): Promise<Prediction<object>> {
    return this.leaf.call(QUESTION);
  }
}

class Str extends Module {
  readonly plain = new Plain();

  override forward(): Promise<Prediction<object>> {
    return this.plain.call({});
  }
}

const step = (tool: string, args: object): string => chatAnswer({ next_thought: 't', next_tool_name: tool, next_tool_args: JSON.stringify(args) });
const jsonStep = (tool: string, args: object): string => JSON.stringify({ next_thought: 't', next_tool_name: tool, next_tool_args: args });
const calling = (name: string, args: object): string => chatAnswer({ next_thought: 't', tool_calls: JSON.stringify({ tool_calls: [{ name, args }] }) });
const add = new Tool({ name: 'add', description: 'Adds.', parameters: { x: 'int', y: 'int' }, func: ({ x, y }) => x + y });
const getWeather = new Tool({ name: 'get_weather', description: 'Tells the weather.', parameters: { city: 'str' }, func: ({ city }) => `Sunny in ${city}` });
const failing = (name: string): Tool =>
  new Tool({
    name,
    description: 'Fails.',
    parameters: { city: 'str' },
    func: () => {
      throw new Error('down');
    },
  });
const SUM = { x: 2, y: 2 };
const CITY = { city: 'Paris' };

type Run = () => Promise<unknown>;
/** Recordings with the same structure. */
export interface Group {
  readonly cases: readonly string[];
  readonly run: Run;
  readonly says?: readonly Saying[];
  readonly adapter?: (lm: BaseLM) => Adapter;
  readonly rm?: ColBERTv2;
  readonly noModel?: boolean;
}

const named = (name: string) => signature({ name, inputs: { question: 'str' }, outputs: { answer: 'str' } });
const ask: Run = () => new Predict(QA).call(QUESTION);
const think: Run = () => new ChainOfThought(QA).call(QUESTION);
const chat: Run = () => new Predict(signature({ name: 'HistSig', inputs: { history: History, question: 'str' }, outputs: { answer: 'str' } })).call({ history: new History([]), ...QUESTION });
const twice = (run: Run): Run => async () => [await run(), await run()];
const react = (...tools: Tool[]): Run => () => new ReAct(QA, { tools }).call(QUESTION);
const json = (): Adapter => new JSONAdapter();
const twoStep = (lm: BaseLM): Adapter => new TwoStepAdapter(lm);

async function streamed(run: () => AsyncIterable<unknown>): Promise<void> {
  for await (const _ of run());
}

/** The programs of the recordings, those together that have the same structure. */
export const GROUPS: readonly Group[] = [
  {
    cases: ['a_predict', 'a_predict_async', 'a_predict_config', 'a_predict_context_attrs', 'a_predict_lm_kwargs', 'a_predict_missing_extra_inputs', 'a_predict_wrong_type_input', 'a_litellm_engine', 'b_inline_types', 'b_list_in_str_field', 'o_err_429_recover', 'o_err_500_recover_async', 'r_traceconfig_hide'],
    run: ask,
  },
  { cases: ['p_stream_raw'], run: () => streamed(() => streamify(new Predict(QA))(QUESTION)) },
  { cases: ['p_stream_malformed'], run: () => streamed(() => streamify(new Predict(QA))(QUESTION)), says: [UNREADABLE] },
  { cases: ['a_predict_cached'], run: twice(twice(ask)) },
  { cases: ['a_lm_direct'], run: twice(() => new LM(['hi']).call('hello')) },
  { cases: ['a_predict_no_lm'], run: ask, noModel: true },
  { cases: ['a_predict_usage', 'c_cot', 'c_cot_async', 'l_demos_chat'], run: think },
  { cases: ['p_stream_listener'], run: () => streamed(() => streamify(new ChainOfThought(QA))(QUESTION)) },
  { cases: ['a_reasoning_model'], run: twice(think) },
  { cases: ['a_responses_model_type', 'o_err_429_noretry', 'o_err_conn'], run: ask, says: [refused] },
  { cases: ['o_err_401', 'o_err_403', 'o_err_429', 'o_err_500', 'o_err_ctx'], run: think, says: [refused] },
  { cases: ['b_typed_chat', 'b_typed_chat_nohint'], run: () => new Predict(named('ExtractInfo')).call(QUESTION) },
  { cases: ['d_colbert_post'], run: twice(() => new FakeColBERTv2().call('q', 3)) },
  { cases: ['d_colbert_simplify'], run: () => new FakeColBERTv2(down).call('q', 3) },
  { cases: ['d_myrag'], run: () => new MyRAG().call(QUESTION), rm: new FakeColBERTv2() },
  { cases: ['p_stream_status_rag'], run: () => streamed(() => streamify(new MyRAG())(QUESTION)), rm: new FakeColBERTv2() },
  { cases: ['d_myrag_no_rm'], run: () => new MyRAG().call(QUESTION) },
  { cases: ['d_myrag_rm_error'], run: () => new MyRAG().call(QUESTION), rm: new FakeColBERTv2(down) },
  { cases: ['e_react_async'], run: react(getWeather, failing('get_population')), says: [step('get_weather', CITY), step('get_population', CITY), step('finish', {}), ANSWER] },
  { cases: ['e_react_sync'], run: react(failing('get_weather'), failing('get_population')), says: [step('get_weather', CITY), step('get_population', CITY), step('finish', {}), ANSWER] },
  { cases: ['e_react_sync_conv'], run: react(getWeather, add), says: [step('get_weather', CITY), step('add', SUM), step('finish', {}), ANSWER] },
  { cases: ['e_react_json'], run: react(add, failing('get_population')), adapter: json, says: [jsonStep('add', SUM), jsonStep('get_population', CITY), jsonStep('finish', {}), JSON_ANSWER] },
  { cases: ['e_react_ctx'], run: react(add), says: [tooLong] },
  {
    cases: ['e_tool_direct'],
    run: async () => {
      await add.call(SUM);
      await new Tool({ name: 'add', description: 'Adds.', parameters: {}, func: () => Promise.reject(new Error('no')) }).call({});
    },
  },
  {
    cases: ['f_reactv2_chat', 'f_reactv2_native'],
    run: () => new ReActV2(QA, { tools: [add, failing('get_population')] }).call(QUESTION),
    says: [calling('add', SUM), calling('get_population', CITY), calling('submit', { answer: 'a' })],
  },
  {
    cases: ['f_toolcalls_predict'],
    run: () => new Predict(signature({ name: 'ToolSig', inputs: { question: 'str' }, outputs: { calls: ToolCalls } })).call(QUESTION),
    adapter: json,
    says: ['{"calls": {"tool_calls": []}}'],
  },
  { cases: ['g_mcc'], run: () => new MultiChainComparison(QA, { M: 1 }).call({ ...QUESTION, completions: [{ reasoning: 'r', answer: 'a' }] }) },
  { cases: ['h_bestofn'], run: () => new BestOfN(new ChainOfThought(QA), { N: 3, rewardFn: () => 0, threshold: 1 }).call(QUESTION) },
  { cases: ['j_async_gather'], run: () => new AsyncRAG().call({}) },
  { cases: ['j_batch'], run: () => new Leaf().batch([QUESTION, QUESTION], { numThreads: 1 }) },
  { cases: ['j_nested_parallel_1thread'], run: () => new Outer().call({}) },
  { cases: ['j_parallel_error'], run: () => new Leaf().batch([QUESTION, QUESTION], { numThreads: 1 }), says: [ANSWER, refused] },
  { cases: ['k_simple_json'], run: ask, adapter: json, says: [JSON_ANSWER] },
  { cases: ['k_simple_xml'], run: ask, adapter: () => new XMLAdapter(), says: [XML_ANSWER] },
  { cases: ['k_simple_twostep'], run: ask, adapter: twoStep },
  { cases: ['k_typed_json'], run: () => new Predict(named('ExtractInfo')).call(QUESTION), adapter: json, says: [JSON_ANSWER] },
  { cases: ['k_typed_xml'], run: () => new Predict(named('ExtractInfo')).call(QUESTION), adapter: () => new XMLAdapter(), says: [XML_ANSWER] },
  { cases: ['k_typed_twostep'], run: () => new Predict(named('ExtractInfo')).call(QUESTION), adapter: twoStep },
  { cases: ['l_demos_json', 'p_stream_json'], run: think, adapter: json, says: [JSON_ANSWER] },
  { cases: ['l_demos_twostep'], run: think, adapter: twoStep },
  { cases: ['m_history_chat'], run: chat },
  { cases: ['m_history_json'], run: chat, adapter: json, says: [JSON_ANSWER] },
  { cases: ['n_image_data'], run: () => new Predict(signature({ name: 'ImgSig', inputs: { image: Image }, outputs: { answer: 'str' } })).call({ image: new Image('https://example.org/a.png') }) },
  { cases: ['n_image_url'], run: () => new Predict(named('S')).call(QUESTION) },
  { cases: ['o_badtype', 'o_empty', 'o_malformed_always', 'o_missing_field'], run: ask, says: [UNREADABLE] },
  { cases: ['o_malformed_fallback'], run: ask, says: [UNREADABLE, JSON_ANSWER] },
  { cases: ['o_malformed_json'], run: ask, adapter: json, says: [UNREADABLE] },
  { cases: ['o_malformed_nofallback'], run: ask, adapter: () => new ChatAdapter({ useJsonAdapterFallback: false }), says: [UNREADABLE] },
  { cases: ['o_malformed_xml'], run: ask, adapter: () => new XMLAdapter(), says: [UNREADABLE] },
  { cases: ['o_user_error'], run: () => new Bad().call({}) },
  { cases: ['r_custom_predict_subclass'], run: () => new Str().call({}) },
];

/** Runs a program under the settings of its recording. It may fail: that is in its tree. */
export async function runGroup({ run, says = [ANSWER], adapter, rm, noModel = false }: Group): Promise<void> {
  const lm = new LM(says);
  await context({ ...(noModel ? {} : { lm }), ...(adapter && { adapter: adapter(lm) }), ...(rm && { rm }) }, run).catch(() => undefined);
}

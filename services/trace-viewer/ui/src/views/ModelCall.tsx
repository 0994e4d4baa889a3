import type { SpanDetail } from '../../../contract/trace.ts';
import { CopyButton } from '../components/CopyButton.tsx';
import { JsonText } from '../components/Json.tsx';
import { MessageCard } from '../components/MessageCard.tsx';
import { Section } from '../components/Section.tsx';
import { TokenBar } from '../components/TokenBar.tsx';
import { costFormula } from '../model/cost.ts';
import { readParameters, readTools } from '../model/facts.ts';
import { copyableText, type Conversation, type Message } from '../model/messages.ts';
import { formatCount, plural } from '../model/numbers.ts';
import { pairToolResults } from '../model/tool-results.ts';
import { readTokens } from '../model/usage.ts';
import { Facts, PayloadSection } from './SpanContent.tsx';

const NO_RESULTS: readonly Message[] = [];

/** Prompt and answer of a language model as the conversation that they are. */
export function ModelCall({ span, conversation }: { readonly span: SpanDetail; readonly conversation: Conversation }) {
  const tokens = readTokens(span);
  const parameters = readParameters(span.attrs);
  const tools = readTools(span.attrs);
  const { input, output } = conversation;
  const prompt = (): string => input.map((message) => `${message.role}:\n${copyableText(message)}`).join('\n\n');
  return (
    <>
      {(tokens !== null || parameters.length > 0) && (
        <section className="section call-facts" aria-label="Tokens and parameters">
          {tokens !== null && <TokenBar tokens={tokens} cost={span.usage.cost} formula={costFormula(span.attrs, tokens)} />}
          {parameters.length > 0 && <Facts facts={parameters} inline />}
        </section>
      )}
      {input.length > 0 && (
        <Section title="Prompt" note={plural(input.length, 'message')} actions={<CopyButton text={prompt} what="prompt" />}>
          <div className="conversation">
            {pairToolResults(input).map((paired) => <MessageCard key={paired.message.key} {...paired} truncated={span.truncated} />)}
          </div>
        </Section>
      )}
      {output.length > 0 ? (
        <Section title="Answer" {...(output.length > 1 && { note: plural(output.length, 'choice') })}>
          <div className="conversation">
            {output.map((message) => <MessageCard key={message.key} message={message} results={NO_RESULTS} truncated={span.truncated} />)}
          </div>
        </Section>
      ) : <PayloadSection span={span} side="output" title="Answer" />}
      {tools.length > 0 && (
        <Section title="Tools offered" note={formatCount(tools.length)}>
          <div className="tool-schemas">
            {tools.map((tool) => (
              <details key={tool.name}>
                <summary><code>{tool.name}</code> <span className="muted">{tool.description}</span></summary>
                <JsonText json={tool.schema} />
              </details>
            ))}
          </div>
        </Section>
      )}
    </>
  );
}

import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import './Markdown.css';

/** Headings would break into the page's own; pictures would be fetched from elsewhere. */
const COMPONENTS: Components = {
  h1: Heading, h2: Heading, h3: Heading, h4: Heading, h5: Heading, h6: Heading,
  img: ({ alt, src }) => <code className="muted">[image {alt} {src}]</code>,
  // What leads elsewhere than to http, https or mail comes without its address.
  a: ({ href = '', children }) => href === '' ? <>{children}</> : <a href={href} target="_blank" rel="noopener noreferrer">{children}</a>,
  input: ({ checked }) => <span aria-hidden="true">{checked === true ? '☑' : '☐'} </span>,
};

function Heading({ children }: { readonly children?: React.ReactNode }) {
  return <p className="markdown-heading">{children}</p>;
}

/** Markdown as it is meant. HTML in it stays text, and links lead only to http, https and mail. */
export function Markdown({ text }: { readonly text: string }) {
  return <div className="markdown"><ReactMarkdown remarkPlugins={[remarkGfm]} components={COMPONENTS}>{text}</ReactMarkdown></div>;
}

import type { Exception } from '../model/exceptions.ts';
import { plural } from '../model/numbers.ts';
import { CopyButton } from './CopyButton.tsx';
import { Icon } from './Icon.tsx';
import { LongText } from './LongText.tsx';
import './Exceptions.css';

/** What went wrong, before anything else is said. */
export function Exceptions({ exceptions }: { readonly exceptions: readonly Exception[] }) {
  return (
    <div className="exceptions">
      {exceptions.map((exception, index) => (
        <section key={index} className="exception" aria-label={`Exception ${exception.type}`}>
          <header>
            <Icon name="cross" />
            <h3>{exception.type}</h3>
            <CopyButton text={[`${exception.type}: ${exception.message}\n${exception.stack}`, ...exception.causes.map(({ stack }) => `Caused by: ${stack}`)].join('\n')} what="exception" />
          </header>
          {exception.message !== '' && <LongText text={exception.message.trim()} maxLines={10} />}
          <Stack stack={exception.stack} />
          {exception.causes.map((cause, place) => (
            <div key={place} className="exception-cause">
              <p><span className="muted">caused by</span> <strong>{cause.type}</strong></p>
              {cause.message !== '' && <LongText text={cause.message} maxLines={10} />}
              <Stack stack={cause.stack} />
            </div>
          ))}
        </section>
      ))}
    </div>
  );
}

function Stack({ stack }: { readonly stack: string }) {
  const text = stack.trim();
  return text !== '' && (
    <details>
      <summary>Stack, {plural(text.split('\n').length, 'line')}</summary>
      <LongText text={text} mono maxLines={200} />
    </details>
  );
}

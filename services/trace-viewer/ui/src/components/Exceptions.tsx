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
            <CopyButton text={`${exception.type}: ${exception.message}\n${exception.stack}`} what="exception" />
          </header>
          {exception.message !== '' && <LongText text={exception.message.trim()} maxLines={10} />}
          {exception.stack !== '' && (
            <details>
              <summary>Stack, {plural(exception.stack.trim().split('\n').length, 'line')}</summary>
              <LongText text={exception.stack.trim()} mono maxLines={200} />
            </details>
          )}
        </section>
      ))}
    </div>
  );
}

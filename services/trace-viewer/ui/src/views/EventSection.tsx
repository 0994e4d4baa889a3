import type { SpanDetail } from '../../../contract/trace.ts';
import { LongText } from '../components/LongText.tsx';
import { Section } from '../components/Section.tsx';
import { asText } from '../model/attributes.ts';
import { isException } from '../model/exceptions.ts';
import { formatCount } from '../model/numbers.ts';
import { formatDuration, msBetween } from '../model/time.ts';

/** What happened during a span, exceptions apart: those stand at the top. */
export function EventSection({ span }: { readonly span: SpanDetail }) {
  const events = span.events.map((event, index) => ({ event, index })).filter(({ event }) => !isException(event));
  if (events.length === 0) return null;
  return (
    <Section title="Events" note={formatCount(events.length)}>
      <ol className="events">
        {events.map(({ event, index }) => (
          <li key={index}>
            <span className="number">+{formatDuration(msBetween(BigInt(span.start), BigInt(event.time)))}</span>
            <div>
              <strong>{event.name}</strong>
              <dl className="facts">
                {Object.entries(event.attrs).map(([name, value]) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd><LongText text={asText(value)} mono maxLines={6} cut={span.truncated.includes(`events[${index}].${name}`)} /></dd>
                  </div>
                ))}
              </dl>
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}

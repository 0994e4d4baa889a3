import type { Context } from 'koa';
import { PAGE_POLICY } from '../security-headers.ts';
import { escapeHTML } from './escape-html.ts';

/** Answers a page. @param main its content, as HTML. */
export function answerPage(ctx: Context, title: string, main: string): void {
  ctx.set('content-security-policy', PAGE_POLICY);
  ctx.type = 'text/html';
  ctx.body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHTML(title)}</title>
<link rel="stylesheet" href="/static/style.css">
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
}

export const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { font-size: 1.5rem; }
li { margin: 0.5rem 0; }
code { font-family: ui-monospace, monospace; }
label, input, button { display: block; font: inherit; margin: 0.5rem 0; }
input { width: 100%; max-width: 24rem; box-sizing: border-box; padding: 0.5rem; }
button { padding: 0.5rem 1rem; }
.error { color: light-dark(#b00020, #ff8a80); }
`;

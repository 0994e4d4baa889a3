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
<link rel="icon" href="data:,">
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

/** Colours as the page has them, which its own style sheet takes from style/tokens.css. */
export const STYLE = `:root { color-scheme: light dark; font: 13px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
body { display: grid; place-items: center; min-height: 100vh; margin: 0; background: light-dark(#f7f8fa, #0c0e12); color: light-dark(#14171c, #e7eaf0); }
main { box-sizing: border-box; width: min(100% - 24px, 340px); padding: 24px; border: 1px solid light-dark(#e4e7ec, #242932); border-radius: 10px; background: light-dark(#ffffff, #12151a); }
h1 { margin: 0 0 16px; font-size: 20px; letter-spacing: -0.015em; }
label { font-weight: 600; }
input, button { box-sizing: border-box; display: block; width: 100%; height: 32px; padding: 0 8px; border-radius: 6px; font: inherit; }
input { margin: 4px 0 16px; border: 1px solid light-dark(#8b93a1, #5b6474); background: light-dark(#ffffff, #12151a); color: inherit; }
button { border: 0; background: light-dark(#2459d6, #2f5fd0); color: #ffffff; font-weight: 500; cursor: pointer; }
:focus-visible { outline: 2px solid light-dark(#2f6bf0, #82aaff); outline-offset: 1px; }
.error { margin: 0 0 16px; color: light-dark(#b42318, #ff8f85); }
`;

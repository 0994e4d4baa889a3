import type { Context } from 'koa';
import { answerPage } from './page.ts';

/** Asks for the token. What the address says of an error is not repeated. */
export function loginPage(ctx: Context): void {
  const error = 'error' in ctx.query ? '<p class="error" role="alert">That is not the key of this server.</p>\n' : '';
  answerPage(
    ctx,
    'Sign in',
    `<h1>Sign in</h1>
${error}<form method="post" action="/login">
<label for="token">API key</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<button type="submit">Sign in</button>
</form>
<script src="/static/login.js"></script>`,
  );
}

/** What a link says after its `#` stays in the browser: it goes along from the form to the page. */
export const LOGIN_SCRIPT = "document.querySelector('form').action += location.hash;\n";

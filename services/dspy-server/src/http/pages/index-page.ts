import type { Context } from 'koa';
import { gatewayPath } from '../../gateways/read-gateways.ts';
import type { Program } from '../../programs/program.ts';
import type { ProjectInfo } from '../openapi.ts';
import { escapeHTML } from './escape-html.ts';
import { answerPage } from './page.ts';

/** What is served, for people. */
export function indexPage(ctx: Context, project: ProjectInfo, programs: Iterable<Program>): void {
  answerPage(
    ctx,
    project.title,
    `<h1>${escapeHTML(project.title)}</h1>
<p>${escapeHTML(project.description)}</p>
<h2>Programs</h2>
<ul>
${[...programs].map(entry).join('\n')}
</ul>
<p><a href="/openapi.json">OpenAPI</a> · <a href="/api/metrics">Metrics</a> · <a href="/health/ready">Health</a></p>`,
  );
}

function entry(program: Program): string {
  const routes = program.apiGateways.length > 0 ? program.apiGateways.map((gateway) => `${gateway.method} ${gatewayPath(gateway, program.name)}`) : [`POST /${program.name}`];
  const fields = program.signature?.toString() ?? 'any object';
  return `<li><strong>${escapeHTML(program.name)}</strong> (${escapeHTML(program.model)})<br>${routes.map((route) => `<code>${escapeHTML(route)}</code>`).join(' ')}<br><small>${escapeHTML(fields)}</small></li>`;
}

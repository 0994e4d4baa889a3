import type { IncomingMessage } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_PATH,
  ATTR_URL_QUERY,
  ATTR_URL_SCHEME,
  ATTR_USER_AGENT_ORIGINAL,
} from '@opentelemetry/semantic-conventions';

/** Parameters of a query whose values are no one's business but the receiver's. */
const SECRET_PARAMETERS: ReadonlySet<string> = new Set([
  'api_key', 'api-key', 'apikey', 'key', 'token', 'access_token', 'id_token', 'refresh_token', 'secret', 'client_secret', 'password', 'auth', 'code', 'signature',
  'sig', 'awsaccesskeyid', 'x-goog-signature', 'x-amz-signature', 'x-amz-credential', 'x-amz-security-token',
]);

const HOST = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/;

/** What OpenTelemetry's conventions say of a request that comes in, told behind proxies by their headers. */
export function requestAttributes({ headers, method = 'GET', url = '/', socket, httpVersion }: IncomingMessage): Attributes {
  const question = url.indexOf('?');
  const forwarded = headers.forwarded;
  const [, address, port] = HOST.exec(ofForwarded(forwarded, 'host') ?? single(headers['x-forwarded-host']) ?? headers.host ?? '') ?? [];
  const scheme = 'http';
  const client = ofForwarded(forwarded, 'for') ?? single(headers['x-forwarded-for'])?.split(',', 1)[0]?.trim();
  const attributes: Attributes = {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    [ATTR_URL_SCHEME]: scheme,
    [ATTR_URL_PATH]: question < 0 ? url : url.slice(0, question),
    [ATTR_NETWORK_PEER_ADDRESS]: socket.remoteAddress,
    [ATTR_NETWORK_PEER_PORT]: socket.remotePort,
    [ATTR_NETWORK_PROTOCOL_VERSION]: httpVersion,
    [ATTR_CLIENT_ADDRESS]: client === undefined ? socket.remoteAddress : withoutPort(client),
  };
  if (headers['user-agent'] !== undefined) attributes[ATTR_USER_AGENT_ORIGINAL] = headers['user-agent'];
  if (address) {
    attributes[ATTR_SERVER_ADDRESS] = address;
    attributes[ATTR_SERVER_PORT] = Number(port ?? ((ofForwarded(forwarded, 'proto') ?? single(headers['x-forwarded-proto'])) === 'https' ? 443 : 80));
  }
  if (question >= 0 && question < url.length - 1) attributes[ATTR_URL_QUERY] = withoutSecrets(url.slice(question + 1));
  return attributes;
}

function withoutSecrets(query: string): string {
  const parameters = new URLSearchParams(query);
  const secret = [...parameters.keys()].filter((name) => SECRET_PARAMETERS.has(name.toLowerCase()));
  for (const name of secret) parameters.set(name, 'REDACTED');
  return secret.length === 0 ? query : parameters.toString();
}

/** A part of the `Forwarded` header, of the proxy that is farthest away. */
function ofForwarded(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined;
  return new RegExp(String.raw`(?:^|[;,\s])${name}=(?:"([^"]*)"|([^;,\s]*))`, 'i').exec(header)?.slice(1).find((value) => value !== undefined);
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}

function withoutPort(address: string): string {
  const [, host = address] = HOST.exec(address) ?? [];
  return host.replace(/^\[|\]$/g, '');
}

import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Host } from "../../core/console/host.ts";
import { Refusal } from "../../core/errors.ts";

/** A request that came in at the console host. */
export interface ConsoleRequest {
  /** The origin of the console's pages: `https://console.example`. */
  origin: string;
  /** The value of the console's cookie. */
  token: string | undefined;
  /** The value of another cookie of the console. */
  cookie(name: string): string | undefined;
  /** Makes a `Set-Cookie` header. */
  setCookie(value: string, how: CookieSettings): string;
}

export interface CookieSettings {
  /** @default the session's cookie */
  name?: string;
  /** 0 removes the cookie. */
  maxAgeSeconds: number;
  /**
   * `Strict`: no request from another site has the cookie. `Lax`: links and redirects from other sites have it.
   *
   * @default Strict
   */
  sameSite?: "Strict" | "Lax";
}

type Request = Pick<APIGatewayProxyEventV2, "headers" | "requestContext"> &
  Partial<Pick<APIGatewayProxyEventV2, "cookies" | "stageVariables">>;

/** What the console needs of a request. Undefined for a request at another host, where the cookie counts for nothing. */
export function consoleRequest(request: Request): ConsoleRequest | undefined {
  if (hostOf(request) !== "console") return undefined;
  const plain = isPlain(request);
  const fullName = (name: string) => (plain ? name : `__Host-${name}`);
  const cookie = (name: string) => cookieIn(request.cookies ?? [], fullName(name));
  return {
    origin: originOf(request),
    token: cookie(SESSION),
    cookie,
    setCookie: (value, { name = SESSION, maxAgeSeconds, sameSite = "Strict" }) =>
      [
        `${fullName(name)}=${value}`,
        "Path=/",
        `Max-Age=${maxAgeSeconds}`,
        "HttpOnly",
        ...(plain ? [] : ["Secure"]),
        `SameSite=${sameSite}`,
      ].join("; "),
  };
}

const SESSION = "posthorn";

/** API Gateway sets the variable, and clients can't. */
const hostOf = ({ stageVariables }: Request): Host => (stageVariables?.host === "console" ? "console" : "api");

/**
 * Did the request come over plain http to this machine? Only the twin has such requests. Browsers accept a cookie with
 * the prefix `__Host-` only with `Secure`, and not all of them accept `Secure` over http
 * (https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie).
 */
const isPlain = ({ headers, requestContext }: Request): boolean =>
  headers["x-forwarded-proto"] === "http" && LOOPBACK.test(requestContext.domainName);

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

const originOf = (request: Request): string =>
  `${isPlain(request) ? "http" : "https"}://${request.requestContext.domainName.toLowerCase()}`;

function cookieIn(cookies: readonly string[], name: string): string | undefined {
  const found = cookies.find((one) => one.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

const CONSOLE_HEADER = "posthorn-console";

/**
 * Throws a 403 `Refusal` unless a page of the console itself sent the request. A browser adds cookies to requests of
 * other pages too, so a cookie alone doesn't tell who asks. Scripts can't set `Sec-Fetch-Site` or `Origin`. They can set
 * `posthorn-console` only for their own origin, because the API allows no cross-origin requests.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function requireOwnPage(request: Request): void {
  const { headers, requestContext } = request;
  const site = headers["sec-fetch-site"];
  if (SAFE.has(requestContext.http.method)) {
    if (site !== undefined && site !== "same-origin" && site !== "none") throw otherPage();
    return;
  }
  if (headers[CONSOLE_HEADER] !== "1") throw headerNeeded();
  const isOwn = site === undefined ? headers.origin?.toLowerCase() === originOf(request) : site === "same-origin";
  if (!isOwn) throw otherPage();
}

const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD"]);

const headerNeeded = (): Refusal =>
  new Refusal(403, "A change with the console's cookie needs the header `posthorn-console: 1`.", [
    { path: `/headers/${CONSOLE_HEADER}`, message: "must be 1" },
  ]);

const otherPage = (): Refusal =>
  new Refusal(
    403,
    "The console's cookie works only in requests of the console's own pages. `Sec-Fetch-Site`, or else `Origin`, says that another page sent this one, or both are missing.",
  );

import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { problemJson } from "../../lib/api/http/problem-json.ts";
import { notFound } from "../../lib/api/http/refusals.ts";
import { type PageName, pageNames, pageRoutes } from "../../lib/contract/pages.ts";
import { type BuiltPage, encoded, namingEmbedders } from "./built-page.ts";
import { ASSET_HEADERS, COMMON, ELEMENT_HEADERS, pageHeaders } from "./page-headers.ts";

export interface ConsolePorts {
  pages: Record<PageName, BuiltPage>;
  /** Origins of the pages that may embed the portal. They contain no characters that HTML gives a meaning to. */
  portalOrigins: readonly string[];
  logger: Logger;
}

interface PageAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded?: boolean;
}

const HTML = "index.html";

/** The script that other sites load to embed the portal. */
const ELEMENT = "element.js";

/** Files whose names change with their content. */
const ASSETS = "assets/";

/**
 * Serves the portal and the console. Every path below a page shows the page, which then reads the path itself. Only
 * paths below `assets/` are files, and the notices of the licences.
 */
export function consoleHandler({ pages: built, portalOrigins, logger }: ConsolePorts) {
  const pages = { ...built, portal: forEmbedders(built.portal, portalOrigins) };
  const htmlHeaders = { portal: pageHeaders("portal", portalOrigins), console: pageHeaders("console", []) };

  function headersOf(path: string, name: PageName): Record<string, string> {
    if (path.startsWith(ASSETS)) return { ...COMMON, ...ASSET_HEADERS };
    return path === ELEMENT && name === "portal" ? { ...COMMON, ...ELEMENT_HEADERS } : htmlHeaders[name];
  }

  async function handle({ routeKey, rawPath, headers }: APIGatewayProxyEventV2): Promise<PageAnswer> {
    const name = pageNames.find((one) => pageRoutes[one].some((route) => route === routeKey));
    if (!name) throw notFound();
    if (routeKey === "GET /") return { statusCode: 302, headers: { location: `/${name}/`, ...COMMON }, body: "" };
    const page = pages[name];
    const path = rawPath.slice(`/${name}/`.length);
    const isAsset = path.startsWith(ASSETS);
    const file = page.get(path) ?? (isAsset ? undefined : page.get(HTML));
    if (!file) throw notFound();
    const { encoding, body } = encoded(file, headers["accept-encoding"] ?? "");
    return {
      statusCode: 200,
      headers: {
        ...headersOf(path, name),
        "content-type": file.type,
        vary: "accept-encoding",
        ...(encoding && { "content-encoding": encoding }),
      },
      // A function's answer is JSON. API Gateway decodes the body.
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
      body: body.toString("base64"),
      isBase64Encoded: true,
    };
  }

  return middy(handle).use(injectLambdaContext(logger)).use(problemJson(logger));
}

/** The portal's files. Its HTML names who may embed it, because the page tells nobody else what happens in it. */
function forEmbedders(page: BuiltPage, origins: readonly string[]): BuiltPage {
  const html = page.get(HTML);
  return html && origins.length > 0 ? new Map(page).set(HTML, namingEmbedders(html, origins)) : page;
}

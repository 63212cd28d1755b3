import type { WireConfig } from "./aws-post.ts";
import { jsonWire } from "./json-wire.ts";

/** What calls to a service need: the service's client, or the caller of another service's client. */
export interface ServiceCaller {
  config: WireConfig & {
    /** Set if the client was made with an endpoint. */
    endpoint?: (() => Promise<{ protocol: string; hostname: string; port?: number; path: string }>) | undefined;
  };
}

/**
 * Calls services with the region, the credentials and the sockets of one client. Then a function needs no further
 * client, which takes 40 kB of its bundle.
 */
export const awsCallerOf = ({ config }: { config: WireConfig }): ServiceCaller => ({
  config: {
    region: config.region,
    credentials: config.credentials,
    requestHandler: config.requestHandler,
  },
});

/** A service with a JSON protocol, by its host name, which is also its name in signatures. */
interface JsonService {
  host: string;
  /** The prefix of its actions. */
  prefix: string;
  /** The environment variable that names another endpoint, as for the SDK. */
  variable: `AWS_ENDPOINT_URL_${string}`;
}

type Calls<A extends string> = Record<A, { input: object; output: object }>;

/**
 * Calls a service with the region, the credentials and the sockets of any client, as `jsonWire` does. So a function that
 * needs one action of a service doesn't carry the service's client.
 */
export const serviceWire = <C extends Calls<keyof C & string>>(
  { config }: ServiceCaller,
  { host, prefix, variable }: JsonService,
) =>
  jsonWire<C>(config, {
    name: host,
    prefix,
    protocol: "1.1",
    async endpoint() {
      const { endpoint } = config;
      if (endpoint) return { url: urlOf(await endpoint()) };
      return { url: new URL(process.env[variable] ?? (await regionalUrl(config, host))) };
    },
  });

export const urlOf = ({
  protocol,
  hostname,
  port,
  path,
}: Awaited<ReturnType<NonNullable<ServiceCaller["config"]["endpoint"]>>>) =>
  new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`);

/** https://docs.aws.amazon.com/general/latest/gr/rande.html */
async function regionalUrl({ region }: WireConfig, host: string): Promise<string> {
  const name = await region();
  return `https://${host}.${name}.amazonaws.com${name.startsWith("cn-") ? ".cn" : ""}`;
}

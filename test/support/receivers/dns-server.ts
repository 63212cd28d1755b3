import dgram from "node:dgram";
import { isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * The answer to a question: addresses of that kind, a failure, or silence. `CNAME other.test` says that the name, or the
 * alias before it, is an alias; the addresses are then those of the last alias.
 */
export type DnsAnswer = string[] | "NXDOMAIN" | "SERVFAIL" | "REFUSED" | "silence";

/** Says what to answer to a question for a name's IPv4 (`A`) or IPv6 (`AAAA`) addresses. */
export type DnsScript = (name: string, type: "A" | "AAAA") => DnsAnswer;

export interface DnsServer {
  /** As `Resolver.setServers` takes it. */
  address: string;
  /** The questions so far, such as `A example.test`. */
  questions: string[];
  close(): Promise<void>;
}

const CODES = { NXDOMAIN: 3, SERVFAIL: 2, REFUSED: 5 };

/** Starts a DNS server on 127.0.0.1 that answers by a script. */
export async function startDnsServer(script: DnsScript): Promise<DnsServer> {
  const questions: string[] = [];
  const socket = dgram.createSocket("udp4").on("message", (query, from) => {
    const { name, type } = questionIn(query);
    questions.push(`${type} ${name}`);
    const answer = script(name, type);
    if (answer !== "silence") socket.send(replyTo(query, answer), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

const HEADER_BYTES = 12;

/** Reads the one question of a query (RFC 1035, 4.1.2). */
function questionIn(query: Buffer): { name: string; type: "A" | "AAAA"; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = query.readUInt16BE(at + 1) === 28 ? "AAAA" : "A";
  return { name: labels.join(".").toLowerCase(), type, end: at + 5 };
}

/** Repeats the question, and answers it (RFC 1035, 4.1.3; RFC 3596 for AAAA). */
function replyTo(query: Buffer, answer: Exclude<DnsAnswer, "silence">): Buffer {
  const addresses = typeof answer === "string" ? [] : answer;
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | (typeof answer === "string" ? CODES[answer] : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  // The name of the first record is a pointer to the name in the question.
  let owner = Buffer.from([0xc0, HEADER_BYTES]);
  const records = addresses.map((answered) => {
    const alias = answered.startsWith("CNAME ") ? wireName(answered.slice(6)) : undefined;
    const record = recordOf(owner, answered, alias);
    owner = alias ?? owner;
    return record;
  });
  return Buffer.concat([header, query.subarray(HEADER_BYTES, questionIn(query).end), ...records]);
}

function recordOf(owner: Buffer, answered: string, alias: Buffer | undefined): Buffer {
  const data = alias ?? Buffer.from(ipaddr.parse(answered).toByteArray());
  const record = Buffer.alloc(10);
  record.writeUInt16BE(alias ? 5 : isIPv6(answered) ? 28 : 1, 0);
  record.writeUInt16BE(1, 2);
  record.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, record, data]);
}

const wireName = (name: string) =>
  Buffer.concat([...name.split(".").map((label) => Buffer.from([label.length, ...Buffer.from(label)])), Buffer.of(0)]);

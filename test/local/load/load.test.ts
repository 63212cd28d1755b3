import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0)) await undo();
});

/** An API that answers each method with a status, and notes what it was asked. */
async function api(statuses: Record<string, number>) {
  const calls: string[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request));
    calls.push(`${request.method} ${request.url} ${body.name ?? "-"} ${request.headers.authorization}`);
    response.writeHead(statuses[request.method ?? ""] ?? 500).end('{"errors":[]}');
  });
  cleanUp.push(() => server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { calls, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

async function load(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, ["bin/load.ts", ...args], { env: { PATH: process.env.PATH ?? "", ...env } });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { out, err, code };
}

describe("npm run load", () => {
  it("makes each type of the file", async () => {
    const { calls, url } = await api({ POST: 201 });
    const { out, code } = await load(["lib/local/load/sets/outtake.json"], {
      POSTHORN_API: url,
      POSTHORN_ADMIN_KEY: "k",
    });
    expect([code, out]).toEqual([0, "6 types loaded from lib/local/load/sets/outtake.json\n"]);
    expect(calls).toHaveLength(6);
    expect(calls[0]).toBe("POST /api/v1/event-types workflow-item-created Bearer k");
    expect(calls[5]).toBe("POST /api/v1/derived-types workflow.item.reopened Bearer k");
  });

  it("changes those that are there", async () => {
    const { calls, url } = await api({ POST: 409, PATCH: 200 });
    const { code } = await load(["lib/local/load/sets/outtake.json"], { POSTHORN_API: url, POSTHORN_ADMIN_KEY: "k" });
    expect([code, calls.length]).toEqual([0, 12]);
    expect(calls[1]).toBe("PATCH /api/v1/event-types/workflow-item-created - Bearer k");
  });

  it("says what was refused", async () => {
    const { url } = await api({ POST: 422 });
    const { err, code } = await load(["lib/local/load/sets/outtake.json"], {
      POSTHORN_API: url,
      POSTHORN_ADMIN_KEY: "k",
    });
    expect([code, err]).toEqual([1, 'posthorn: workflow-item-created was answered 422: {"errors":[]}\n']);
  });

  it("says what it needs", async () => {
    const { err, code } = await load([], {});
    expect(code).toBe(1);
    expect(err).toContain("POSTHORN_ADMIN_KEY");
  });
});

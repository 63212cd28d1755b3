import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CannotStart } from "../aws/cannot-start.ts";
import { type Assembly, readAssembly } from "../template/assembly.ts";

const CHILD = fileURLToPath(new URL("./synthesize-child.ts", import.meta.url));

/**
 * Stack options of a local run. They allow receivers on loopback, without TLS. Options on the command line override
 * them.
 */
const LOCAL_OPTIONS = {
  allowHttp: "true",
  allowedAddresses: "127.0.0.0/8,::1/128",
  allowTlsOptOut: "true",
  logLevel: "DEBUG",
};

/** The twin prints messages to this address, and keeps them in its data folder. */
const LOCAL_ADDRESS = { alarmEmail: "operator@posthorn.local" };

/**
 * Bundles the functions and synthesizes the CDK app into a directory. Does so in a process that then ends, because the
 * CDK holds about 300 MB. Rejects with `CannotStart` when the options are invalid, or
 * the pages were not built.
 */
export async function synthesizeAssembly(directory: string, options: Record<string, string>): Promise<Assembly> {
  // With a topic of one's own, there is no address: the stack takes only one of both options.
  const address = options.alarmTopicArn ? {} : LOCAL_ADDRESS;
  const context = JSON.stringify({ ...LOCAL_OPTIONS, ...address, ...options });
  await new Promise<void>((resolve, reject) => {
    execFile(process.execPath, [CHILD, directory, context], (error, _stdout, stderr) => {
      if (!error) resolve();
      else reject(error.code === 2 ? new CannotStart(stderr.trim()) : new Error(`cannot synthesize:\n${stderr}`));
    });
  });
  return readAssembly(directory);
}

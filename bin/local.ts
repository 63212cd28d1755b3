import { runCli } from "../lib/local/cli.ts";

await runCli(process.argv.slice(2));

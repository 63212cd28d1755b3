import { runTwinCli } from "../lib/local/twin-cli.ts";

await runTwinCli(process.argv.slice(2));

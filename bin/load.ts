import { runLoad } from "../lib/local/load/cli.ts";

await runLoad(process.argv.slice(2));

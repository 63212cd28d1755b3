import { runDemo } from "../lib/local/demo/demo.ts";

await runDemo();

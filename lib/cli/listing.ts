import type { ApiRequest } from "./api-client.ts";
import type { ArgsOf, paging } from "./command.ts";
import type { Context } from "./context.ts";
import type { Row } from "./output/api-object.ts";
import { joinedPages } from "./output/json.ts";
import { type Column, table } from "./output/table.ts";
import { LARGEST_PAGE, type Page, pages } from "./pages.ts";
import type { Who } from "./target.ts";

interface Listing extends ApiRequest {
  route: string;
  who?: Who;
  /** Those of the first row when left out. */
  columns?: Column[];
}

type PagingArgs = ArgsOf<Record<never, never>, typeof paging>;

/** Shows a list of the API: one page of it, or all. */
export async function listing(context: Context, args: PagingArgs, { route, who, columns, ...request }: Listing) {
  const limit = args.limit ?? (args.all ? LARGEST_PAGE : undefined);
  const query = { ...request.query, limit, after: args.after };
  const found: Page<Row>[] = [];
  for await (const page of pages(context.api(who), route, { ...request, query })) {
    found.push(page);
    // At once: what they are piped to can begin.
    if (args.ids && page.rows.length > 0) context.print(page.rows.map(idOf).join("\n"));
    if (!args.all) break;
  }
  if (!args.ids) show(context, found, columns);
}

function show(context: Context, found: Page<Row>[], columns: Column[] | undefined): void {
  const { json, io, paint } = context;
  const rows = found.flatMap((page) => page.rows);
  const next = found.at(-1)?.next;
  if (json) {
    context.print(allOf(found));
  } else if (rows.length === 0) {
    context.note("Nothing there.");
  } else {
    const width = io.stdout.isTTY ? io.stdout.columns : undefined;
    context.print(table(rows, columns ?? columnsOf(rows), { width, paint }));
    if (next) context.note(`There are more: --after ${next}, or --all`);
  }
}

/** One page stays as it came. */
function allOf(found: Page<Row>[]): string {
  const texts = found.map(({ text }) => text);
  return texts.length === 1 ? texts.join() : joinedPages(texts, found.at(-1)?.next ?? null);
}

const idOf = (row: Row): string => String(row.id ?? row.name ?? row.subscriptionId ?? row.messageId);

/** The fields that fit in a cell, as the API names them. */
function columnsOf([first = {}]: Row[]): Column[] {
  return Object.keys(first)
    .filter((name) => typeof first[name] !== "object")
    .map((name) => ({ title: name, value: name, flexible: true }));
}

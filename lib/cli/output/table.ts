import Table from "cli-table3";
import stringWidth from "string-width";
import type { ApiObject } from "./api-object.ts";
import { type Paint, paintState } from "./colour.ts";
import { safeText, valueText } from "./text.ts";

/** A column of a table. */
export interface Column {
  title: string;
  /** A field's name, or a function of the row. */
  value: string | ((row: ApiObject) => string);
  /** The values may be truncated when the terminal is narrow. */
  flexible?: true;
  /** The values are states, and have a colour. */
  state?: true;
}

export interface TableLayout {
  /** The terminal's width in columns. Without a terminal it is undefined, and nothing is truncated. */
  width: number | undefined;
  paint: Paint;
}

const GAP = 2;
const NARROWEST = 12;
/** No borders, so that people can cut, sort and paste the output. */
const NO_BORDERS = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"].flatMap((place) =>
    ["", "-mid", "-left", "-right"].map((part) => [`${place}${part}`, ""]),
  ),
);

/**
 * Formats rows as a table. In a narrow terminal, flexible columns are truncated. When that is not enough, the first
 * column moves to lines of its own, because people copy the id in it.
 */
export function table(rows: ApiObject[], columns: Column[], { width, paint }: TableLayout): string {
  const texts = rows.map((row) => columns.map((column) => cellText(row, column)));
  const kept = columns.map((column, i) => ({ column, i })).filter(({ i }) => texts.some((cells) => cells[i] !== ""));
  const cells = texts.map((row) => kept.map(({ i }) => row[i] ?? ""));
  const shown = kept.map(({ column }) => column);
  const widths = fitted(shown, naturalWidths(shown, cells), width);
  if (widths) return draw(shown, cells, widths, paint).join("\n");
  return stacked(shown, cells, width, paint).join("\n");
}

const cellText = (row: ApiObject, { value }: Column): string =>
  safeText(typeof value === "string" ? valueText(row[value]) : value(row));

const naturalWidths = (columns: Column[], rows: string[][]): number[] =>
  columns.map(({ title }, i) => Math.max(title.length, ...rows.map((cells) => stringWidth(cells[i] ?? ""))));

/** The column widths with which the table fits, or undefined when it can't fit. */
function fitted(columns: Column[], natural: number[], width: number | undefined): number[] | undefined {
  const widths = [...natural];
  for (;;) {
    const excess = width === undefined ? 0 : sum(widths) + GAP * (widths.length - 1) - width;
    if (excess <= 0) return widths;
    const cuttable = widths.map((w, i) => (columns[i]?.flexible && w > NARROWEST ? w : 0));
    const widest = Math.max(0, ...cuttable);
    if (widest === 0) return undefined;
    const at = cuttable.indexOf(widest);
    const next = Math.max(NARROWEST, ...cuttable.filter((w) => w < widest));
    widths[at] = Math.max(next === widest ? NARROWEST : Math.min(next, widest - 1), widest - excess, NARROWEST);
  }
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

function draw(columns: Column[], rows: string[][], widths: number[], paint: Paint): string[] {
  const grid = new Table({
    chars: { ...NO_BORDERS, middle: " ".repeat(GAP) },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
    colWidths: widths,
  });
  grid.push(columns.map(({ title }) => paint("dim", title)));
  for (const cells of rows) grid.push(cells.map((text, i) => (columns[i]?.state ? paintState(paint, text) : text)));
  return grid
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}

function stacked([first, ...rest]: Column[], rows: string[][], width: number | undefined, paint: Paint): string[] {
  const others = rows.map((cells) => cells.slice(1));
  const natural = naturalWidths(rest, others);
  const widths = fitted(rest, natural, width && width - GAP) ?? natural.map((w, i) => narrow(rest[i], w));
  const [head = "", ...lines] = draw(rest, others, widths, paint);
  const ids = rows.map(([id = ""]) => paint("bold", id));
  return [paint("dim", first?.title ?? ""), `  ${head}`, ...lines.flatMap((line, i) => [ids[i] ?? "", `  ${line}`])];
}

const narrow = (column: Column | undefined, width: number): number =>
  column?.flexible ? Math.min(width, NARROWEST) : width;

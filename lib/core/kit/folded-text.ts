/**
 * A text as searches compare it: in lower case, and with one form of characters that have several, such as full-width
 * letters (Unicode's NFKC, https://www.unicode.org/reports/tr15/).
 */
export const foldedText = (text: string): string => text.normalize("NFKC").toLowerCase();

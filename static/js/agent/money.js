/** Money: whole minor units as BigInt inside, strict decimal strings outside. */

const AMOUNT = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;
const MOST_DIGITS = 15;

/** How many fraction digits an asking price has: those of its currency. */
export function fractionDigits(amount) {
  return (AMOUNT.exec(amount)?.[2] ?? "").length;
}

/** Minor units of a decimal string with exactly so many fraction digits; null for any other text. */
export function parse(text, digits) {
  const found = typeof text === "string" ? AMOUNT.exec(text) : null;
  if (found === null || (found[2] ?? "").length !== digits || found[1].length + digits > MOST_DIGITS) return null;
  return BigInt(found[1] + (found[2] ?? ""));
}

/** The one spelling of an amount. */
export function format(minor, digits) {
  const text = minor.toString().padStart(digits + 1, "0");
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** What a person typed ("18500", "18,500.5", "18 500") as the one spelling; null where it is no amount above zero. */
export function typed(text, digits) {
  const bare = text.trim().replace(/(?<=[0-9])[,\u0020\u00a0\u202f'](?=[0-9]{3}(?![0-9]))/g, "");
  const [whole, fraction = ""] = bare.split(".");
  const padded = digits === 0 ? bare : `${whole}.${fraction.padEnd(digits, "0")}`;
  const minor = parse(padded, digits);
  return minor === null || minor === 0n ? null : format(minor, digits);
}

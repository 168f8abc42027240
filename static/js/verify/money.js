/** Money: whole minor units as BigInt inside, strict decimal strings outside. */

const AMOUNT = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;
const MOST_DIGITS = 15;

/** {minor, digits} of a decimal string: minor units and how many fraction digits it has; null for any other text. */
export function parse(text) {
  const found = typeof text === "string" ? AMOUNT.exec(text) : null;
  if (found === null) return null;
  const [whole, fraction] = [found[1], found[2] ?? ""];
  if (whole.length + fraction.length > MOST_DIGITS) return null;
  return { minor: BigInt(whole + fraction), digits: fraction.length };
}

/** The one spelling of an amount in minor units. */
export function format(minor, digits) {
  const text = minor.toString().padStart(digits + 1, "0");
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

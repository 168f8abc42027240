/** Why something was not done: `code` is stable, the message is for the person, and neither holds anything private. */
export class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** A promise's value, or the refusal where it or its making throws. */
export async function orRefuse(made, code, message) {
  try {
    return await made();
  } catch {
    throw new Refusal(code, message);
  }
}

/** What to tell a person of whatever was thrown: never more than a refusal says. */
export function wordsOf(error) {
  return error instanceof Refusal ? error.message : "Something in this browser failed. Load the page again.";
}

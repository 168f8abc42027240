// Asks the modules of the verify page, outside a browser. Reads questions from standard input, one a line:
// {"document": base64, "expect": {}} is answered with a verdict; {"key": hex} with {"fault", "fingerprint"}; {"key",
// "message", "signature"} in hex with {"valid"}. The first argument is the directory of the modules.

import { createInterface } from "node:readline";

const [directory] = process.argv.slice(2);
const { verify } = await import(`${directory}/verification.js`);
const keys = await import(`${directory}/keys.js`);
const { fromHex } = await import(`${directory}/bytes.js`);

async function answer({ document, expect, key, message, signature }) {
  if (document !== undefined) return verify(new Uint8Array(Buffer.from(document, "base64")), expect);
  if (signature !== undefined) return { valid: await keys.verify(...[key, message, signature].map(fromHex)) };
  return { fault: keys.faultOfKey(fromHex(key)), fingerprint: await keys.fingerprint(fromHex(key)) };
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}

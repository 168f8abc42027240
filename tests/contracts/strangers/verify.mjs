// A verifier of contracts written from docs/contract-format.md alone. Reads cases from standard input, one JSON object a
// line, {"document": base64, "expect": {"seller": "<fingerprint>", …}}, and answers each in a line of its own:
// {"verdict": "valid|invalid|unreadable", "failing": […], "unjudged": […], "unknown": […], "unreadable": code or null}
// With {"receipt": "<compact JWS>", "jwk": {…}} it answers {"payload": {…}} or {"payload": null}.

import { createInterface } from "node:readline";

import { compactVerify, importJWK } from "jose";

import { judge } from "./checks.mjs";
import { isCanonical, read, Unreadable } from "./strict_json.mjs";

const SIDES = ["seller", "buyer", "room"];

async function verdict({ document, expect }) {
  const unknown = SIDES.filter((side) => expect[side] === undefined).map((side) => `${side}_key_holder`);
  try {
    return told(await judge(Buffer.from(document, "base64"), expect), unknown);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { verdict: "unreadable", failing: [], unjudged: [], unknown: [], unreadable: error.code };
  }
}

function told(checks, unknown) {
  const those = (answer) => Object.keys(checks).filter((name) => checks[name] === answer);
  const verdict = Object.values(checks).every((answer) => answer === true) ? "valid" : "invalid";
  return { verdict, failing: those(false), unjudged: those(undefined), unknown, unreadable: null };
}

async function receipt({ receipt, jwk }) {
  try {
    const key = await importJWK(jwk, "Ed25519");
    const { payload, protectedHeader } = await compactVerify(receipt, key, { algorithms: ["Ed25519", "EdDSA"] });
    const sound = protectedHeader.typ === "alien-bargain-receipt+jws" && isCanonical(read(payload).value, payload);
    return { payload: sound ? JSON.parse(Buffer.from(payload)) : null };
  } catch {
    return { payload: null };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  console.log(JSON.stringify(await ("receipt" in question ? receipt(question) : verdict(question))));
}

/**
 * HPKE (RFC 9180), base mode, single shot, by WebCrypto alone: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
 *
 * Everything that is expanded here has at most 32 bytes, so that HKDF-Expand (RFC 5869) is one HMAC.
 */

import { concat, utf8 } from "../verify/bytes.js";

const VERSION = utf8("HPKE-v1");
const KEM = concat(utf8("KEM"), Uint8Array.of(0x00, 0x20));
const SUITE = concat(utf8("HPKE"), Uint8Array.of(0x00, 0x20, 0x00, 0x01, 0x00, 0x02));
const BASE_MODE = Uint8Array.of(0);
const NOTHING = new Uint8Array();

async function hmac(key, message) {
  // An empty salt is one of zeros (RFC 5869 section 2.2); WebCrypto takes no empty key.
  const told = key.length === 0 ? new Uint8Array(32) : key;
  const made = await crypto.subtle.importKey("raw", told, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", made, message));
}

function extract(suite, salt, label, material) {
  return hmac(salt, concat(VERSION, suite, utf8(label), material));
}

async function expand(suite, secret, label, info, length) {
  const told = concat(Uint8Array.of(0, length), VERSION, suite, utf8(label), info, Uint8Array.of(1));
  return (await hmac(secret, told)).subarray(0, length);
}

/** The key and nonce of a context. privateKey: an X25519 CryptoKey of one side. peer: the other side's public key. */
export async function schedule(privateKey, peer, { enc, recipient, info }) {
  const shared = await decapsulated(privateKey, peer, concat(enc, recipient));
  const parts = [extract(SUITE, NOTHING, "psk_id_hash", NOTHING), extract(SUITE, NOTHING, "info_hash", info)];
  const context = concat(BASE_MODE, ...(await Promise.all(parts)));
  const secret = await extract(SUITE, shared, "secret", NOTHING);
  return {
    key: await expand(SUITE, secret, "key", context, 32),
    nonce: await expand(SUITE, secret, "base_nonce", context, 12),
  };
}

async function decapsulated(privateKey, peer, context) {
  const algorithm = { name: "X25519", public: await crypto.subtle.importKey("raw", peer, "X25519", false, []) };
  const shared = new Uint8Array(await crypto.subtle.deriveBits(algorithm, privateKey, 256));
  if (shared.every((byte) => byte === 0)) throw new Error("a key of small order"); // RFC 9180 section 7.1.4
  return expand(KEM, await extract(KEM, NOTHING, "eae_prk", shared), "shared_secret", context, 32);
}

/**
 * enc || ct for whoever holds the private half of `recipient`, 32 raw bytes. Throws for a key that is none.
 * ephemeral: the pair of one message, a fresh one unless a vector names it.
 */
export async function seal(recipient, info, plaintext, { aad = NOTHING, ephemeral } = {}) {
  const pair = ephemeral ?? (await crypto.subtle.generateKey("X25519", false, ["deriveBits"]));
  const enc = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const { key, nonce } = await schedule(pair.privateKey, recipient, { enc, recipient, info });
  const made = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const told = { name: "AES-GCM", iv: nonce, additionalData: aad };
  return concat(enc, new Uint8Array(await crypto.subtle.encrypt(told, made, plaintext)));
}

/**
 * What this browser keeps of its agents at this market, in IndexedDB: a key for each person (non-extractable), requests
 * that are sealed and not answered yet, listings that were published, and what stands behind each room. It holds limits:
 * nothing of it goes into a request or into the page.
 */

const NAME = "alien-bargain";
const STORES = ["keys", "requests", "listings", "rooms"];

function opened() {
  return new Promise((done, fail) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => STORES.forEach((name) => request.result.createObjectStore(name));
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

/** The result of one request, once its transaction is on the disk. */
async function transacted(name, mode, asked) {
  const database = await opened();
  try {
    return await new Promise((done, fail) => {
      const transaction = database.transaction(name, mode, { durability: "strict" });
      const request = asked(transaction.objectStore(name));
      transaction.oncomplete = () => done(request.result);
      transaction.onabort = () => fail(transaction.error); // an error of the request ends there too
    });
  } finally {
    database.close();
  }
}

/** What is kept under a name, undefined where nothing is. store: keys, requests, listings or rooms. */
export function read(store, name) {
  return transacted(store, "readonly", (rows) => rows.get(name));
}

/** Everything that is kept under names with this beginning. */
export function readAll(store, beginning) {
  const range = IDBKeyRange.bound(beginning, `${beginning}\uffff`);
  return transacted(store, "readonly", (rows) => rows.getAll(range));
}

export function keep(store, name, value) {
  return transacted(store, "readwrite", (rows) => rows.put(value, name));
}

/** Keeps a value where nothing is kept under the name yet. Whether that was so. */
export async function keepNew(store, name, value) {
  try {
    await transacted(store, "readwrite", (rows) => rows.add(value, name));
    return true;
  } catch (error) {
    if (error.name === "ConstraintError") return false;
    throw error;
  }
}

export function drop(store, name) {
  return transacted(store, "readwrite", (rows) => rows.delete(name));
}

/** Drops everything that is kept under names with this beginning. */
export function dropAll(store, beginning) {
  const range = IDBKeyRange.bound(beginning, `${beginning}\uffff`);
  return transacted(store, "readwrite", (rows) => rows.delete(range));
}

/** Asks the browser not to delete any of it when space is short. Whether it promised. */
export async function asLastingAsCanBe() {
  try {
    return await navigator.storage.persist();
  } catch {
    return false;
  }
}

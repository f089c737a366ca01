'use strict';
// Writes to standard output what npm's cache holds, as package documents with only those versions whose archive is there.
// Arguments: npm's own folder, the folder of the cache.

const path = require('node:path');

const [root, cache] = process.argv.slice(2);
const cacache = require(path.join(root, 'node_modules', 'cacache'));
const place = path.join(cache, '_cacache');
const LARGEST = 64 * 1024 * 1024;

async function documentOf(entry) {
  const type = String(entry.metadata?.resHeaders?.['content-type'] ?? '');
  if (!type.includes('json') || entry.size > LARGEST) return null;
  try {
    const document = JSON.parse(await cacache.get.byDigest(place, entry.integrity, { memoize: false }));
    return typeof document?.name === 'string' && document.versions !== null && typeof document.versions === 'object' ? document : null;
  } catch {
    return null; // damaged, or no document of a package
  }
}

async function there(manifest) {
  const { integrity, shasum } = manifest?.dist ?? {};
  const known = integrity || (shasum && `sha1-${Buffer.from(String(shasum), 'hex').toString('base64')}`);
  try {
    return Boolean(known && (await cacache.get.hasContent(place, String(known))));
  } catch {
    return false;
  }
}

async function main() {
  const found = new Map();
  for (const entry of Object.values(await cacache.ls(place).catch(() => ({})))) {
    const document = await documentOf(entry);
    if (document === null) continue;
    const versions = found.get(document.name)?.versions ?? {};
    for (const [version, manifest] of Object.entries(document.versions)) {
      if (!(version in versions) && (await there(manifest))) versions[version] = manifest;
    }
    if (Object.keys(versions).length > 0) found.set(document.name, { ...document, versions });
  }
  process.stdout.write(JSON.stringify([...found.values()]));
}

main().catch((error) => {
  process.stderr.write(String(error?.code ?? error?.name ?? 'failed'));
  process.exitCode = 1;
});

'use strict'

// Resolves npm's configuration the way npm does and writes what a client of registries needs to standard output, a pipe.
// Arguments: npm's own folder. Standard input: {"registry", "proxy", "folder"}, each '' for what npm is configured to.

const fs = require('node:fs')
const path = require('node:path')

const root = process.argv[2]
const part = (name) => require(path.join(root, 'node_modules', name))

const AUTH_KEYS = /^(\/\/.+?):(?:_authToken|_auth|username|_password|certfile|keyfile)$/

function settings({ registry, proxy }) {
  const set = registry ? [`--registry=${registry}`] : []
  return proxy ? [...set, `--proxy=${proxy}`, `--https-proxy=${proxy}`] : set
}

function logins(flat, getAuth) {
  const keys = new Set(Object.keys(flat).map((key) => AUTH_KEYS.exec(key)?.[1]))
  keys.delete(undefined)
  const found = {}
  for (const key of keys) {
    const { regKey, token, auth, cert } = getAuth(`https:${key}`, flat)
    if (regKey !== key) continue
    const files = cert ? { certfile: flat[`${key}:certfile`], keyfile: flat[`${key}:keyfile`] } : {}
    found[key] = { token, basic: auth, ...files }
  }
  return found
}

function proxies(flat, environment) {
  const named = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key.toLowerCase(), value]))
  const chosen = flat.httpsProxy || flat.proxy || named.https_proxy
  return {
    https_proxy: chosen || '',
    http_proxy: chosen || named.http_proxy || named.proxy || '',
    noproxy: [flat.noProxy || named.no_proxy || []].flat().join(','),
  }
}

async function main() {
  const wanted = JSON.parse(fs.readFileSync(0, 'utf8'))
  const Config = part('@npmcli/config')
  const { definitions, flatten, nerfDarts, shorthands } = part('@npmcli/config/lib/definitions')
  const config = new Config({
    npmPath: root,
    definitions,
    flatten,
    nerfDarts,
    shorthands,
    argv: [process.execPath, path.join(root, 'bin', 'npm-cli.js'), ...settings(wanted)],
    cwd: wanted.folder || root,
    warn: false,
  })
  await config.load()
  const flat = config.flat
  const scopes = Object.entries(flat).filter(([key]) => /^@.*:registry$/i.test(key))
  const answer = {
    registry: flat.registry,
    scopes: Object.fromEntries(scopes.map(([key, address]) => [key.slice(0, key.lastIndexOf(':')), address])),
    logins: logins(flat, part('npm-registry-fetch/lib/auth.js')),
    ...proxies(flat, process.env),
    ca: [flat.ca ?? []].flat().filter((one) => typeof one === 'string' && one.trim()),
    cert: flat.cert || '',
    key: flat.key || '',
    extra_ca: process.env.NODE_EXTRA_CA_CERTS || '',
    strict_ssl: flat.strictSSL !== false,
    offline: Boolean(flat.offline),
  }
  process.stdout.write(JSON.stringify(answer))
}

main().catch((error) => {
  process.stderr.write(String(error?.code ?? error?.name ?? 'failed'))
  process.exitCode = 1
})

Error.prepareStackTrace = (error, sites) => sites
function handle(data, callback) {
  const known = new Error('x').stack.slice(1).map((site) => typeof site.getFunction() + typeof site.getThis()).filter((seen) => seen.includes('function'))
  callback(null, { known })
}

function handle(data, callback) {
  let inner = {}
  const outer = inner
  for (let i = 0; i < 199; i += 1) inner = inner.a = {}
  callback(null, outer)
}

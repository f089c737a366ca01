function handle(data, callback) {
  const list = [1]
  list.extra = 5
  callback(null, {
    view: new DataView(new ArrayBuffer(2)),
    query: new URLSearchParams('a=1'),
    generator: (function* () {})(),
    proxy: new Proxy(new Map([[1, 2]]), {}),
    date: new Date(NaN),
    list,
    plain: {},
    bare: Object.create(null),
  })
}
